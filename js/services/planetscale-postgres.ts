import { loadModule } from '#module/neon'
import { Core, type WasmModule } from '../../bindings/instance.js'
import type { NeonBatchOptions, NeonDatabase } from './neon-client.js'
import { type ProviderOptions, providerClient } from './neon-provider.js'

export * from '../exports.js'
export type { NeonBatchOptions, NeonDatabase, ProviderOptions }

const core = new Core(loadModule)

/**
 * A client for PlanetScale Postgres, which speaks Neon's SQL over HTTP at the host itself.
 *
 * @param connectionString `postgresql://user:password@host/database`; checked at each query
 * @throws {DatabaseError} `connection_string` when it is no text, `option`
 */
export function planetscalePostgres(connectionString: string, options?: ProviderOptions): NeonDatabase {
  return providerClient(core, connectionString, options, 'planetscale-postgres', 'planetscale')
}

/**
 * Uses this module instead of the one the package brings: `tcpless/wasm/neon.wasm`, compiled.
 *
 * @throws {DatabaseError} `core_fault` when it is another module
 */
export function init(module: WasmModule): void {
  core.use(module)
}
