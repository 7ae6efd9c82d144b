import { loadModule } from '#module/neon'
import { Core, type WasmModule } from '../../bindings/instance.js'
import { type NeonBatchOptions, type NeonDatabase, type NeonOptions, neonClient } from './neon-client.js'

export * from '../exports.js'
export type { NeonBatchOptions, NeonDatabase, NeonOptions }

const core = new Core(loadModule)

/**
 * A client for Neon, and for every service that speaks its SQL over HTTP. It holds nothing open, so
 * it can live as long as the program.
 *
 * @param connectionString `postgresql://user:password@host/database`; checked at each query
 * @throws {DatabaseError} `connection_string` when it is no text, `option`
 */
export function neon(connectionString: string, options?: NeonOptions): NeonDatabase {
  return neonClient(core, connectionString, options)
}

/**
 * Uses this module instead of the one the package brings: `tcpless/wasm/neon.wasm`, compiled.
 *
 * @throws {DatabaseError} `core_fault` when it is another module
 */
export function init(module: WasmModule): void {
  core.use(module)
}
