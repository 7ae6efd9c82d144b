import { randomUUID } from 'node:crypto'
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http'
import { isLoopback } from './loopback.js'

/** One HTTP request, as a protocol sees it. */
export interface Exchange {
  readonly method: string
  /** The path without its query string. */
  readonly path: string
  readonly headers: IncomingHttpHeaders
  /** Aborted when the client went away or the gateway closes. */
  readonly signal: AbortSignal
  /** The whole body. Rejects with `BodyRefused` when it is larger than allowed or ends early. */
  readBody(): Promise<Uint8Array>
}

/** One HTTP response. Its length is that of the pieces of its body. */
export interface Reply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: readonly Uint8Array[]
}

/** A service's protocol. */
export interface Protocol {
  /** Its name and where it is served, for people. */
  readonly serves: string
  /** Answers, or is undefined for a request that is not this protocol's. */
  answer(exchange: Exchange): Promise<Reply | undefined>
}

/** What a server answers, and how much it reads. */
export interface ServerOptions {
  /** Asked in this order; the first that knows the request answers. */
  readonly protocols: readonly Protocol[]
  /** Largest request body. */
  readonly maxRequestBytes: number
  /** Serve requests for any host name. Only when the gateway is meant to be reached from elsewhere. */
  readonly anyHost: boolean
}

/** The body cannot be had. `status` is 413 for one over the limit, 400 for one that ended early. */
export class BodyRefused extends Error {
  override readonly name = 'BodyRefused'
  readonly status: number
  constructor(message: string, status: number) {
    super(message)
    this.status = status
  }
}

/** A request body is read to at most this multiple of its limit before the connection is dropped. */
const discardFactor = 2

/** Most of a path that is quoted. */
const quotedPath = 200

/** The message stands where the clients of Neon, PlanetScale and D1 look for one: nobody knows which of them asked. */
function reply(status: number, message: string): Reply {
  const error = { code: 'unimplemented', message }
  const body = Buffer.from(JSON.stringify({ message, error, success: false, errors: [{ code: status, message }] }))
  return { status, headers: { 'content-type': 'application/json' }, body: [body] }
}

/**
 * Reads a body into memory up to `limit` bytes. What comes beyond is read and dropped for a while, because a
 * client that is still sending does not see an answer to which the connection closes.
 */
function readBody(request: IncomingMessage, limit: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const tooLarge = new BodyRefused(`request is too large (max is ${limit} bytes)`, 413)
    const chunks: Buffer[] = []
    let size = 0
    request.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size <= limit) {
        chunks.push(chunk)
        return
      }
      chunks.length = 0
      reject(tooLarge)
      if (size > limit * discardFactor) request.destroy()
    })
    request.on('end', () => (size > limit ? reject(tooLarge) : resolve(Buffer.concat(chunks, size))))
    const ended = (): void => reject(new BodyRefused('could not read the HTTP request body', 400))
    request.on('error', ended)
    request.on('close', ended)
    if (Number(request.headers['content-length'] ?? 0) > limit) reject(tooLarge)
  })
}

function send(response: ServerResponse, id: string, { status, headers, body }: Reply): void {
  if (response.destroyed) return
  const length = body.reduce((sum, piece) => sum + piece.length, 0)
  response.writeHead(status, { ...headers, 'content-length': length, 'neon-request-id': id })
  response.cork()
  for (const piece of body) response.write(piece)
  response.end()
}

/** A server that is not listening yet, and a way to know that all requests so far have their answers. */
export interface GatewayServer {
  readonly http: Server
  settled(): Promise<void>
}

/**
 * The HTTP frame around the protocols: only named hosts, bounded bodies, a request id, cancellation, and an
 * answer to everything. `closing` aborts the requests that still run.
 */
export function createGatewayServer(options: ServerOptions, closing: AbortSignal): GatewayServer {
  const answer = async (request: IncomingMessage, signal: AbortSignal): Promise<Reply> => {
    // A page of another site that makes its own name point to 127.0.0.1 (DNS rebinding) still sends that name.
    if (!options.anyHost && !isLoopback(hostName(request.headers.host))) {
      return reply(403, 'this host name is not served; use localhost')
    }
    const exchange: Exchange = {
      method: request.method ?? '',
      path: (request.url ?? '').replace(/\?.*$/s, ''),
      headers: request.headers,
      signal,
      readBody: () => readBody(request, options.maxRequestBytes),
    }
    for (const protocol of options.protocols) {
      const result = await protocol.answer(exchange)
      if (result !== undefined) return result
    }
    const asked = `${exchange.method} ${exchange.path.slice(0, quotedPath)}`
    const served = options.protocols.map(({ serves }) => serves).join(' and ')
    return reply(400, `this gateway does not serve ${asked}; it serves ${served}`)
  }

  const running = new Set<Promise<void>>()
  const http = createServer((request, response) => {
    const gone = new AbortController()
    const closed = new Promise<void>((resolve) => {
      response.on('close', () => {
        if (!response.writableFinished) gone.abort()
        running.delete(closed)
        resolve()
      })
    })
    running.add(closed)
    const id = randomUUID()
    answer(request, AbortSignal.any([gone.signal, closing])).then(
      (result) => send(response, id, result),
      () => send(response, id, reply(500, 'internal error of the gateway')),
    )
  })
  return {
    http,
    settled: async () => {
      await Promise.all(running)
    },
  }
}

/** The host of a Host header without its port; brackets of an IPv6 address stay. */
function hostName(header: string | undefined): string {
  return (header ?? '').replace(/:\d*$/, '')
}
