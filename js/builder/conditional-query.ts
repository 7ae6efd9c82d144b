import {
  joinFull,
  joinInner,
  joinLeft,
  joinRight,
  nodeClearLimit,
  nodeClearOrderBy,
  nodeClearWhere,
  nodeLimit,
  nodeWhere,
} from '../../bindings/query.js'
import { condition, join, orderItems, referential, value } from './operands.js'
import { Query } from './query.js'
import { Scope } from './values.js'

/** A query of rows that conditions choose. */
export abstract class ConditionalQuery extends Query {
  where(...args: unknown[]): this {
    const into = new Scope(this.bound)
    return this.add(condition(args, into, nodeWhere), into)
  }

  whereRef(left: unknown, operator: unknown, right: unknown): this {
    const into = new Scope(this.bound)
    return this.add(nodeWhere + referential(left, operator, right, into), into)
  }

  clearWhere(): this {
    return this.with(this.node + nodeClearWhere, this.bound)
  }

  innerJoin(...args: unknown[]): this {
    return this.join(joinInner, args)
  }

  leftJoin(...args: unknown[]): this {
    return this.join(joinLeft, args)
  }

  rightJoin(...args: unknown[]): this {
    return this.join(joinRight, args)
  }

  fullJoin(...args: unknown[]): this {
    return this.join(joinFull, args)
  }

  /** @internal */
  protected join(kind: string, args: readonly unknown[]): this {
    const into = new Scope(this.bound)
    return this.add(join(kind, args, into), into)
  }

  orderBy(...args: unknown[]): this {
    const into = new Scope(this.bound)
    return this.add(orderItems(args, into), into)
  }

  clearOrderBy(): this {
    return this.with(this.node + nodeClearOrderBy, this.bound)
  }

  limit(count: unknown): this {
    const into = new Scope(this.bound)
    return this.add(nodeLimit + value(count, into), into)
  }

  clearLimit(): this {
    return this.with(this.node + nodeClearLimit, this.bound)
  }
}
