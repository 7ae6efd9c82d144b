// What workerd gives to the tests that run in it.
declare module 'cloudflare:workers' {
  type Context = import('../../../js/services/durable-serve.js').DurableContext

  export abstract class DurableObject<Env = unknown> {
    constructor(ctx: Context, env: Env)
    protected readonly ctx: Context
    protected readonly env: Env
  }

  /** A binding of Durable Objects. */
  export interface Namespace {
    idFromName(name: string): object
    get(id: object, options?: object): unknown
    // biome-ignore lint/suspicious/noExplicitAny: a stub has a method of every name
    getByName(name: string): any
  }

  export const env: Readonly<Record<string, unknown>> & Readonly<Record<'PLAIN' | 'TENANT' | 'DELEGATING', Namespace>>
}

declare module 'cloudflare:test' {
  type Context = import('../../../js/services/durable-serve.js').DurableContext

  export function runInDurableObject<T>(
    stub: unknown,
    work: (instance: unknown, state: Context) => T,
  ): Promise<Awaited<T>>
}
