import { nodeLiteral } from '../../bindings/query.js'
import { condition, referential } from './operands.js'
import { listEnd, Recorded, textEnd } from './recorded.js'
import { Scope } from './values.js'

/** The conditions of a join. */
export class JoinBuilder extends Recorded {
  on(...args: unknown[]): JoinBuilder {
    const into = new Scope(this.bound)
    return new JoinBuilder(this.node + condition(args, into), into.values)
  }

  onRef(left: unknown, operator: unknown, right: unknown): JoinBuilder {
    const into = new Scope(this.bound)
    return new JoinBuilder(this.node + referential(left, operator, right, into), into.values)
  }

  onTrue(): JoinBuilder {
    return new JoinBuilder(this.node + nodeLiteral + true + textEnd, this.bound)
  }

  /** @internal */
  override written(): string {
    return this.node + listEnd
  }
}
