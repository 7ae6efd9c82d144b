// A database that keeps what it is sent, and gives what it is told to.
import type { Database, Dialect, Result } from '../../../../js/index.js'
import { builder } from '../../../../js/builder/index.js'
import { toResult } from '../../../../js/result.js'
import type { Loose } from './differential.js'

/** What was sent. */
export interface Sent {
  readonly sql: string
  readonly parameters: readonly unknown[]
  readonly options: Readonly<Record<string, unknown>>
}

/** An answer; what it does not say a service did not either. */
export interface Answer {
  readonly rows?: readonly unknown[]
  readonly affected?: number | null
  readonly lastId?: number | null
  readonly meta?: Readonly<Record<string, unknown>>
}

/** A database of that dialect which answers so. */
export function recordingDatabase(dialect: Dialect, answer: Answer = {}, extra: object = {}) {
  const sent: Sent[] = []
  const { rows = [], affected = null, lastId = null, meta = {} } = answer
  const result = () => toResult([...rows], [], '', affected, lastId, meta) as Result
  const query = (sql: string, parameters: readonly unknown[]) => ({
    with: (options: Readonly<Record<string, unknown>>) => {
      const one = { sql, parameters, options }
      const then = async (done: (result: Result) => unknown) => {
        sent.push(one)
        return done(result())
      }
      return { ...one, then }
    },
  })
  const database = Object.assign(() => {}, { dialect, query, ...extra }) as unknown as Database
  return { database, sent, k: builder(database) as unknown as Loose }
}

/** A database with transactions, and what happened to them. */
export function transactingDatabase(dialect: Dialect, answer?: Answer, isNested = true) {
  const events: string[] = []
  const inside = recordingDatabase(dialect, answer)
  const outside = recordingDatabase(dialect, answer, {
    async transaction(work: (inside: unknown) => Promise<unknown>) {
      events.push('begin')
      try {
        const result = await work(isNested ? inside.database : {})
        events.push('commit')
        return result
      } catch (thrown) {
        events.push('rollback')
        throw thrown
      }
    },
  })
  return { ...outside, events, inside: inside.sent }
}

/** A transaction of each kind. */
export async function transactionOf(dialect: Dialect): Promise<{ transaction: object; controlled: object }> {
  const { k } = transactingDatabase(dialect)
  const controlled = await (k.startTransaction().execute() as unknown as Promise<object>)
  const transaction = await (k
    .transaction()
    .execute(async (opened): Promise<object> => opened as object) as unknown as Promise<object>)
  return { transaction, controlled }
}
