import { request as httpRequest } from 'node:http'
import { neonConfig } from '@neondatabase/serverless'
import { type Gateway, type GatewayOptions, startGateway } from '../../../js/gateway/gateway.js'
import { startPostgres, type TestPostgres } from '../../services/postgres.js'

/** The two kinds of database behind a gateway. */
export const engines = ['PostgreSQL', 'PGlite'] as const
export type EngineName = (typeof engines)[number]

export interface Running {
  readonly gateway: Gateway
  /** Undefined for PGlite. */
  readonly postgres: TestPostgres | undefined
  stop(): Promise<void>
}

/** Starting takes seconds, more on a busy machine. */
export const startTimeout = 120_000

// The official driver would use https and its own host names.
neonConfig.fetchEndpoint = (host, port) => `http://${host}:${port}/sql`

/** A gateway on a free port, with its own throw-away server unless it is PGlite. */
export async function start(engine: EngineName, options: GatewayOptions = {}): Promise<Running> {
  const postgres = engine === 'PostgreSQL' ? await startPostgres() : undefined
  try {
    const gateway = await startGateway({ port: 0, postgres: postgres?.url, ...options })
    return {
      gateway,
      postgres,
      stop: async () => {
        await gateway.close()
        await postgres?.stop()
      },
    }
  } catch (error) {
    await postgres?.stop()
    throw error
  }
}

/** What the official driver sends. */
export function driverHeaders(gateway: Gateway): Record<string, string> {
  return {
    'Neon-Connection-String': gateway.url,
    'Neon-Raw-Text-Output': 'true',
    'Neon-Array-Mode': 'true',
  }
}

/** One request without any driver. A body that is not text is sent as JSON. */
export function post(
  gateway: Gateway,
  body: unknown,
  headers: Record<string, string> = driverHeaders(gateway),
  signal?: AbortSignal,
): Promise<Response> {
  const text = typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body)
  return fetch(gateway.endpoint, { method: 'POST', headers, body: text as string, signal: signal ?? null })
}

/** One query without any driver; its parsed answer. Throws for any status but 200. */
export async function answer(gateway: Gateway, query: string, params: unknown[] = []): Promise<Answer> {
  const response = await post(gateway, { query, params })
  if (response.status !== 200) throw new Error(await response.text())
  return (await response.json()) as Answer
}

export interface Answer {
  readonly fields: { readonly name: string; readonly dataTypeID: number }[]
  readonly rows: (string | null)[][]
  readonly command: string
  readonly rowCount: number | null
  readonly rowAsArray: boolean
}

/** An error body. */
export interface Failure {
  readonly message: string
  readonly code: string | null
  readonly [field: string]: string | null
}

/** A request with any Host header, method and path, which `fetch` does not allow. */
export function rawRequest(
  gateway: Gateway,
  options: { method?: string; path?: string; headers?: Record<string, string>; body?: string },
): Promise<{ status: number; headers: Record<string, unknown>; body: string }> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      {
        host: '127.0.0.1',
        port: gateway.port,
        path: options.path ?? '/sql',
        method: options.method ?? 'POST',
        headers: options.headers ?? {},
      },
      (response) => {
        let body = ''
        response.setEncoding('utf8')
        response.on('data', (chunk: string) => {
          body += chunk
        })
        response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }))
        response.on('error', reject)
      },
    )
    request.on('error', reject)
    request.end(options.body)
  })
}
