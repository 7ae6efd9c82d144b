// What the entry for objects needs of workerd's own module. Users have its types by `wrangler types`.
declare module 'cloudflare:workers' {
  export abstract class DurableObject<Env = unknown> {
    constructor(ctx: import('./durable-serve.js').DurableContext, env: Env)
    protected readonly ctx: import('./durable-serve.js').DurableContext
    protected readonly env: Env
  }
}
