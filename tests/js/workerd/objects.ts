// The Worker of the tests, with the classes of their Durable Objects.
import { DurableObject } from 'cloudflare:workers'
import { DurableDatabase, serve } from '../../../js/services/durable-object-server.js'

/** An object that a test runs code in: runInDurableObject of cloudflare:test. */
export class Plain extends DurableObject {}

/** A database as users have it. */
export class Tenant extends DurableDatabase {
  constructor(ctx: ConstructorParameters<typeof DurableDatabase>[0], env: unknown) {
    super(ctx, env)
    this.db.sync`create table if not exists posts (id integer primary key, title text unique, big integer)`
  }

  /** A method of its own, beside those of the database. */
  async count(): Promise<number> {
    return this.db.sync<{ n: number }>`select count(*) as n from posts`[0]?.n ?? 0
  }

  /** Ends this object while others call it. */
  fail(): void {
    this.ctx.abort('gone')
  }

  alarm(): void {}
}

/** The same with another base, and with queries that end badly. */
export class Delegating extends DurableObject {
  readonly #served = serve(this.ctx)

  async tcpless(request: Uint8Array): Promise<unknown> {
    const answer = this.#served.tcpless(request)
    const text = new TextDecoder().decode(request)
    if (text.includes('slow')) await new Promise((resolve) => setTimeout(resolve, 300))
    if (text.includes('abort after')) this.ctx.abort('gone')
    if (text.includes('overloaded')) throw Object.assign(new Error('busy'), { overloaded: true })
    if (text.includes('retryable')) throw Object.assign(new Error('moved'), { retryable: true })
    if (text.includes('cut') && answer instanceof Uint8Array) return answer.subarray(0, answer.length - 3)
    if (text.includes('nonsense answer')) return 'nonsense'
    return answer
  }
}

// biome-ignore lint/style/noDefaultExport: Workers are default exports
export default {}
