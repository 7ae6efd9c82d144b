import { nodeCommonTable, nodeMaterialized, nodeNotMaterialized } from '../../bindings/query.js'
import { listEnd, Recorded, text } from './recorded.js'

/** A common table expression. */
export class CTEBuilder extends Recorded {
  materialized(): CTEBuilder {
    return new CTEBuilder(this.node + nodeMaterialized, this.bound)
  }

  notMaterialized(): CTEBuilder {
    return new CTEBuilder(this.node + nodeNotMaterialized, this.bound)
  }

  /** @internal */
  override written(): string {
    return this.node + listEnd
  }
}

/** The step of a common table, of a name or of a function that is given what makes one. */
export function commonTable(name: unknown, query: Recorded): Recorded {
  const table = (chosen: unknown) => new CTEBuilder(nodeCommonTable + text(chosen) + query.written(), query.bound)
  return typeof name === 'function' ? name(table) : table(name)
}
