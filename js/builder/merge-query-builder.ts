import {
  joinUsing,
  mergeWhenMatched,
  mergeWhenNotMatched,
  mergeWhenNotMatchedBySource,
  nodeDoNothing,
  nodeInsertQuery,
  nodeMergeDelete,
  nodeMergeWhen,
  nodeThen,
  nodeUpdateQuery,
  nodeUsingTable,
} from '../../bindings/query.js'
import type { Result } from '../result.js'
import { type Host, toQueryResult } from './host.js'
import { insertRows } from './insert-rows.js'
import { condition, join, referential } from './operands.js'
import { Query } from './query.js'
import { includeBuilt, listEnd, textEnd } from './recorded.js'
import { MergeResult } from './results.js'
import { UpdateQueryBuilder } from './update-query-builder.js'
import { Scope, type Values } from './values.js'

/** A query that inserts, changes and deletes rows by those of another table. */
export class MergeQueryBuilder extends Query {
  /** @internal */
  protected override with(node: string, bound: Values): this {
    return new MergeQueryBuilder(node, bound, this.host) as this
  }

  using(...args: unknown[]): WheneableMergeQueryBuilder {
    const into = new Scope(this.bound)
    const step = nodeUsingTable + join(joinUsing, args, into)
    return new WheneableMergeQueryBuilder(this.node + step, into.values, this.host)
  }
}

/** A merge that knows the other table. */
export class WheneableMergeQueryBuilder extends Query {
  /** @internal */
  protected override with(node: string, bound: Values): this {
    return new WheneableMergeQueryBuilder(node, bound, this.host) as this
  }

  /** @internal */
  protected override outcome(result: Result<unknown>): MergeResult[] {
    return [new MergeResult(toQueryResult(result).numAffectedRows)]
  }

  whenMatched(): MergeActionBuilder {
    return this.#when(mergeWhenMatched)
  }

  whenMatchedAnd(...args: unknown[]): MergeActionBuilder {
    return this.#when(mergeWhenMatched, (into) => condition(args, into))
  }

  whenMatchedAndRef(left: unknown, operator: unknown, right: unknown): MergeActionBuilder {
    return this.#when(mergeWhenMatched, (into) => referential(left, operator, right, into))
  }

  whenNotMatched(): MergeActionBuilder {
    return this.#when(mergeWhenNotMatched)
  }

  whenNotMatchedAnd(...args: unknown[]): MergeActionBuilder {
    return this.#when(mergeWhenNotMatched, (into) => condition(args, into))
  }

  whenNotMatchedAndRef(left: unknown, operator: unknown, right: unknown): MergeActionBuilder {
    return this.#when(mergeWhenNotMatched, (into) => referential(left, operator, right, into))
  }

  whenNotMatchedBySource(): MergeActionBuilder {
    return this.#when(mergeWhenNotMatchedBySource)
  }

  whenNotMatchedBySourceAnd(...args: unknown[]): MergeActionBuilder {
    return this.#when(mergeWhenNotMatchedBySource, (into) => condition(args, into))
  }

  whenNotMatchedBySourceAndRef(left: unknown, operator: unknown, right: unknown): MergeActionBuilder {
    return this.#when(mergeWhenNotMatchedBySource, (into) => referential(left, operator, right, into))
  }

  #when(kind: string, write?: (into: Scope) => string): MergeActionBuilder {
    const into = new Scope(this.bound)
    const step = nodeMergeWhen + kind + textEnd + (write?.(into) ?? '') + listEnd
    return new MergeActionBuilder(this.node + step, into.values, this.host)
  }
}

/** What a merge does with the rows of its last condition. */
export class MergeActionBuilder {
  readonly #node: string
  readonly #bound: Values
  readonly #host: Host | undefined

  /** @internal */
  constructor(node: string, bound: Values, host: Host | undefined) {
    this.#node = node
    this.#bound = bound
    this.#host = host
  }

  thenDelete(): WheneableMergeQueryBuilder {
    return this.#then(() => nodeMergeDelete)
  }

  thenDoNothing(): WheneableMergeQueryBuilder {
    return this.#then(() => nodeDoNothing)
  }

  thenUpdate(build: unknown): WheneableMergeQueryBuilder {
    return this.#then((into) =>
      includeBuilt(build, new UpdateQueryBuilder(nodeUpdateQuery, undefined, undefined), into),
    )
  }

  thenUpdateSet(...args: unknown[]): WheneableMergeQueryBuilder {
    return this.thenUpdate((update: UpdateQueryBuilder) => update.set(...args))
  }

  thenInsertValues(rows: unknown): WheneableMergeQueryBuilder {
    return this.#then((into) => nodeInsertQuery + insertRows(rows, into) + listEnd)
  }

  #then(write: (into: Scope) => string): WheneableMergeQueryBuilder {
    const into = new Scope(this.#bound)
    return new WheneableMergeQueryBuilder(this.#node + nodeThen + write(into), into.values, this.#host)
  }
}
