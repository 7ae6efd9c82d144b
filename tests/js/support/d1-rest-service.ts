// D1's REST API as far as tests need it: a fetch that answers what they say.
import { type D1RestDatabase, type D1RestOptions, d1Rest } from '../../../js/services/d1-rest.js'

export const canaryToken = 'c4nary_Token-with.dots'

export interface Sent {
  readonly url: string
  readonly init: RequestInit
  readonly body: { sql?: string; params?: unknown[]; batch?: { sql: string; params: unknown[] }[] }
}

/** A client whose requests get these answers. */
export function fakeD1(
  answer: string | ((attempt: number) => Response | Promise<Response>),
  options: Partial<D1RestOptions> = {},
): { db: D1RestDatabase; sent: Sent[] } {
  const sent: Sent[] = []
  const fetch = async (url: unknown, init: RequestInit = {}) => {
    sent.push({ url: String(url), init, body: JSON.parse(init.body as string) })
    return typeof answer === 'string' ? jsonResponse(answer) : answer(sent.length)
  }
  const db = d1Rest({
    accountId: '0123456789abcdef0123456789abcdef',
    databaseId: '00000000-0000-4000-8000-000000000000',
    apiToken: canaryToken,
    fetch: fetch as typeof globalThis.fetch,
    ...options,
  })
  return { db, sent }
}

export const jsonResponse = (body: string, status = 200, headers: Record<string, string> = {}) =>
  new Response(body, { status, headers: { 'content-type': 'application/json', ...headers } })

export const meta = { changes: 2, last_row_id: 7, duration: 0.5, rows_read: 3, rows_written: 4, served_by: 'x' }

export function body(columns: readonly string[], rows: readonly (readonly unknown[])[]): string {
  const result = [{ results: { columns, rows }, success: true, meta }]
  return JSON.stringify({ result, errors: [], messages: [], success: true })
}

export const errorBody = (code: number, message: string) =>
  JSON.stringify({ success: false, errors: [{ code, message }], messages: [], result: [] })
