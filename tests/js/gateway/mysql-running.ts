import { type Config, connect, type Connection, type ExecutedQuery } from '@planetscale/database'
import { type Gateway, type GatewayOptions, startGateway } from '../../../js/gateway/gateway.js'
import { startMariadb, type TestMariadb, type TestMariadbOptions } from '../../services/mariadb.js'

export interface RunningMysql {
  readonly gateway: Gateway
  readonly mariadb: TestMariadb
  /** The connection string of PlanetScale's protocol. */
  readonly url: string
  /** A connection of the official client. */
  connect(config?: Config): Connection
  /** A session of nobody else: one statement by the official client. */
  execute(sql: string, args?: unknown[] | Record<string, unknown>): Promise<ExecutedQuery<Record<string, unknown>>>
  stop(): Promise<void>
}

/** A gateway on a free port in front of a throw-away MariaDB. */
export async function startMysql(options: GatewayOptions = {}, server: TestMariadbOptions = {}): Promise<RunningMysql> {
  const mariadb = await startMariadb(server)
  try {
    const gateway = await startGateway({ port: 0, mysql: mariadb.url, ...options })
    const url = gateway.planetscale?.url ?? ''
    return {
      gateway,
      mariadb,
      url,
      connect: (config = {}) => connect({ url, ...config }),
      execute: (sql, args) => connect({ url }).execute<Record<string, unknown>>(sql, args ?? null),
      stop: async () => {
        await gateway.close()
        await mariadb.stop()
      },
    }
  } catch (error) {
    await mariadb.stop()
    throw error
  }
}

/** A request without any client: the status and the parsed body. */
export async function call(
  url: string,
  method: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<{ status: number; body: Record<string, unknown> }> {
  const { origin, username, password } = new URL(url)
  const response = await fetch(`${origin}/psdb.v1alpha1.Database/${method}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`,
      ...headers,
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}

/** What went wrong, as the official client throws it. */
export async function failure(promise: Promise<unknown>): Promise<{ status: number; code: string; message: string }> {
  try {
    await promise
  } catch (error) {
    const { status, body } = error as { status: number; body: { code: string; message: string } }
    return { status, ...body }
  }
  throw new Error('it did not fail')
}
