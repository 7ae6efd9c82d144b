// A Neon that lives in the test: a fetch whose answers are written by hand.
import { type NeonDatabase, type NeonOptions, neon } from '../../../js/services/neon.js'

export const canaryPassword = 'c4nary-Pa55/w@rd'
export const canaryUrl = `postgresql://canaryuser:${encodeURIComponent(canaryPassword)}@ep-canary-1.eu-central-1.aws.neon.tech/canarydb`

/** OIDs of pg_type that tests use. */
export const oid = {
  bool: 16,
  bytea: 17,
  int8: 20,
  int4: 23,
  text: 25,
  json: 114,
  float8: 701,
  timestamptz: 1184,
} as const

/** The body of a result: columns as [name, type OID], rows as texts. */
export function resultBody(
  columns: readonly (readonly [name: string, type: number])[],
  rows: readonly (readonly (string | null)[])[],
  rest: Record<string, unknown> = { command: 'SELECT', rowCount: rows.length, rowAsArray: true },
): string {
  const fields = columns.map(([name, dataTypeID]) => ({
    name,
    dataTypeID,
    tableID: 0,
    columnID: 0,
    dataTypeSize: -1,
    dataTypeModifier: -1,
    format: 'text',
  }))
  return JSON.stringify({ fields, rows, ...rest })
}

/** The body of PostgreSQL's error. */
export function errorBody(message: string, code: string | null, rest: Record<string, unknown> = {}): string {
  return JSON.stringify({ message, code, severity: 'ERROR', ...rest })
}

export interface SentRequest {
  readonly url: string
  readonly init: RequestInit
  readonly body: { query: string; params: unknown[] }
}

export type Answer = (request: SentRequest, attempt: number) => Response | Promise<Response>

export interface FakeService {
  readonly db: NeonDatabase
  readonly sent: SentRequest[]
}

/** A client whose requests get these answers. */
export function fakeNeon(answer: Answer | string, options: NeonOptions = {}, url = canaryUrl): FakeService {
  const sent: SentRequest[] = []
  const respond: Answer = typeof answer === 'string' ? () => jsonResponse(answer) : answer
  const fetch = async (requestUrl: unknown, init: RequestInit = {}) => {
    const body = JSON.parse(init.body as string)
    const request = { url: String(requestUrl), init, body }
    sent.push(request)
    return respond(request, sent.length)
  }
  return { db: neon(url, { fetch: fetch as typeof globalThis.fetch, ...options }), sent }
}

export function jsonResponse(
  body: string | ReadableStream<Uint8Array>,
  status = 200,
  headers: Record<string, string> = {},
): Response {
  return new Response(body, { status, headers: { 'content-type': 'application/json', ...headers } })
}

/** A stream of the pieces, one each time it is asked. */
export function streamOf(
  pieces: Iterable<Uint8Array>,
  kind: 'bytes' | 'default' | 'closing' | 'native' = 'default',
  onCancel?: () => void,
): ReadableStream<Uint8Array> {
  if (kind === 'closing') return closingStream(pieces)
  if (kind === 'native') return nativeStream(pieces)
  const iterator = pieces[Symbol.iterator]()
  const source = {
    pull(controller: ReadableStreamDefaultController<Uint8Array> | ReadableByteStreamController) {
      const { value, done } = iterator.next()
      if (done) {
        controller.close()
        if ('byobRequest' in controller) controller.byobRequest?.respond(0)
      } else controller.enqueue(value as Uint8Array<ArrayBuffer>)
    },
    cancel() {
      onCancel?.()
    },
  }
  if (kind === 'bytes') return new ReadableStream({ type: 'bytes', ...source } as UnderlyingByteSource)
  return new ReadableStream(source as UnderlyingDefaultSource<Uint8Array>, { highWaterMark: 0 })
}

/** A stream of bytes that ends together with its last piece, and settles no read that waits for more. */
function closingStream(pieces: Iterable<Uint8Array>): ReadableStream<Uint8Array> {
  const iterator = pieces[Symbol.iterator]()
  let next = iterator.next()
  return new ReadableStream({
    type: 'bytes',
    start(controller) {
      if (next.done) controller.close()
    },
    pull(controller) {
      if (!next.done) controller.enqueue(next.value as Uint8Array<ArrayBuffer>)
      next = iterator.next()
      if (next.done) controller.close()
    },
  })
}

/** A stream of the host's own, as fetch gives it; where it has none that can be made, as `closingStream`. */
function nativeStream(pieces: Iterable<Uint8Array>): ReadableStream<Uint8Array> {
  const { IdentityTransformStream } = globalThis as { IdentityTransformStream?: typeof TransformStream }
  if (!IdentityTransformStream) return closingStream(pieces)
  const { readable, writable } = new IdentityTransformStream<Uint8Array, Uint8Array>()
  const writer = writable.getWriter()
  const write = async (): Promise<void> => {
    for (const piece of pieces) await writer.write(piece)
    await writer.close()
  }
  write().catch(() => {})
  return readable
}

/** Cuts bytes into pieces of these sizes, over and over. */
export function* pieces(bytes: Uint8Array, ...sizes: number[]): Generator<Uint8Array> {
  let start = 0
  for (let i = 0; start < bytes.length; i++) {
    const size = Math.max(1, sizes[i % sizes.length] as number)
    yield bytes.slice(start, start + size)
    start += size
  }
}

export const encode = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text)

/** Numbers that look random and are the same for the same seed (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
