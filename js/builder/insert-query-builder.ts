import {
  nodeDefaultValues,
  nodeExpression,
  nodeOnConflict,
  nodeOnDuplicateKey,
  nodeOrAction,
  orActionAbort,
  orActionFail,
  orActionIgnore,
  orActionReplace,
  orActionRollback,
} from '../../bindings/query.js'
import type { Result } from '../result.js'
import type { Compiled } from './compiler.js'
import { type ExecuteOptions, needed, toQueryResult } from './host.js'
import { columnList, insertRows } from './insert-rows.js'
import { OnConflictBuilder } from './on-conflict-builder.js'
import { assignments, expression } from './operands.js'
import { Query } from './query.js'
import { includeBuilt, listEnd, textEnd } from './recorded.js'
import { InsertResult } from './results.js'
import { partsOf } from './split-insert.js'
import { Scope, type Values } from './values.js'

/** A query that inserts rows. */
export class InsertQueryBuilder extends Query {
  /** @internal */
  protected override with(node: string, bound: Values): this {
    return new InsertQueryBuilder(node, bound, this.host) as this
  }

  /** @internal */
  protected override outcome(result: Result<unknown>): InsertResult[] {
    const { insertId, numAffectedRows = 0n } = toQueryResult(result)
    return [new InsertResult(insertId, numAffectedRows)]
  }

  /** @internal */
  part(done: number, most: number): Compiled {
    return needed(this.host).compileRows(this.written(), this.bound, done, most)
  }

  /** @internal */
  override parts(): Compiled[] {
    return partsOf(this)
  }

  override async execute(options?: ExecuteOptions): Promise<unknown[]> {
    const { returning, result } = await needed(this.host).runInsert(this, options)
    return returning ? result : this.outcome(result)
  }

  values(rows: unknown): this {
    const into = new Scope(this.bound)
    return this.add(insertRows(rows, into), into)
  }

  columns(names: readonly unknown[]): this {
    return this.with(this.node + columnList(names), this.bound)
  }

  expression(query: unknown): this {
    const into = new Scope(this.bound)
    return this.add(nodeExpression + expression(query, into), into)
  }

  defaultValues(): this {
    return this.with(this.node + nodeDefaultValues, this.bound)
  }

  ignore(): this {
    return this.#or(orActionIgnore)
  }

  orIgnore(): this {
    return this.#or(orActionIgnore)
  }

  orAbort(): this {
    return this.#or(orActionAbort)
  }

  orFail(): this {
    return this.#or(orActionFail)
  }

  orReplace(): this {
    return this.#or(orActionReplace)
  }

  orRollback(): this {
    return this.#or(orActionRollback)
  }

  #or(action: string): this {
    return this.with(this.node + nodeOrAction + action + textEnd, this.bound)
  }

  onConflict(build: unknown): this {
    const into = new Scope(this.bound)
    return this.add(includeBuilt(build, new OnConflictBuilder(nodeOnConflict, undefined), into), into)
  }

  onDuplicateKeyUpdate(update: unknown): this {
    const into = new Scope(this.bound)
    return this.add(nodeOnDuplicateKey + assignments(update, into) + listEnd, into)
  }
}
