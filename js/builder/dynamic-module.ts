import { nodeAlias, nodeIdentifier, nodeReference, nodeTable } from '../../bindings/query.js'
import { Recorded, text } from './recorded.js'

/** A column whose name is known at run time. */
export class DynamicReferenceBuilder extends Recorded {
  readonly dynamicReference: unknown

  /** @internal */
  constructor(name: unknown) {
    super(nodeReference + text(name), undefined)
    this.dynamicReference = name
  }

  get refType(): undefined {
    return undefined
  }
}

/** A table whose name is known at run time; it needs an alias. */
export class DynamicTableBuilder {
  readonly table: unknown

  /** @internal */
  constructor(name: unknown) {
    this.table = name
  }

  as(alias: unknown): AliasedDynamicTableBuilder {
    return new AliasedDynamicTableBuilder(this.table, alias)
  }
}

/** Such a table with its alias. */
export class AliasedDynamicTableBuilder extends Recorded {
  readonly table: unknown
  readonly alias: unknown

  /** @internal */
  constructor(name: unknown, alias: unknown) {
    super(nodeAlias + nodeTable + text(name) + nodeIdentifier + text(alias), undefined)
    this.table = name
    this.alias = alias
  }
}

/** `dynamic`: names known at run time. */
export class DynamicModule {
  ref(name: unknown): DynamicReferenceBuilder {
    return new DynamicReferenceBuilder(name)
  }

  table(name: unknown): DynamicTableBuilder {
    return new DynamicTableBuilder(name)
  }
}
