import { nodeClearOrderBy, nodeOver, nodePartitionBy } from '../../bindings/query.js'
import { each, listOf, orderItems, reference } from './operands.js'
import { listEnd, Recorded } from './recorded.js'
import { Scope } from './values.js'

/** The window of an aggregate. */
export class OverBuilder extends Recorded {
  /** @internal */
  constructor(node = nodeOver, bound: Scope['values'] = undefined) {
    super(node, bound)
  }

  orderBy(...args: unknown[]): OverBuilder {
    const into = new Scope(this.bound)
    return new OverBuilder(this.node + orderItems(args, into), into.values)
  }

  clearOrderBy(): OverBuilder {
    return new OverBuilder(this.node + nodeClearOrderBy, this.bound)
  }

  partitionBy(columns: unknown): OverBuilder {
    const into = new Scope(this.bound)
    return new OverBuilder(this.node + each(reference, listOf(columns), into, nodePartitionBy), into.values)
  }

  /** @internal */
  override written(): string {
    return this.node + listEnd
  }
}
