import {
  nodeDeleteQuery,
  nodeFrom,
  nodeInsertQuery,
  nodeInto,
  nodeMergeQuery,
  nodeRecursive,
  nodeReplace,
  nodeSchema,
  nodeSelect,
  nodeSelectQuery,
  nodeSource,
  nodeTable,
  nodeUpdateQuery,
} from '../../bindings/query.js'
import { commonTable } from './cte-builder.js'
// The queries that the others are made of come first: they and the expression builder need each other.
import { SelectQueryBuilder } from './select-query-builder.js'
import { DeleteQueryBuilder } from './delete-query-builder.js'
import type { Host } from './host.js'
import { InsertQueryBuilder } from './insert-query-builder.js'
import { MergeQueryBuilder } from './merge-query-builder.js'
import { each, listOf, selections, source } from './operands.js'
import { includeMade, Recorded, refuse, text } from './recorded.js'
import { UpdateQueryBuilder } from './update-query-builder.js'
import { Scope, type Values } from './values.js'

/** Begins queries: of a database, or parts of others. */
export class QueryCreator {
  /** @internal */
  readonly host: Host | undefined
  // The steps that every query begins with: schemas and common tables.
  readonly #steps: string
  readonly #bound: Values

  /** @internal */
  constructor(host: Host | undefined, steps = '', bound: Values = undefined) {
    this.host = host
    this.#steps = steps
    this.#bound = bound
  }

  /** @internal The same with other first steps. */
  protected begin(steps: string, bound: Values): this {
    return new QueryCreator(this.host, steps, bound) as this
  }

  /** @internal One of this class with the same first steps, for this host. */
  protected as<Made, Place extends Host>(
    made: new (host: Place, steps: string, bound: Values) => Made,
    host: Place,
  ): Made {
    return new made(host, this.#steps, this.#bound)
  }

  selectFrom(tables: unknown): SelectQueryBuilder {
    const into = new Scope(this.#bound)
    const steps = each(source, listOf(tables), into, nodeFrom)
    return new SelectQueryBuilder(nodeSelectQuery + this.#steps + steps, into.values, this.host)
  }

  selectNoFrom(columns: unknown): SelectQueryBuilder {
    const into = new Scope(this.#bound)
    const steps = selections(nodeSelect, columns, into)
    return new SelectQueryBuilder(nodeSelectQuery + this.#steps + steps, into.values, this.host)
  }

  insertInto(table: unknown): InsertQueryBuilder {
    const steps = this.#steps + nodeInto + nodeTable + text(table)
    return new InsertQueryBuilder(nodeInsertQuery + steps, this.#bound, this.host)
  }

  replaceInto(table: unknown): InsertQueryBuilder {
    const steps = this.#steps + nodeInto + nodeTable + text(table) + nodeReplace
    return new InsertQueryBuilder(nodeInsertQuery + steps, this.#bound, this.host)
  }

  deleteFrom(tables: unknown): DeleteQueryBuilder {
    const into = new Scope(this.#bound)
    const steps = each(source, listOf(tables), into, nodeFrom)
    return new DeleteQueryBuilder(nodeDeleteQuery + this.#steps + steps, into.values, this.host)
  }

  updateTable(tables: unknown): UpdateQueryBuilder {
    const into = new Scope(this.#bound)
    const steps = each(source, listOf(tables), into, nodeInto)
    return new UpdateQueryBuilder(nodeUpdateQuery + this.#steps + steps, into.values, this.host)
  }

  mergeInto(table: unknown): MergeQueryBuilder {
    const steps = this.#steps + nodeInto + nodeSource + text(table)
    return new MergeQueryBuilder(nodeMergeQuery + steps, this.#bound, this.host)
  }

  with(name: unknown, query: unknown): this {
    return this.#common('', name, query)
  }

  withRecursive(name: unknown, query: unknown): this {
    return this.#common(nodeRecursive, name, query)
  }

  #common(first: string, name: unknown, query: unknown): this {
    const made = typeof query === 'function' ? query(new QueryCreator(undefined)) : query
    if (!(made instanceof Recorded)) return refuse('template_misuse', 'a common table needs a query')
    const into = new Scope(this.#bound)
    const step = includeMade(commonTable(name, made), into)
    return this.begin(this.#steps + first + step, into.values)
  }

  withSchema(name: unknown): this {
    return this.begin(this.#steps + nodeSchema + text(name), this.#bound)
  }

  withPlugin(): never {
    return refuse('unsupported', 'this builder takes no plugins')
  }

  withoutPlugins(): this {
    return this
  }
}
