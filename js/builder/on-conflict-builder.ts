import {
  nodeClearWhere,
  nodeConflictColumn,
  nodeConstraint,
  nodeDoNothing,
  nodeDoUpdate,
  nodeIndexExpression,
  nodeWhere,
} from '../../bindings/query.js'
import { assignments, condition, expression, referential } from './operands.js'
import { listEnd, Recorded, refuse, text } from './recorded.js'
import { Scope, type Values } from './values.js'

abstract class ConflictBuilder extends Recorded {
  /** @internal */
  protected abstract with(node: string, bound: Values): this

  where(...args: unknown[]): this {
    const into = new Scope(this.bound)
    return this.with(this.node + nodeWhere + condition(args, into), into.values)
  }

  whereRef(left: unknown, operator: unknown, right: unknown): this {
    const into = new Scope(this.bound)
    return this.with(this.node + nodeWhere + referential(left, operator, right, into), into.values)
  }

  clearWhere(): this {
    return this.with(this.node + nodeClearWhere, this.bound)
  }
}

/** What rows conflict with. */
export class OnConflictBuilder extends ConflictBuilder {
  /** @internal */
  protected override with(node: string, bound: Values): this {
    return new OnConflictBuilder(node, bound) as this
  }

  column(name: unknown): this {
    return this.with(this.node + nodeConflictColumn + text(name), this.bound)
  }

  columns(names: readonly unknown[]): this {
    let { node } = this
    for (const name of names) node += nodeConflictColumn + text(name)
    return this.with(node, this.bound)
  }

  constraint(name: unknown): this {
    return this.with(this.node + nodeConstraint + text(name), this.bound)
  }

  expression(indexed: unknown): this {
    const into = new Scope(this.bound)
    return this.with(this.node + nodeIndexExpression + expression(indexed, into), into.values)
  }

  doNothing(): OnConflictDoNothingBuilder {
    return new OnConflictDoNothingBuilder(this.node + nodeDoNothing, this.bound)
  }

  doUpdateSet(update: unknown): OnConflictUpdateBuilder {
    const into = new Scope(this.bound)
    return new OnConflictUpdateBuilder(this.node + nodeDoUpdate + assignments(update, into), into.values)
  }

  /** @internal */
  override written(): never {
    return refuse('template_misuse', 'onConflict() lacks doNothing() or doUpdateSet()')
  }
}

/** What conflicts is left as it is. */
export class OnConflictDoNothingBuilder extends Recorded {
  /** @internal */
  override written(): string {
    return this.node + listEnd
  }
}

/** What conflicts is updated. */
export class OnConflictUpdateBuilder extends ConflictBuilder {
  /** @internal */
  protected override with(node: string, bound: Values): this {
    return new OnConflictUpdateBuilder(node, bound) as this
  }

  /** @internal */
  override written(): string {
    return this.node + listEnd + listEnd
  }
}
