import { DatabaseError } from '../errors.js'
import type { D1Database, D1DatabaseSession, D1ExecResult, D1Meta, D1PreparedStatement, D1Result } from './d1-types.js'

/** A statement as it is sent. */
export interface D1Query {
  readonly sql: string
  readonly values: readonly D1Value[]
}

/** A value that D1 can bind. */
export type D1Value = null | number | string | Uint8Array

/** The answer to a statement, with the rows as arrays. */
export interface D1Answer {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly unknown[])[]
  readonly meta: Readonly<Record<string, unknown>>
}

/** How statements reach the database. Rejects with `DatabaseError`. */
export interface D1Transport {
  /** One statement. */
  query(query: D1Query): Promise<D1Answer>
  /** At least one statement, all or none of which are applied. */
  batch(queries: readonly D1Query[]): Promise<readonly D1Answer[]>
}

/** An error as the binding throws it: what it is about, then the reason, which the cause has alone. */
function d1Error(kind: string, reason: string, cause: Error = new Error(reason)): Error {
  return new Error(`${kind}: ${reason}`, { cause })
}

function failure(thrown: unknown): Error {
  return thrown instanceof Error ? d1Error('D1_ERROR', reasonOf(thrown), thrown) : d1Error('D1_ERROR', String(thrown))
}

/** What D1 said: the message with the result codes at its end, `...: SQLITE_A (extended: SQLITE_A_B)`. */
function reasonOf(error: Error): string {
  const [code, primary] =
    (error instanceof DatabaseError && /^([A-Z]+_[A-Z]+)\w*$/.exec(error.databaseCode ?? '')) || []
  if (code === undefined) return error.message
  return `${error.message}: ${primary}${code === primary ? '' : ` (extended: ${code})`}`
}

/** Every element, whatever it is in the view, becomes a byte, as in the binding; of a DataView the bytes count. */
function bytesOf(value: object): Uint8Array | undefined {
  const isByte = (element: unknown): boolean => typeof element === 'number' && element >= 0 && element < 256
  if (Array.isArray(value)) return value.every(isByte) ? Uint8Array.from(value as number[]) : undefined
  if (value instanceof ArrayBuffer) return new Uint8Array(value)
  if (value instanceof DataView) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
  return ArrayBuffer.isView(value) ? Uint8Array.from(value as Uint8Array) : undefined
}

/** The value as the binding would send it: as JSON, which has no NaN, infinity, minus zero or lone surrogate. */
function toValue(value: unknown): D1Value {
  const bound =
    typeof value === 'number'
      ? Number.isFinite(value)
        ? value + 0
        : null
      : typeof value === 'string'
        ? value.toWellFormed()
        : typeof value === 'boolean'
          ? Number(value)
          : typeof value === 'object'
            ? value && bytesOf(value)
            : undefined
  if (bound !== undefined) return bound
  throw d1Error('D1_TYPE_ERROR', `Type '${typeof value}' not supported for value '${String(value)}'`)
}

/** Bytes are arrays of numbers in D1's results, and integers numbers, whether or not they fit. */
function toCell(cell: unknown): unknown {
  if (cell instanceof Uint8Array) return Array.from(cell)
  return typeof cell === 'bigint' ? Number(cell) : cell
}

function toRows({ rows }: D1Answer): unknown[][] {
  return rows.map((row) => row.map(toCell))
}

/** Of columns with one name the last one counts. */
function toResult<Row>(answer: D1Answer): D1Result<Row> {
  const results = toRows(answer).map((row) => Object.fromEntries(row.map((cell, i) => [answer.columns[i], cell])))
  return {
    success: true,
    meta: { ...answer.meta } as unknown as D1Meta & Record<string, unknown>,
    results: results as Row[],
  }
}

class Statement implements D1PreparedStatement {
  readonly #transport: D1Transport
  readonly #query: D1Query

  constructor(transport: D1Transport, query: D1Query) {
    this.#transport = transport
    this.#query = query
  }

  /** What to send for a statement of a batch. */
  static queryOf(statement: D1PreparedStatement): D1Query {
    if (#query in (statement as object)) return (statement as Statement).#query
    throw new TypeError('batch() takes statements that prepare() gave')
  }

  bind(...values: unknown[]): D1PreparedStatement {
    return new Statement(this.#transport, { sql: this.#query.sql, values: values.map(toValue) })
  }

  async first<T>(colName?: string): Promise<T | null> {
    const [row] = (await this.all<Record<string, unknown>>()).results
    if (row === undefined) return null
    if (colName === undefined) return row as T
    if (Object.hasOwn(row, colName)) return row[colName] as T
    throw d1Error('D1_COLUMN_NOTFOUND', `Column not found (${colName})`, new Error('Column not found'))
  }

  run<T>(): Promise<D1Result<T>> {
    return this.all<T>()
  }

  async all<T>(): Promise<D1Result<T>> {
    return toResult(await this.#send())
  }

  async raw<T>(options?: { columnNames?: boolean }): Promise<[string[], ...T[]]> {
    const answer = await this.#send()
    const rows: unknown[] = toRows(answer)
    return (options?.columnNames ? [[...answer.columns], ...rows] : rows) as [string[], ...T[]]
  }

  async #send(): Promise<D1Answer> {
    try {
      return await this.#transport.query(this.#query)
    } catch (thrown) {
      throw failure(thrown)
    }
  }
}

class Session implements D1DatabaseSession {
  readonly #transport: D1Transport
  readonly #bookmark: string | null

  constructor(transport: D1Transport, bookmark: string | null) {
    this.#transport = transport
    this.#bookmark = bookmark
  }

  prepare(query: string): D1PreparedStatement {
    return new Statement(this.#transport, { sql: query, values: [] })
  }

  async batch<T>(statements: D1PreparedStatement[]): Promise<D1Result<T>[]> {
    const queries = statements.map(Statement.queryOf)
    if (queries.length === 0) throw d1Error('D1_ERROR', noStatements)
    try {
      return (await this.#transport.batch(queries)).map((answer) => toResult<T>(answer))
    } catch (thrown) {
      throw failure(thrown)
    }
  }

  getBookmark(): string | null {
    return this.#bookmark
  }
}

const noStatements = 'No SQL statements detected.'

/** The binding's API over a transport. */
export function d1Database(transport: D1Transport): D1Database {
  const primary = new Session(transport, null)
  return {
    prepare: (query) => primary.prepare(query),
    batch: (statements) => primary.batch(statements),
    async exec(query): Promise<D1ExecResult> {
      const lines = query.trim().split('\n')
      const queries = lines.filter((line) => line.trim() !== '').map((sql) => ({ sql, values: [] }))
      const failed = (reason: string, cause?: Error): Error =>
        d1Error('D1_EXEC_ERROR', `Error in line 1: ${lines[0]}: ${reason}`, cause)
      if (queries.length === 0) throw failed(noStatements)
      try {
        const answers = await transport.batch(queries)
        const durations = answers.map(({ meta }) => (typeof meta.duration === 'number' ? meta.duration : 0))
        return { count: queries.length, duration: durations.reduce((sum, duration) => sum + duration, 0) }
      } catch (thrown) {
        // The binding names the first line whichever it was.
        if (!(thrown instanceof DatabaseError && thrown.code === 'query')) throw failure(thrown)
        throw failed(reasonOf(thrown), thrown)
      }
    },
    withSession(constraintOrBookmark): D1DatabaseSession {
      const wish = constraintOrBookmark?.trim()
      const isConstraint = !wish || wish === 'first-primary' || wish === 'first-unconstrained'
      return new Session(transport, isConstraint ? null : wish)
    },
    async dump(): Promise<ArrayBuffer> {
      throw d1Error('D1_DUMP_ERROR', 'Status + 404', new Error('Status 404'))
    },
  }
}
