import { randomBytes } from 'node:crypto'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { type Engine, GatewayError } from './engine.js'
import { isLoopback } from './loopback.js'
import { neonProtocol } from './neon/neon.js'
import { openPGlite } from './pglite.js'
import { openPostgres } from './postgres.js'
import { createGatewayServer } from './server.js'

export { GatewayError } from './engine.js'

/** How to start a gateway. Sizes in bytes, times in milliseconds. */
export interface GatewayOptions {
  /** Serve this PostgreSQL server (`postgres://user:password@host:5432/database`) and not PGlite. */
  readonly postgres?: string | undefined
  /** Keep PGlite's files in this folder, and not in memory. */
  readonly data?: string | undefined
  /** Where to listen; default 127.0.0.1. Anything but loopback needs `allowRemote`. */
  readonly host?: string | undefined
  /** Default: 5488, or the next free one. 0 takes any free one. */
  readonly port?: number | undefined
  /** What clients must present; default: a new random one. */
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

/** A running gateway. */
export interface Gateway {
  /** The connection string, password included: give it to `neon()`. */
  readonly url: string
  /** Where the protocol is served (`http://localhost:5488/sql`): the official driver's `fetchEndpoint`. */
  readonly endpoint: string
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

function openEngine(options: GatewayOptions): Promise<Engine> {
  const limits = {
    maxConnections: options.maxConnections ?? 20,
    queueTimeout: options.queueTimeout ?? 15_000,
    queueLimit: options.queueLimit ?? 1_000,
  }
  if (options.postgres !== undefined) {
    if (options.data !== undefined) throw new GatewayError('--data is for PGlite and does not go with --postgres')
    options.onProgress?.('connecting to PostgreSQL')
    return openPostgres(options.postgres, limits)
  }
  options.onProgress?.('starting PGlite, which takes some seconds')
  return openPGlite(options.data, limits)
}

/**
 * Starts a gateway: a database service's HTTP protocol on this machine, in front of PGlite or any PostgreSQL.
 * Resolves when it answers. Throws `GatewayError`, whose message is one line for people.
 */
export async function startGateway(options: GatewayOptions = {}): Promise<Gateway> {
  const host = options.host ?? '127.0.0.1'
  const allowRemote = options.allowRemote ?? false
  if (!allowRemote && !isLoopback(host)) {
    throw new GatewayError(`${host} is not a loopback address; --allow-remote lets other machines connect`)
  }
  if (options.password === '') throw new GatewayError('the password must not be empty')
  const password = options.password ?? randomBytes(18).toString('base64url')

  const engine = await openEngine(options)
  const closing = new AbortController()
  const { http: server, settled } = createGatewayServer(
    {
      protocols: [
        neonProtocol({
          engine,
          account: { user, password },
          maxResponseBytes: options.maxResponseBytes ?? 64 * megabyte,
        }),
      ],
      maxRequestBytes: options.maxRequestBytes ?? 64 * megabyte,
      anyHost: allowRemote,
    },
    closing.signal,
  )

  let port: number
  try {
    port = await bind(server, host, options.port)
  } catch (error) {
    await engine.close()
    throw error
  }
  const place = `${hostForClients(host)}:${port}`
  const close = async (): Promise<void> => {
    const stopped = new Promise((resolve) => server.close(resolve))
    closing.abort()
    await Promise.race([settled(), delay(closeTimeout, undefined, { ref: false })])
    server.closeAllConnections()
    await stopped
    await engine.close()
  }
  let closed: Promise<void> | undefined
  return {
    url: `postgres://${user}:${encodeURIComponent(password)}@${place}/${encodeURIComponent(engine.database)}`,
    endpoint: `http://${place}/sql`,
    port,
    description: engine.description,
    close: () => (closed ??= close()),
  }
}
