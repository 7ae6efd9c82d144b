import type { WasmModule } from '../../bindings/instance.js'
import { core } from './planetscale-core.js'

export { cast, hex } from './planetscale-cast.js'
export { Client, Connection, connect, type Transaction } from './planetscale-client.js'
export { DatabaseError, type ResponseContext, UnknownError, type VitessError } from './planetscale-error.js'
export { format } from './planetscale-format.js'
export type { Cast, Config, ExecutedQuery, Field } from './planetscale-types.js'

/**
 * Uses this module instead of the one the package brings: `tcpless/wasm/planetscale.wasm`, compiled.
 *
 * @throws {DatabaseError} of tcpless, `core_fault` when it is another module
 */
export function init(module: WasmModule): void {
  core.use(module)
}
