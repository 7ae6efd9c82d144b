import type { Client } from 'pg'
import { type DataFolder, openDataFolder } from './data-folder.js'
import {
  ConnectionLost,
  DatabaseFailure,
  type Engine,
  GatewayError,
  type Session,
  type SessionRequest,
  Unavailable,
} from './engine.js'
import type { FolderLock } from './folder-lock.js'
import { loadPg } from './peers.js'
import { PGliteStream } from './pglite-stream.js'
import { Pool } from './pool.js'
import type { EngineLimits } from './postgres.js'
import { ClientSession, resetConnection } from './session.js'

/** The only database PGlite has. */
const databaseName = 'postgres'

/** Rows a time: a result nobody wants any more ends after that many, and memory holds no more unread. */
const batchRows = 500

/**
 * PGlite has no client that could send COPY data: asked for it, it ends for good. COPY to the client is
 * refused by the statement itself, but the reason reads better beforehand.
 */
const copyWithClient = /^(?:\s|--[^\n]*(?:\n|$)|\/\*(?:[^*]|\*(?!\/))*\*\/)*copy\b[\s\S]*\b(?:stdin|stdout)\b/i

/** PostgreSQL compiled to WebAssembly, in a thread: one session, which requests use in turn. */
class PGliteEngine implements Engine {
  readonly description: string
  readonly database = databaseName
  readonly #stream: PGliteStream
  readonly #client: Client
  readonly #lock: FolderLock | undefined
  readonly #pool: Pool<Client>
  #dead = false

  constructor(
    description: string,
    stream: PGliteStream,
    client: Client,
    lock: FolderLock | undefined,
    limits: EngineLimits,
  ) {
    this.description = description
    this.#stream = stream
    this.#client = client
    this.#lock = lock
    client.on('end', () => {
      this.#dead = true
    })
    this.#pool = new Pool<Client>({
      max: 1,
      queueTimeout: limits.queueTimeout,
      queueLimit: limits.queueLimit,
      // There is one connection and closing it would not free anything: it stays.
      idleTimeout: 2 ** 31 - 1,
      open: async () => {
        if (this.#dead) throw new Unavailable('the embedded database has stopped; start the gateway again')
        return this.#client
      },
      close: () => {},
    })
  }

  async withSession<T>(request: SessionRequest, work: (session: Session) => Promise<T>): Promise<T> {
    if (request.database !== databaseName) {
      throw new DatabaseFailure({
        message: `database "${request.database}" does not exist`,
        code: '3D000',
        severity: 'FATAL',
      })
    }
    const client = await this.#pool.acquire('', request.signal)
    const session = new ClientSession(client, {
      signal: request.signal,
      batch: batchRows,
      interrupt: () => {},
      refuse: (text) =>
        copyWithClient.test(text) ? 'COPY from or to the client is not possible over HTTP' : undefined,
    })
    try {
      await applySettings(session, request.settings)
      return await work(session)
    } finally {
      void this.#giveBack(client, session.broken)
    }
  }

  async #giveBack(client: Client, broken: boolean): Promise<void> {
    try {
      if (broken) throw new ConnectionLost('broken')
      await resetConnection(client)
      this.#pool.release('', client)
    } catch {
      this.#dead = true
      this.#pool.discard(client)
    }
  }

  async close(): Promise<void> {
    this.#pool.close()
    await this.#stream.stop()
    await this.#lock?.release()
  }
}

/** PGlite takes no settings when it starts, so a session's own are set in it and reset after it. */
async function applySettings(session: Session, settings: ReadonlyMap<string, string>): Promise<void> {
  for (const [name, value] of settings) {
    await session.execute('select set_config($1, $2, false)', [name, value], { fields: () => {}, row: () => {} })
  }
}

/** Why PGlite did not start, for people. */
function startFailure(error: unknown, data: DataFolder | undefined): GatewayError {
  if (error instanceof GatewayError) return error
  const reason = `could not start PGlite: ${error instanceof Error ? error.message : String(error)}`
  if (data?.version === undefined) return new GatewayError(reason)
  return new GatewayError(
    `${reason}; the files in ${data.path} are of PostgreSQL ${data.version}, which this PGlite may not be: ` +
      'install the PGlite that made them and dump them, or take another folder',
  )
}

/**
 * Starts PGlite, in memory or with its files in `folder` (made if missing, locked while in use).
 * Takes some seconds. Throws a `GatewayError` when it cannot.
 */
export async function openPGlite(folder: string | undefined, limits: EngineLimits): Promise<Engine> {
  const pg = await loadPg('@electric-sql/pglite')
  let data: DataFolder | undefined
  let stream: PGliteStream | undefined
  try {
    if (folder !== undefined) data = await openDataFolder(folder)
    const socket = await PGliteStream.start(data?.path)
    stream = socket
    const client = new pg.Client({ user: 'postgres', database: databaseName, stream: () => socket })
    // Without a listener the end of PGlite would end the process.
    client.on('error', () => {})
    await client.connect()
    const answer = await client.query<{ version: string }>("select current_setting('server_version') as version")
    const place = data === undefined ? 'in memory' : `in ${data.path}`
    const description = `PGlite (PostgreSQL ${answer.rows[0]?.version ?? ''}) ${place}`
    return new PGliteEngine(description, socket, client, data?.lock, limits)
  } catch (error) {
    await stream?.stop()
    await data?.lock.release()
    throw startFailure(error, data)
  }
}
