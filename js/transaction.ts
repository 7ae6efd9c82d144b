import { operationBegin, operationCommit, operationRollback, settingSession } from '../bindings/layout.js'
import type { RecordSettings } from './byte-database.js'
import type { ByteRows, Database, Dialect } from './database.js'
import { Deadline } from './deadline.js'
import { DatabaseError, withDetails } from './errors.js'
import { mergeOptions, queryChecks, type QueryOptions, readOptions } from './options.js'

// A ROLLBACK only frees locks earlier: the service ends what nobody goes on with.
const rollbackTimeout = 5000

// An answer that was not read to its end may have given a session and not told that the transaction is no more.
const unfinished = ['protocol', 'outcome_unknown', 'timeout', 'aborted', 'network', 'core_fault']

/** Options of a transaction, each of which counts for every query in it. */
export interface TransactionOptions extends Omit<QueryOptions, 'readOnly'> {}

/** The database inside a transaction. */
export interface Transaction<Spoken extends Dialect = Dialect> extends Database, ByteRows {
  readonly dialect: Spoken
}

/** A database that has sessions. */
export interface SessionDatabase<Spoken extends Dialect = Dialect> extends Database, ByteRows {
  readonly dialect: Spoken

  /**
   * Runs `work` with a database whose queries are one transaction. It is committed when the promise of `work` is
   * fulfilled and rolled back when it is rejected. Queries that are started at once are sent one after another.
   *
   * @returns what `work` gives
   * @throws what `work` throws; {DatabaseError} `outcome_unknown` when the answer to the commit was lost
   */
  transaction<T>(work: (transaction: Transaction<Spoken>) => Promise<T> | T, options?: TransactionOptions): Promise<T>
}

/** The place of a query among those of its session. */
export interface Turn {
  /** Waits for it, and gives the settings that make the query one of the session. */
  begin(deadline: Deadline): Promise<RecordSettings>
  /** The query has its answer. */
  end(session: string | undefined): void
  /** The query has failed. */
  fail(session: string | undefined, error: DatabaseError): void
}

/** What a service keeps of a transaction between requests; one query at a time may have it. */
export class Session {
  /** What the last answer gave to go on with. */
  text: string
  /** Whether a commit may have been sent. */
  commits = false
  // Fulfilled when the queries so far are done with it.
  #free: Promise<void> = Promise.resolve()
  // Why only a rollback may follow.
  #over: DatabaseError | undefined
  #closed = false

  constructor(text: string) {
    this.text = text
  }

  /** Takes no further query. */
  close(): void {
    this.#closed = true
  }

  /** Makes what is queued fail, but for a rollback. */
  stop(): void {
    this.close()
    this.#over ??= ended()
  }

  /**
   * The next turn.
   *
   * @param operation what the query is, when it is no statement
   * @param record writes what else it needs
   */
  turn(operation?: number, record?: RecordSettings): Turn {
    const late = this.#closed && operation === undefined
    let done = (): void => {}
    return {
      begin: async (deadline) => {
        if (late) throw ended()
        const before = this.#free
        const mine = new Promise<void>((resolve) => {
          done = resolve
        })
        this.#free = before.then(() => mine)
        await deadline.race(before)
        if (this.#over && operation !== operationRollback) throw this.#over
        this.commits ||= operation === operationCommit
        return (writer) => {
          writer.setText(settingSession, this.text)
          record?.(writer)
        }
      },
      end: (session) => {
        // After a commit nothing follows that would need it.
        if (!session && !this.commits) {
          throw new DatabaseError('protocol', 'the answer gave no session before its rows')
        }
        this.text = session ?? ''
        done()
      },
      fail: (session, error) => {
        if (session) this.text = session
        // Sent, and nothing says how the session stands now.
        const isOver = session
          ? unfinished.includes(error.code)
          : session === '' || (error.attempts && !error.retryable)
        if (isOver) this.#over ??= error
        done()
      },
    }
  }
}

/** A database whose queries belong to the session, or are this operation of it. */
export type OpenSession<Inside extends Database> = (
  session: Session,
  options: QueryOptions,
  operation?: number,
) => Inside

/**
 * Runs a transaction.
 *
 * @param start what its session begins with
 * @param client options of the client
 */
export async function transact<Inside extends Database, T>(
  open: OpenSession<Inside>,
  start: () => Promise<string>,
  client: QueryOptions,
  service: string,
  work: (transaction: Inside) => Promise<T> | T,
  transactionOptions: TransactionOptions | undefined,
): Promise<T> {
  const { readOnly: _, ...checks } = queryChecks
  const options = mergeOptions(client, readOptions<QueryOptions>(transactionOptions, checks, service))
  const session = new Session(await inTime(start, options, service))
  // Of the text of such a query nothing is sent.
  const perform = (operation: number, own: QueryOptions) => open(session, own, operation).query('')
  // A session that was begun and is not known does nothing.
  await perform(operationBegin, mergeOptions(options, { readOnly: true }))
  try {
    const result = await work(open(session, options))
    session.close()
    await perform(operationCommit, mergeOptions(options, { readOnly: false }))
    return result
  } catch (thrown) {
    session.stop()
    const isUnknown = session.commits && thrown instanceof DatabaseError && thrown.code === 'outcome_unknown'
    if (!isUnknown) {
      try {
        await perform(operationRollback, { ...client, signal: undefined, timeout: rollbackTimeout })
      } catch (second) {
        keepBeside(thrown, second)
      }
    }
    throw thrown
  }
}

async function inTime<T>(work: () => Promise<T>, options: QueryOptions, service: string): Promise<T> {
  const deadline = Deadline.of(options)
  try {
    deadline.check()
    return await deadline.race(work())
  } catch (thrown) {
    throw withDetails(thrown, { service })
  } finally {
    deadline.end()
  }
}

function ended(): DatabaseError {
  return new DatabaseError('stale_handle', 'the transaction has ended')
}

// The first error is what went wrong; that the rollback failed too is told as its cause if it has none.
function keepBeside(first: unknown, second: unknown): void {
  if (!(first instanceof Error) || 'cause' in first || !Object.isExtensible(first)) return
  Object.defineProperty(first, 'cause', { value: second, writable: true, configurable: true })
}
