import { loadModule } from '#module/all'
import { Core } from '../bindings/instance.js'
import type { BatchDatabase } from './database.js'
import { DatabaseError } from './errors.js'
import { type D1Binding, type D1Options, d1Client } from './services/d1-client.js'
import { type NeonBatchOptions, type NeonDatabase, type NeonOptions, neonClient } from './services/neon-client.js'

export * from './exports.js'
export type { D1Binding, D1Options, NeonBatchOptions, NeonDatabase, NeonOptions }

const core = new Core(loadModule)

/**
 * A client for the database that the URL or binding leads to. It carries every service; an entry
 * such as `tcpless/neon` is smaller.
 *
 * @param target `postgresql://...` for Neon, or a D1 binding
 * @throws {DatabaseError} `connection_string` when no service is known for it, `option`
 */
export function connect(target: string, options?: NeonOptions): NeonDatabase
export function connect(target: D1Binding, options?: D1Options): BatchDatabase
export function connect(target: string | D1Binding, options?: NeonOptions | D1Options): NeonDatabase | BatchDatabase {
  if (typeof target === 'string' && /^postgres(ql)?:/i.test(target)) return neonClient(core, target, options)
  if (isD1Binding(target)) return d1Client(core, target, options)
  throw new DatabaseError(
    'connection_string',
    'no service is known for this: it takes a postgresql: URL or a D1 binding',
  )
}

/**
 * Uses this module instead of the one the package brings: `tcpless/wasm/all.wasm`, compiled.
 *
 * @throws {DatabaseError} `core_fault` when it is another module
 */
export function init(module: WebAssembly.Module): void {
  core.use(module)
}

function isD1Binding(target: unknown): target is D1Binding {
  if (typeof target !== 'object' || target === null) return false
  const { prepare, batch } = target as Partial<D1Binding>
  return typeof prepare === 'function' && typeof batch === 'function'
}
