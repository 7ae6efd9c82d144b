import type { Core } from '../../bindings/instance.js'
import {
  serviceDurableObject,
  statementKindChanges,
  statementKindOther,
  statementKindSeveral,
} from '../../bindings/layout.js'
import type { StatementSection } from '../../bindings/tape.js'
import { Fragment } from '../fragment.js'
import { statementNode } from '../query.js'
import { type Outcome, readCells } from './durable-rows.js'
import type { DurableCursor, DurableIntegers, DurableStorage } from './durable-types.js'
import { changesStatement, compileQuery } from './value-core.js'

/** Runs compiled statements on the storage of a Durable Object, synchronously as it does. */
export class Execution {
  readonly #core: Core
  readonly #storage: DurableStorage
  #changes: string | undefined

  constructor(core: Core, storage: DurableStorage) {
    this.#core = core
    this.#storage = storage
  }

  /**
   * Runs one after another as one transaction: what `work` does, or nothing when it throws. A single statement that only
   * reads is one by itself; what one gives that writes may be refused afterwards.
   */
  atomically<T>(queries: readonly (readonly StatementSection[])[], work: () => T): T {
    const [first, ...more] = queries.flat()
    const readsOnly = (first as StatementSection).kind === statementKindOther
    return readsOnly && more.length === 0 ? work() : this.#storage.transactionSync(work)
  }

  /** Begins a statement: its rows come when they are asked for. */
  open(statement: StatementSection, integers: DurableIntegers): OpenRows {
    let cursor = this.#exec(statement)
    const columns = cursor.columnNames
    // No transaction can end while a statement that writes has rows left to give.
    const rows = statement.kind === statementKindOther ? undefined : [...cursor.raw()]
    if (columns.length > 0 && (integers === 'string' || integers === 'bigint')) {
      const query = new Fragment(statementNode(statement.sql, statement.parameters))
      const [tagged] = compileQuery(this.#core, serviceDurableObject, query, columns.length)
      cursor = this.#exec(tagged as StatementSection)
    }
    return new OpenRows(cursor, rows, columns, integers)
  }

  /** Runs the statements of one query: all rows, the sum of the changes. */
  run(statements: readonly StatementSection[], integers: DurableIntegers): Outcome {
    const rows: unknown[][] = []
    let columns: readonly string[] = []
    let affected: number | null = 0
    let lastId: number | null = null
    let rowsRead = 0
    let rowsWritten = 0
    for (const statement of statements) {
      const open = this.open(statement, integers)
      columns = open.columns
      for (const cells of open) rows.push(cells)
      rowsRead += open.rowsRead
      rowsWritten += open.rowsWritten
      const changes = this.changes(statement, open)
      affected = affected === null || changes.affected === null ? null : affected + changes.affected
      lastId = changes.lastId
    }
    return { columns, rows, affected, lastId, meta: { rowsRead, rowsWritten, databaseSize: this.databaseSize } }
  }

  /** What a statement changed whose rows have all been read; null for text of several statements. */
  changes({ kind }: StatementSection, { rowsWritten }: OpenRows): Pick<Outcome, 'affected' | 'lastId'> {
    if (kind === statementKindSeveral) return { affected: null, lastId: null }
    if (kind !== statementKindChanges || rowsWritten === 0) return { affected: 0, lastId: null }
    this.#changes ??= changesStatement(this.#core, serviceDurableObject)
    const [[affected, , lastId] = []] = this.#storage.sql.exec(this.#changes).raw()
    return { affected: affected as number, lastId: Number.isSafeInteger(lastId) ? lastId : null }
  }

  /** Bytes that the storage holds. */
  get databaseSize(): number {
    return this.#storage.sql.databaseSize
  }

  #exec({ sql, parameters }: StatementSection): DurableCursor {
    // A bigint is text, which the statement casts.
    const values = parameters.map((value) => (typeof value === 'bigint' ? String(value) : value))
    return this.#storage.sql.exec(sql, ...values)
  }
}

/** Rows of a statement that has begun. */
export class OpenRows implements Iterable<unknown[]> {
  readonly columns: readonly string[]
  readonly #cursor: DurableCursor
  readonly #rows: Iterable<unknown[]> | undefined
  readonly #integers: DurableIntegers

  constructor(
    cursor: DurableCursor,
    rows: Iterable<unknown[]> | undefined,
    columns: readonly string[],
    integers: DurableIntegers,
  ) {
    this.#cursor = cursor
    this.#rows = rows
    this.columns = columns
    this.#integers = integers
  }

  get rowsRead(): number {
    return this.#cursor.rowsRead
  }

  get rowsWritten(): number {
    return this.#cursor.rowsWritten
  }

  *[Symbol.iterator](): IterableIterator<unknown[]> {
    for (const cells of this.#rows ?? this.#cursor.raw()) yield readCells(cells, this.columns, this.#integers)
  }
}
