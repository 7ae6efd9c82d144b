import { convertV4MiniflareOptions, Miniflare } from 'miniflare'
import type { Gateway } from '../../../js/gateway/gateway.js'

/** The answer of D1's REST API. */
export interface Envelope<Results = unknown> {
  readonly result: readonly { readonly results: Results; readonly success: boolean; readonly meta: Meta }[] | null
  readonly errors: readonly { readonly code: number; readonly message: string }[]
  readonly messages: readonly unknown[]
  readonly success: boolean
}

export interface Meta {
  readonly [name: string]: unknown
  readonly changes: number
  readonly last_row_id: number
}

/** Rows as /raw gives them. */
export interface Raw {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly unknown[])[]
}

export interface Sent {
  readonly status: number
  readonly body: Envelope<never>
}

/** One request to the gateway's D1, as a program would send it. A body that is not text is sent as JSON. */
export async function post(
  gateway: Gateway,
  body: unknown,
  {
    method = 'query',
    token = gateway.d1?.apiToken,
    signal,
  }: { method?: string; token?: string; signal?: AbortSignal } = {},
): Promise<{ status: number; body: Envelope }> {
  const { endpoint, accountId, databaseId } = gateway.d1 ?? { endpoint: '', accountId: '', databaseId: '' }
  const response = await fetch(`${endpoint}/accounts/${accountId}/d1/database/${databaseId}/${method}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
    signal: signal ?? null,
  })
  return { status: response.status, body: (await response.json()) as Envelope }
}

/** The results of one statement by /raw. Throws the message of an error. */
export async function raw(gateway: Gateway, sql: string, params?: readonly unknown[]): Promise<Raw> {
  const { body } = await post(gateway, { sql, params }, { method: 'raw' })
  if (!body.success) throw new Error(body.errors[0]?.message)
  return body.result?.[0]?.results as Raw
}

/** A D1 as workerd has it. */
export async function startMiniflare() {
  const script = 'export default {}'
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      cf: false,
      modules: true,
      script,
      d1Databases: ['DB'],
      compatibilityDate: '2026-01-01',
    }),
  )
  return { database: await miniflare.getD1Database('DB'), stop: () => miniflare.dispose() }
}
