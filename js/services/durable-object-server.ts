// The side of the objects: in workerd alone, because it imports workerd's own module.
import { DurableObject } from 'cloudflare:workers'
import { type DurableClient, durableClient } from './durable-client.js'
import { durableCore } from './durable-core.js'
import type { CallAnswer, CallError } from './durable-remote-call.js'
import { type DurableContext, serve, type ServedObject } from './durable-serve.js'
import type { ServedAnswer } from './durable-server.js'

export { serve }
export type { CallAnswer, CallError, DurableContext, ServedAnswer, ServedObject }

/**
 * A Durable Object with SQLite that is a database for `durableObject(env.DB, { name })`. Export it from the Worker, or a
 * class that extends it, and bind it in the Worker's configuration.
 */
export class DurableDatabase<Env = unknown> extends DurableObject<Env> implements ServedObject {
  /** The database, inside of the object. */
  protected readonly db: DurableClient
  readonly #served: ServedObject

  constructor(ctx: DurableContext, env: Env) {
    super(ctx, env)
    this.db = durableClient(durableCore, ctx.storage)
    this.#served = serve(ctx)
  }

  /** Answers queries of clients. */
  tcpless(request: Uint8Array): ServedAnswer {
    return this.#served.tcpless(request)
  }

  /** Answers what clients ask that is not SQL. */
  tcplessStorage(method: string, args: readonly unknown[]): Promise<CallAnswer> {
    return this.#served.tcplessStorage(method, args)
  }

  /** Answers queries that come by HTTP, for clients with `via: 'fetch'`. */
  fetch(request: Request): Promise<Response> {
    return this.#served.fetch(request)
  }
}
