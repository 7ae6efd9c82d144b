import {
  joinCross,
  joinCrossApply,
  joinLateralCross,
  joinLateralInner,
  joinLateralLeft,
  joinOuterApply,
  lockKeyShare,
  lockNoKeyUpdate,
  lockNoWait,
  lockShare,
  lockSkipLocked,
  lockUpdate,
  nodeClearGroupBy,
  nodeClearOffset,
  nodeClearSelect,
  nodeDistinct,
  nodeDistinctOn,
  nodeFetch,
  nodeFrontModifier,
  nodeGroupBy,
  nodeHaving,
  nodeLock,
  nodeLockWait,
  nodeOffset,
  nodeSelect,
  nodeSetOperation,
  nodeTable,
  setOperationExcept,
  setOperationExceptAll,
  setOperationIntersect,
  setOperationIntersectAll,
  setOperationUnionAll,
  setOperationUnionDistinct,
} from '../../bindings/query.js'
import { ConditionalQuery } from './conditional-query.js'
import { Aliased } from './expression.js'
import { type ExpressionWrapper, wrap } from './expression-wrapper.js'
import {
  allSelections,
  called,
  condition,
  each,
  expression,
  listOf,
  reference,
  referential,
  selections,
  value,
} from './operands.js'
import { digits, listEnd, text, textEnd } from './recorded.js'
import { Scope, type Values } from './values.js'

/** A query that reads rows. */
export class SelectQueryBuilder extends ConditionalQuery {
  /** @internal */
  protected override with(node: string, bound: Values): this {
    return new SelectQueryBuilder(node, bound, this.host) as this
  }

  get expressionType(): undefined {
    return undefined
  }

  get isSelectQueryBuilder(): true {
    return true
  }

  as(name: unknown): Aliased {
    return new Aliased(this, name)
  }

  select(columns: unknown): this {
    const into = new Scope(this.bound)
    return this.add(selections(nodeSelect, columns, into), into)
  }

  selectAll(tables?: unknown): this {
    return this.with(this.node + allSelections(nodeSelect, tables), this.bound)
  }

  clearSelect(): this {
    return this.with(this.node + nodeClearSelect, this.bound)
  }

  distinct(): this {
    return this.with(this.node + nodeDistinct, this.bound)
  }

  distinctOn(columns: unknown): this {
    const into = new Scope(this.bound)
    return this.add(each(reference, listOf(columns), into, nodeDistinctOn), into)
  }

  modifyFront(modifier: unknown): this {
    const into = new Scope(this.bound)
    return this.add(nodeFrontModifier + expression(modifier, into), into)
  }

  forUpdate(tables?: unknown): this {
    return this.#lock(lockUpdate, tables)
  }

  forShare(tables?: unknown): this {
    return this.#lock(lockShare, tables)
  }

  forKeyShare(tables?: unknown): this {
    return this.#lock(lockKeyShare, tables)
  }

  forNoKeyUpdate(tables?: unknown): this {
    return this.#lock(lockNoKeyUpdate, tables)
  }

  #lock(kind: string, tables: unknown): this {
    let step = nodeLock + kind + textEnd
    if (tables) for (const name of listOf(tables)) step += nodeTable + text(name)
    return this.with(this.node + step + listEnd, this.bound)
  }

  skipLocked(): this {
    return this.with(this.node + nodeLockWait + lockSkipLocked + textEnd, this.bound)
  }

  noWait(): this {
    return this.with(this.node + nodeLockWait + lockNoWait + textEnd, this.bound)
  }

  having(...args: unknown[]): this {
    const into = new Scope(this.bound)
    return this.add(nodeHaving + condition(args, into), into)
  }

  havingRef(left: unknown, operator: unknown, right: unknown): this {
    const into = new Scope(this.bound)
    return this.add(nodeHaving + referential(left, operator, right, into), into)
  }

  crossJoin(...args: unknown[]): this {
    return this.join(joinCross, args)
  }

  innerJoinLateral(...args: unknown[]): this {
    return this.join(joinLateralInner, args)
  }

  leftJoinLateral(...args: unknown[]): this {
    return this.join(joinLateralLeft, args)
  }

  crossJoinLateral(...args: unknown[]): this {
    return this.join(joinLateralCross, args)
  }

  crossApply(...args: unknown[]): this {
    return this.join(joinCrossApply, args)
  }

  outerApply(...args: unknown[]): this {
    return this.join(joinOuterApply, args)
  }

  groupBy(columns: unknown): this {
    const into = new Scope(this.bound)
    return this.add(each(reference, listOf(called(columns)), into, nodeGroupBy), into)
  }

  clearGroupBy(): this {
    return this.with(this.node + nodeClearGroupBy, this.bound)
  }

  offset(count: unknown): this {
    const into = new Scope(this.bound)
    return this.add(nodeOffset + value(count, into), into)
  }

  clearOffset(): this {
    return this.with(this.node + nodeClearOffset, this.bound)
  }

  fetch(count: unknown, modifier: unknown = ''): this {
    // Checked here, sent as a parameter.
    digits(count)
    const into = new Scope(this.bound)
    return this.add(nodeFetch + value(count, into) + text(modifier), into)
  }

  union(queries: unknown): this {
    return this.#combine(setOperationUnionDistinct, queries)
  }

  unionAll(queries: unknown): this {
    return this.#combine(setOperationUnionAll, queries)
  }

  intersect(queries: unknown): this {
    return this.#combine(setOperationIntersect, queries)
  }

  intersectAll(queries: unknown): this {
    return this.#combine(setOperationIntersectAll, queries)
  }

  except(queries: unknown): this {
    return this.#combine(setOperationExcept, queries)
  }

  exceptAll(queries: unknown): this {
    return this.#combine(setOperationExceptAll, queries)
  }

  #combine(operation: string, queries: unknown): this {
    const into = new Scope(this.bound)
    return this.add(each(expression, listOf(called(queries)), into, nodeSetOperation + operation + textEnd), into)
  }

  $asTuple(): ExpressionWrapper {
    return wrap(this.written(), { values: this.bound })
  }

  $asScalar(): ExpressionWrapper {
    return wrap(this.written(), { values: this.bound })
  }

  $notNull(): this {
    return this
  }
}
