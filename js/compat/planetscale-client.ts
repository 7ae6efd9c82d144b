import type { RowResult } from '../../bindings/answer.js'
import { operationBegin, operationCommit, operationExecute, operationRollback } from '../../bindings/layout.js'
import { binaryString, cast as officialCast } from './planetscale-cast.js'
import { UnknownError } from './planetscale-error.js'
import { formatUtf8 } from './planetscale-format.js'
import { Session } from './planetscale-http.js'
import type { Cast, Config, ExecuteArgs, ExecutedQuery, ExecuteOptions, Field, Row } from './planetscale-types.js'

type AnyOptions = { as?: 'object' | 'array'; cast?: Cast }

/** Makes a session for each call. */
export class Client {
  readonly config: Config

  constructor(config: Config) {
    this.config = config
  }

  /** `Connection.transaction()` on a session of its own. */
  async transaction<T>(fn: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.connection().transaction(fn)
  }

  /** `Connection.execute()` on a session of its own. */
  async execute<T = Row<'object'>>(
    query: string,
    args?: ExecuteArgs,
    options?: ExecuteOptions<'object'>,
  ): Promise<ExecutedQuery<T>>
  async execute<T = Row<'array'>>(
    query: string,
    args: ExecuteArgs,
    options: ExecuteOptions<'array'>,
  ): Promise<ExecutedQuery<T>>
  async execute<T>(query: string, args: ExecuteArgs = null, options?: AnyOptions): Promise<ExecutedQuery<T>> {
    return this.connection().execute<T>(query, args, options as never)
  }

  connection(): Connection {
    return new Connection(this.config)
  }
}

/** A session, which the next request goes on with. */
export class Connection {
  readonly config: Config
  readonly #session: Session

  constructor(config: Config) {
    this.config = config
    this.#session = new Session(config)
  }

  /** Where it is, without user and password. Prisma's adapter takes the name of the database from it. */
  get url(): string {
    const { protocol, host, pathname } = new URL(this.config.url || `https://${this.config.host}`)
    return new URL(pathname, `${protocol === 'http:' ? 'http:' : 'https:'}//${host}`).href
  }

  /**
   * Runs `fn` in a transaction on a session of its own: committed when it is done, rolled back when it throws. What it
   * throws is thrown, also when the rollback fails too.
   */
  async transaction<T>(fn: (tx: Transaction) => Promise<T>): Promise<T> {
    const session = new Session(this.config)
    const tx = new Tx(this.config, session)
    await session.send({ operation: operationBegin })
    try {
      const result = await fn(tx)
      await finish(tx, () => session.send({ operation: operationCommit }))
      return result
    } catch (thrown) {
      // Its own failure would hide the first.
      await finish(tx, () => session.send({ operation: operationRollback })).catch(() => {})
      throw thrown
    }
  }

  /** Begins a new session with the next request. */
  async refresh(): Promise<void> {
    this.#session.forget()
  }

  /**
   * Runs one statement.
   *
   * @param args values for its placeholders: an array for `?`, an object for `:name`
   * @throws {DatabaseError} of this module, what the database says; `UnknownError` when it says nothing
   */
  async execute<T = Row<'object'>>(
    query: string,
    args?: ExecuteArgs,
    options?: ExecuteOptions<'object'>,
  ): Promise<ExecutedQuery<T>>
  async execute<T = Row<'array'>>(
    query: string,
    args: ExecuteArgs,
    options: ExecuteOptions<'array'>,
  ): Promise<ExecutedQuery<T>>
  async execute<T>(query: string, args: ExecuteArgs = null, options: AnyOptions = {}): Promise<ExecutedQuery<T>> {
    return execute(this.config, this.#session, query, args, options)
  }
}

// Closes it, and waits for statements that nobody waited for.
let finish: (tx: Tx, work: () => Promise<unknown>) => Promise<unknown>

/** A transaction: its statements run one after the other, in the order of the calls. */
class Tx {
  readonly #config: Config
  readonly #session: Session
  #last: Promise<unknown> = Promise.resolve()
  #open = true

  constructor(config: Config, session: Session) {
    this.#config = config
    this.#session = session
  }

  /** `Connection.execute()` in this transaction. */
  async execute<T = Row<'object'>>(
    query: string,
    args?: ExecuteArgs,
    options?: ExecuteOptions<'object'>,
  ): Promise<ExecutedQuery<T>>
  async execute<T = Row<'array'>>(
    query: string,
    args: ExecuteArgs,
    options: ExecuteOptions<'array'>,
  ): Promise<ExecutedQuery<T>>
  async execute<T>(query: string, args: ExecuteArgs = null, options: AnyOptions = {}): Promise<ExecutedQuery<T>> {
    if (!this.#open) throw transactionEnded('this transaction is over')
    return this.#inTurn(() => {
      if (this.#session.ended) throw transactionEnded('the database has ended this transaction and undone it')
      return execute(this.#config, this.#session, query, args, options)
    })
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const next = this.#last.then(work)
    this.#last = next.catch(() => {})
    return next
  }

  static {
    finish = (tx, work) => {
      tx.#open = false
      return tx.#inTurn(work)
    }
  }
}

/** What `transaction()` gives to its function. */
export type Transaction = Tx

function transactionEnded(message: string): UnknownError {
  return new UnknownError(message, { status: 0, statusText: '', body: '', headers: {} })
}

/** A client for the database. */
export function connect(config: Config): Connection {
  return new Connection(config)
}

async function execute<T>(
  config: Config,
  session: Session,
  query: string,
  args: ExecuteArgs,
  options: AnyOptions,
): Promise<ExecutedQuery<T>> {
  const statement = args ? (config.format ?? formatUtf8)(query, args) : query
  const castWith = options.cast ?? config.cast ?? officialCast
  const own = castWith === officialCast
  const arrays = options.as === 'array'
  const result = await session.send({
    operation: operationExecute,
    sql: statement,
    arrays: arrays || !own,
    values: own ? 'official' : 'server',
  })
  const fields = fieldsOf(result)
  const rows = own ? result.rows : castRows(result.rows as unknown[][], fields, castWith, arrays)
  const { timing = 0, insertId = result.lastId ?? '0', rowsAffected = result.affected ?? 0 } = result.meta ?? {}
  return {
    headers: fields.map(({ name }) => name),
    types: Object.fromEntries(fields.map(({ name, type }) => [name, type])),
    fields,
    rows: rows as T[],
    rowsAffected: Number(rowsAffected),
    insertId: String(insertId),
    size: rows.length,
    statement,
    time: Number(timing) * 1000,
  }
}

function fieldsOf({ meta }: RowResult): Field[] {
  const fields = (meta?.fields ?? []) as Field[]
  // The zero value has no name.
  for (const field of fields) field.type ||= 'NULL'
  return fields
}

const encoder = new TextEncoder()

function castRows(rows: unknown[][], fields: Field[], castWith: Cast, arrays: boolean): unknown[] {
  return rows.map((row) => {
    const values = fields.map((field, index) => castWith(field, characters(row[index])))
    return arrays ? values : Object.fromEntries(fields.map(({ name }, index) => [name, values[index]]))
  })
}

// A cell as its bytes, one character each.
function characters(cell: unknown): string | null {
  if (cell == null) return null
  return binaryString(cell instanceof Uint8Array ? cell : encoder.encode(String(cell)))
}
