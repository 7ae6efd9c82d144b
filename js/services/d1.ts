import { loadModule } from '#module/d1'
import { Core } from '../../bindings/instance.js'
import type { BatchDatabase } from '../database.js'
import { type D1Binding, type D1Options, type D1Statement, d1Client } from './d1-client.js'

export * from '../exports.js'
export type { D1Binding, D1Options, D1Statement }

const core = new Core(loadModule)

/**
 * A client for Cloudflare D1 by its binding in a Worker: `d1(env.DB)`, or a session of it.
 *
 * The binding gives JavaScript values, so an integer beyond 2^53 has lost its digits before it
 * arrives; read it as text: `cast(x as text)`.
 *
 * @throws {DatabaseError} `option`
 */
export function d1(binding: D1Binding, options?: D1Options): BatchDatabase {
  return d1Client(core, binding, options)
}

/**
 * Uses this module instead of the one the package brings: `tcpless/wasm/d1.wasm`, compiled.
 *
 * @throws {DatabaseError} `core_fault` when it is another module
 */
export function init(module: WebAssembly.Module): void {
  core.use(module)
}
