import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { d1Protocol } from './d1/d1.js'
import { d1Rules, maxDuration } from './d1/rules.js'
import { type Engine, GatewayError } from './engine.js'
import { isLoopback } from './loopback.js'
import { planetscaleProtocol } from './mysql/planetscale.js'
import { type MysqlServer, openMysql } from './mysql/server.js'
import { neonProtocol } from './neon/neon.js'
import { openPGlite } from './pglite.js'
import { type EngineLimits, openPostgres } from './postgres.js'
import { inUrl, newSecret } from './secret.js'
import { createGatewayServer, type Protocol } from './server.js'
import { Sqlite } from './sqlite.js'

export { GatewayError } from './engine.js'

/** How to start a gateway. Sizes in bytes, times in milliseconds. */
export interface GatewayOptions {
  /** Serve this PostgreSQL server (`postgres://user:password@host:5432/database`) and not PGlite. */
  readonly postgres?: string | undefined
  /** Keep PGlite's files in this folder, and not in memory. */
  readonly data?: string | undefined
  /**
   * Serve D1's REST API in front of this SQLite file (made if missing; `:memory:` is gone at the end). Then
   * PostgreSQL is served only when `postgres` or `data` is given too.
   */
  readonly sqlite?: string | undefined
  /**
   * Serve PlanetScale's protocol in front of this MySQL or MariaDB server
   * (`mysql://user:password@host:3306/database`). Then PostgreSQL is served only when `postgres` or `data` is given too.
   */
  readonly mysql?: string | undefined
  /** A transaction of MySQL is rolled back this long after it began; default 20,000, as at PlanetScale. */
  readonly transactionTimeout?: number | undefined
  /** Where to listen; default 127.0.0.1. Anything but loopback needs `allowRemote`. */
  readonly host?: string | undefined
  /** Default: 5488, or the next free one. 0 takes any free one. */
  readonly port?: number | undefined
  /** What clients must present, to D1's API as a token; default: a new random one. */
  readonly password?: string | undefined
  /** Let other machines connect. The traffic, password included, is not encrypted. */
  readonly allowRemote?: boolean | undefined
  /** Largest request body; default 64 MB, as at Neon. */
  readonly maxRequestBytes?: number | undefined
  /** Largest response body; default 64 MB, as at Neon. */
  readonly maxResponseBytes?: number | undefined
  /** Connections to the server at once; default 20. PGlite has one. */
  readonly maxConnections?: number | undefined
  /** How long a request may wait for a connection; default 15,000. */
  readonly queueTimeout?: number | undefined
  /** Requests that may wait for a connection; default 1,000. */
  readonly queueLimit?: number | undefined
  /** Told what happens while the gateway starts, one line each time. */
  readonly onProgress?: ((message: string) => void) | undefined
}

/** How to reach the D1 of a gateway. */
export interface D1Access {
  /** Where the API is, as `https://api.cloudflare.com/client/v4` is Cloudflare's. */
  readonly endpoint: string
  /** Any account will do. */
  readonly accountId: string
  /** Any database will do: there is one. */
  readonly databaseId: string
  readonly apiToken: string
}

/** How to reach the PlanetScale of a gateway. */
export interface PlanetscaleAccess {
  /**
   * User and password included: give it to `planetscale()` of tcpless/planetscale, or as `url` to the `connect()` of
   * PlanetScale's own client.
   */
  readonly url: string
}

/** A running gateway. */
export interface Gateway {
  /**
   * The connection string, password included: give it to `neon()`. Empty when PostgreSQL is not served, as is
   * `endpoint`.
   */
  readonly url: string
  /** Where the protocol is served (`http://localhost:5488/sql`): the official driver's `fetchEndpoint`. */
  readonly endpoint: string
  /** Undefined when no SQLite file is served. */
  readonly d1: D1Access | undefined
  /** Undefined when no MySQL is served. */
  readonly planetscale: PlanetscaleAccess | undefined
  readonly port: number
  /** What is behind it, for people: `PostgreSQL 15.18 at localhost:5432`. */
  readonly description: string
  /** Cancels what runs, closes all connections and stops the embedded database. */
  close(): Promise<void>
}

const user = 'tcpless'
const firstPort = 5488
const portsToTry = 100
/** What is cancelled gets this long to be answered. */
const closeTimeout = 2_000
const megabyte = 1024 * 1024
/** What `Authorization: Bearer` can carry: RFC 6750 section 2.1. */
const bearerToken = /^[\w\-.~+/]+=*$/
/** Of the form that Cloudflare's have, for a configuration to be complete. */
const accountId = '0'.repeat(32)
const databaseId = '00000000-0000-4000-8000-000000000000'

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

/** Listens on the wanted port, or without one on the first free from 5488; the port it got. */
async function bind(server: Server, host: string, wanted: number | undefined): Promise<number> {
  const last = wanted ?? firstPort + portsToTry - 1
  for (let port = wanted ?? firstPort; ; port += 1) {
    try {
      await listen(server, host, port)
      return (server.address() as AddressInfo).port
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? 'unknown error'
      if (code === 'EADDRINUSE' && port < last) continue
      if (code === 'EADDRINUSE' && wanted === undefined) {
        throw new GatewayError(`ports ${firstPort} to ${last} are all in use`)
      }
      throw new GatewayError(
        code === 'EADDRINUSE' ? `port ${port} is in use` : `cannot listen on ${host}:${port} (${code})`,
      )
    }
  }
}

/** The host to write in a connection string: what listens everywhere is reached as localhost. */
function hostForClients(host: string): string {
  if (host === '127.0.0.1' || host === '0.0.0.0' || host === '::' || host === 'localhost') return 'localhost'
  return host.includes(':') ? `[${host}]` : host
}

function connectionString(scheme: string, password: string, place: string, database: string): string {
  return `${scheme}://${user}:${inUrl(password)}@${place}/${inUrl(database)}`
}

/** How long a session that has set something for itself keeps its connection without using it. */
const reservedTimeout = 300_000
const transactionTimeout = 20_000

function limitsOf(options: GatewayOptions): EngineLimits {
  return {
    maxConnections: options.maxConnections ?? 20,
    queueTimeout: options.queueTimeout ?? 15_000,
    queueLimit: options.queueLimit ?? 1_000,
  }
}

/** PostgreSQL of some kind, unless only others are asked for. */
async function openEngine(options: GatewayOptions): Promise<Engine | undefined> {
  const others = options.sqlite !== undefined || options.mysql !== undefined
  if (others && options.postgres === undefined && options.data === undefined) return undefined
  if (options.postgres !== undefined) {
    if (options.data !== undefined) throw new GatewayError('--data is for PGlite and does not go with --postgres')
    options.onProgress?.('connecting to PostgreSQL')
    return openPostgres(options.postgres, limitsOf(options))
  }
  options.onProgress?.('starting PGlite, which takes some seconds')
  return openPGlite(options.data, limitsOf(options))
}

async function openMysqlServer(options: GatewayOptions): Promise<MysqlServer | undefined> {
  if (options.mysql === undefined) return undefined
  options.onProgress?.('connecting to MySQL')
  const pins = { transaction: options.transactionTimeout ?? transactionTimeout, reserved: reservedTimeout }
  return openMysql(options.mysql, { ...limitsOf(options), pins })
}

async function openSqlite(options: GatewayOptions): Promise<Sqlite | undefined> {
  if (options.sqlite === undefined) return undefined
  if (options.sqlite === '') throw new GatewayError('--sqlite needs a file or :memory:')
  return Sqlite.open({
    file: options.sqlite,
    rules: d1Rules,
    timeout: maxDuration,
    queueLimit: options.queueLimit ?? 1_000,
  })
}

/**
 * Starts a gateway: a database service's HTTP protocol on this machine, in front of PGlite, any PostgreSQL, MySQL, or SQLite.
 * Resolves when it answers. Throws `GatewayError`, whose message is one line for people.
 */
export async function startGateway(options: GatewayOptions = {}): Promise<Gateway> {
  const host = options.host ?? '127.0.0.1'
  const allowRemote = options.allowRemote ?? false
  if (!allowRemote && !isLoopback(host)) {
    throw new GatewayError(`${host} is not a loopback address; --allow-remote lets other machines connect`)
  }
  if (options.password === '') throw new GatewayError('the password must not be empty')
  const password = options.password ?? newSecret()
  if (options.sqlite !== undefined && !bearerToken.test(password)) {
    throw new GatewayError('with --sqlite the password is an API token: letters, digits and - . _ ~ + / = at the end')
  }
  const maxResponseBytes = options.maxResponseBytes ?? 64 * megabyte

  const databases: { close(): Promise<void> }[] = []
  const closeDatabases = async (): Promise<void> => {
    await Promise.all(databases.map((database) => database.close()))
  }
  const opened = async <Database extends { close(): Promise<void> }>(
    opening: Promise<Database | undefined>,
  ): Promise<Database | undefined> => {
    try {
      const database = await opening
      if (database !== undefined) databases.push(database)
      return database
    } catch (error) {
      await closeDatabases()
      throw error
    }
  }
  const sqlite = await opened(openSqlite(options))
  const mysql = await opened(openMysqlServer(options))
  const engine = await opened(openEngine(options))
  const account = { user, password }
  const protocols: Protocol[] = []
  if (engine !== undefined) protocols.push(neonProtocol({ engine, account, maxResponseBytes }))
  if (sqlite !== undefined) protocols.push(d1Protocol({ sqlite, token: password, maxResponseBytes }))
  if (mysql !== undefined) protocols.push(planetscaleProtocol({ server: mysql, account, maxResponseBytes }))
  const closing = new AbortController()
  const { http: server, settled } = createGatewayServer(
    { protocols, maxRequestBytes: options.maxRequestBytes ?? 64 * megabyte, anyHost: allowRemote },
    closing.signal,
  )

  let port: number
  try {
    port = await bind(server, host, options.port)
  } catch (error) {
    await closeDatabases()
    throw error
  }
  const place = `${hostForClients(host)}:${port}`
  const close = async (): Promise<void> => {
    const stopped = new Promise((resolve) => server.close(resolve))
    closing.abort()
    await Promise.race([settled(), delay(closeTimeout, undefined, { ref: false })])
    server.closeAllConnections()
    await stopped
    await closeDatabases()
  }
  let closed: Promise<void> | undefined
  return {
    url: engine === undefined ? '' : connectionString('postgres', password, place, engine.database),
    endpoint: engine === undefined ? '' : `http://${place}/sql`,
    d1:
      sqlite === undefined
        ? undefined
        : { endpoint: `http://${place}/client/v4`, accountId, databaseId, apiToken: password },
    planetscale: mysql === undefined ? undefined : { url: connectionString('http', password, place, mysql.database) },
    port,
    description: [engine, mysql, sqlite].flatMap((part) => part?.description ?? []).join(' and '),
    close: () => (closed ??= close()),
  }
}
