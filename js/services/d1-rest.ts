import { loadModule } from '#module/d1_rest'
import { Core, type WasmModule } from '../../bindings/instance.js'
import { type D1RestDatabase, type D1RestOptions, d1RestClient } from './d1-rest-client.js'

export * from '../exports.js'
export type { D1RestDatabase, D1RestOptions }

const core = new Core(loadModule)

/**
 * A client for Cloudflare D1 by its REST API, from anywhere: Vercel, Deno, Node.js, another Cloudflare account. In a
 * Worker the binding (`tcpless/d1`) is nearer to the database and needs no token.
 *
 * @throws {DatabaseError} `option`
 */
export function d1Rest(options: D1RestOptions): D1RestDatabase {
  return d1RestClient(core, options)
}

/**
 * Uses this module instead of the one the package brings: `tcpless/wasm/d1_rest.wasm`, compiled.
 *
 * @throws {DatabaseError} `core_fault` when it is another module
 */
export function init(module: WasmModule): void {
  core.use(module)
}
