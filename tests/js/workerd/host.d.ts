// What workerd gives to the tests that run in it.
declare module 'cloudflare:workers' {
  import type { DurableStorage } from '../../../js/services/durable-types.js'

  /** `ctx` of an object. */
  export interface State {
    readonly storage: DurableStorage
  }

  export class DurableObject {
    constructor(ctx: State, env: unknown)
    readonly ctx: State
    readonly env: unknown
  }

  /** A binding of Durable Objects. */
  export interface Namespace {
    getByName(name: string): unknown
  }

  export const env: Readonly<Record<string, unknown>> & { readonly PLAIN: Namespace }
}

declare module 'cloudflare:test' {
  import type { State } from 'cloudflare:workers'

  export function runInDurableObject<T>(
    stub: unknown,
    work: (instance: unknown, state: State) => T,
  ): Promise<Awaited<T>>
}
