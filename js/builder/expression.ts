import { nodeAlias } from '../../bindings/query.js'
import { alias, listEnd, Recorded } from './recorded.js'
import { Scope } from './values.js'

/** What can stand where a value can. */
export class Expression extends Recorded {
  get expressionType(): undefined {
    return undefined
  }

  as(name: unknown): Aliased {
    return new Aliased(this, name)
  }

  $castTo(): this {
    return this
  }

  $notNull(): this {
    return this
  }
}

/** An expression or a query with a name. */
export class Aliased extends Recorded {
  readonly expression: Recorded
  readonly alias: unknown

  /** @internal */
  constructor(named: Recorded, name: unknown) {
    const into = new Scope(named.bound)
    super(nodeAlias + named.written() + alias(name, into), into.values)
    this.expression = named
    this.alias = name
  }

  get rawBuilder(): Recorded {
    return this.expression
  }

  get isAliasedSelectQueryBuilder(): boolean {
    return true
  }
}

/** An expression whose node ends with a list that grows. */
export class OpenExpression extends Expression {
  /** @internal */
  override written(): string {
    return this.node + listEnd
  }
}
