import { loadModule } from '#module/planetscale'
import { Core, type WasmModule } from '../../bindings/instance.js'
import {
  type PlanetscaleDatabase,
  type PlanetscaleOptions,
  type PlanetscaleTarget,
  type PlanetscaleTransaction,
  planetscaleClient,
} from './planetscale-client.js'

export * from '../exports.js'
export type { TransactionOptions } from '../transaction.js'
export type { PlanetscaleDatabase, PlanetscaleOptions, PlanetscaleTarget, PlanetscaleTransaction }

const core = new Core(loadModule)

/**
 * A client for PlanetScale for MySQL. It holds nothing open, so it can live as long as the program.
 *
 * @param target `mysql://user:password@host` or `https:`, checked at each query; or an object with it as `url`, or with
 *   `host`, `username` and `password`
 * @throws {DatabaseError} `option`
 */
export function planetscale(target: string, options?: PlanetscaleOptions): PlanetscaleDatabase
export function planetscale(target: PlanetscaleTarget): PlanetscaleDatabase
export function planetscale(target: string | PlanetscaleTarget, options?: PlanetscaleOptions): PlanetscaleDatabase {
  return planetscaleClient(core, target, options)
}

/**
 * Uses this module instead of the one the package brings: `tcpless/wasm/planetscale.wasm`, compiled.
 *
 * @throws {DatabaseError} `core_fault` when it is another module
 */
export function init(module: WasmModule): void {
  core.use(module)
}
