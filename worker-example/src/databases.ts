// The databases of this example: a client for each, and what it sends.
import { type D1Binding, d1 } from 'tcpless/d1'
import { durableObject, type DurableNamespace } from 'tcpless/durable-object'
import { type Database, neon } from 'tcpless/neon'
import { planetscale } from 'tcpless/planetscale'
import { type Sent, watchBinding, watchFetch, watchNamespace } from './sent.js'

/** Variables and bindings, from the Worker's `env` or Vercel's `process.env`. */
export interface Environment {
  /** Neon, or whatever speaks its SQL over HTTP. */
  readonly DATABASE_URL?: string | undefined
  /** PlanetScale, or the gateway before MySQL or MariaDB. */
  readonly PLANETSCALE_URL?: string | undefined
  readonly DB?: D1Binding | undefined
  readonly BIRDS?: DurableNamespace | undefined
  /** With `loopback`, whoever sits at this machine may write SQL. `npm start` sets it, and nothing else does. */
  readonly FREE_SQL?: string | undefined
}

export type DatabaseId = 'postgres' | 'planetscale' | 'd1' | 'durable-object'

/** One database, opened for one request. */
export interface Opened {
  readonly db: Database
  /** The last query as it left, without secrets. */
  readonly sent: () => Sent | undefined
}

interface Entry {
  readonly name: string
  readonly about: string
  readonly open: (environment: Environment, watch: (sent: Sent) => void, readOnly: boolean) => Database | undefined
}

const timeout = 10_000

const entries: Record<DatabaseId, Entry> = {
  postgres: {
    name: 'Postgres',
    about: 'Neon over HTTP',
    open: ({ DATABASE_URL }, watch, readOnly) =>
      DATABASE_URL
        ? neon(readOnly ? readOnlyUrl(DATABASE_URL) : DATABASE_URL, { fetch: watchFetch(watch), timeout })
        : undefined,
  },
  planetscale: {
    name: 'PlanetScale',
    about: 'MySQL over HTTP',
    // A replica cannot write.
    open: ({ PLANETSCALE_URL }, watch, replica) =>
      PLANETSCALE_URL ? planetscale(PLANETSCALE_URL, { fetch: watchFetch(watch), timeout, replica }) : undefined,
  },
  d1: {
    name: 'D1',
    about: 'A Worker’s binding',
    open: ({ DB }, watch) => (DB ? d1(watchBinding(DB, watch), { timeout }) : undefined),
  },
  'durable-object': {
    name: 'Durable Object',
    about: 'SQLite in an object',
    open: ({ BIRDS }, watch) =>
      BIRDS ? durableObject(watchNamespace(BIRDS, watch), { name: 'birds', timeout }) : undefined,
  },
}

export const databaseIds = Object.keys(entries) as DatabaseId[]

/** Name and description of a database, for people. */
export function describeDatabase(id: DatabaseId): { name: string; about: string } {
  const { name, about } = entries[id]
  return { name, about }
}

/**
 * Opens a database; undefined when this host has none of the kind.
 *
 * @param readOnly has Postgres and PlanetScale refuse to write; the others have no such switch
 */
export function openDatabase(id: DatabaseId, environment: Environment, { readOnly = false } = {}): Opened | undefined {
  let last: Sent | undefined
  const watch = (sent: Sent): void => {
    last = sent
  }
  const db = entries[id].open(environment, watch, readOnly)
  return db && { db, sent: () => last }
}

/**
 * The server applies these settings when the session starts, so every transaction in it is read-only:
 * https://www.postgresql.org/docs/current/runtime-config-client.html
 */
function readOnlyUrl(connectionString: string): string {
  const url = new URL(connectionString)
  const settings = '-c default_transaction_read_only=on -c statement_timeout=5000'
  url.searchParams.set('options', `${url.searchParams.get('options') ?? ''} ${settings}`.trim())
  return url.href
}
