import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FieldPacket } from 'mysql2'
import { type Engine, GatewayError, SpeaksHttp } from '../engine.js'
import type { StatementSink } from '../mysql/connection.js'
import { openMysql } from '../mysql/server.js'
import { openPGlite } from '../pglite.js'
import { openPostgres } from '../postgres.js'
import type { Source } from './source.js'

/** One connection is enough. Times in milliseconds. */
const limits = { maxConnections: 1, queueTimeout: 60_000, queueLimit: 10 }

function ofEngine(engine: Engine): Source {
  const request = { database: engine.database, settings: new Map(), signal: new AbortController().signal }
  return {
    dialect: 'PostgreSQL',
    description: engine.description,
    rows: async (sql, values = []) => {
      const rows: (string | null)[][] = []
      await engine.withSession(request, (session) =>
        session.execute(sql, values, { fields: () => {}, row: (cells) => rows.push([...cells]) }),
      )
      return rows
    },
    close: () => engine.close(),
  }
}

async function ofPostgres(url: string): Promise<Source> {
  try {
    return ofEngine(await openPostgres(url, limits))
  } catch (error) {
    if (!(error instanceof SpeaksHttp)) throw error
    throw new GatewayError(`${error.message}: give its URL to --neon, as in npx tcpless types --neon URL`)
  }
}

async function ofMysql(url: string): Promise<Source> {
  const server = await openMysql(url, { ...limits, pins: { transaction: 0, reserved: 0 } })
  const { signal } = new AbortController()
  const ask = async (sql: string, sink: StatementSink): Promise<void> => {
    const connection = await server.acquire(signal)
    try {
      await server.execute(connection, sql, sink, signal)
    } finally {
      await server.giveBack(connection)
    }
  }
  return {
    dialect: 'MySQL',
    description: server.description,
    rows: async (sql) => {
      const rows: (string | null)[][] = []
      const text = (cell: Uint8Array | null): string | null =>
        cell === null ? null : Buffer.from(cell).toString('utf8')
      await ask(sql, { fields: () => {}, row: (cells) => rows.push(cells.map(text)) })
      return rows
    },
    jsonColumns: async (sql) => {
      const names: string[] = []
      const keep = (fields: readonly FieldPacket[]): void => {
        names.push(...fields.filter((field) => field.extendedFormat === 'json').map(({ name }) => name))
      }
      await ask(sql, { fields: keep, row: () => {} })
      return names
    },
    close: () => server.close(),
  }
}

/** Opens PGlite's files, which must be there. */
export async function openFolder(folder: string): Promise<Source> {
  const version = await readFile(join(folder, 'PG_VERSION'), 'utf8').catch(() => undefined)
  if (version === undefined) throw new GatewayError(`there is no database of PGlite in ${folder}`)
  return ofEngine(await openPGlite(folder, limits))
}

/** Opens a server by its URL. Throws a `GatewayError` without secrets when it cannot be reached. */
export async function openServer(url: string): Promise<Source> {
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  const protocol = parsed?.protocol
  if (protocol === 'mysql:' || protocol === 'mariadb:') return ofMysql(url)
  if (protocol === 'postgres:' || protocol === 'postgresql:') return ofPostgres(url)
  const isHttp = protocol === 'http:' || protocol === 'https:'
  const hint = isHttp ? '; a service over HTTP is for --neon or --planetscale' : ''
  throw new GatewayError(`--url needs a URL such as postgres://user:password@host:5432/database or mysql://...${hint}`)
}
