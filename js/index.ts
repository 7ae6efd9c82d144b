import { loadModule } from '#module/all'
import { Core, type WasmModule } from '../bindings/instance.js'
import { DatabaseError } from './errors.js'
import { type D1Binding, type D1Client, d1Client, type D1Options, type D1Session } from './services/d1-client.js'
import { type D1RestDatabase, type D1RestOptions, d1RestClient } from './services/d1-rest-client.js'
import {
  type DurableObjectDatabase,
  durableObjectClient,
  type DurableObjectOptions,
} from './services/durable-remote.js'
import { type DurableNamespace, type DurableStub, isNamespace, isStub } from './services/durable-stub.js'
import { type NeonBatchOptions, type NeonDatabase, type NeonOptions, neonClient } from './services/neon-client.js'
import {
  type PlanetscaleDatabase,
  type PlanetscaleOptions,
  type PlanetscaleTarget,
  type PlanetscaleTransaction,
  planetscaleClient,
} from './services/planetscale-client.js'

export * from './exports.js'
export type {
  D1Binding,
  D1Client,
  D1Options,
  D1RestDatabase,
  D1RestOptions,
  D1Session,
  DurableNamespace,
  DurableObjectDatabase,
  DurableObjectOptions,
  DurableStub,
  NeonBatchOptions,
  NeonDatabase,
  NeonOptions,
  PlanetscaleDatabase,
  PlanetscaleOptions,
  PlanetscaleTarget,
  PlanetscaleTransaction,
}
export type { TransactionOptions } from './transaction.js'

const core = new Core(loadModule)

/**
 * A client for the database that the URL or binding leads to. It carries every service; an entry
 * such as `tcpless/neon` is smaller.
 *
 * @param target `postgresql://...` for Neon, `mysql://...` or a URL at `psdb.cloud` for PlanetScale, a D1 binding, what
 *   leads to D1 by its REST API, a binding of Durable Objects with the name of one, or a stub of one
 * @throws {DatabaseError} `connection_string` when no service is known for it, `option`
 */
export function connect(target: `mysql://${string}`, options?: PlanetscaleOptions): PlanetscaleDatabase
export function connect(target: `https://${string}`, options?: PlanetscaleOptions): PlanetscaleDatabase
export function connect(target: string, options?: NeonOptions): NeonDatabase
export function connect(target: D1Binding, options?: D1Options): D1Client
export function connect(target: DurableNamespace | DurableStub, options?: DurableObjectOptions): DurableObjectDatabase
export function connect(target: D1RestOptions): D1RestDatabase
export function connect(
  target: string | D1Binding | D1RestOptions | DurableNamespace | DurableStub,
  options?: NeonOptions | D1Options | DurableObjectOptions | PlanetscaleOptions,
): NeonDatabase | D1Client | D1RestDatabase | DurableObjectDatabase | PlanetscaleDatabase {
  if (typeof target === 'string') {
    if (/^postgres(ql)?:/i.test(target)) return neonClient(core, target, options as NeonOptions)
    if (/^mysql:|^https?:[^?#]*\.psdb\.cloud(?:[:/?]|$)/i.test(target)) return planetscaleClient(core, target, options)
  }
  // A stub has a method of every name, so it must be asked for before bindings that are known by their methods.
  if (isStub(target) || isNamespace(target)) {
    return durableObjectClient(core, target, options as DurableObjectOptions)
  }
  if (isD1Binding(target)) return d1Client(core, target, options as D1Options)
  if (isObject(target) && 'databaseId' in target) return d1RestClient(core, target)
  throw new DatabaseError(
    'connection_string',
    'no service is known for this: it takes a postgresql: or mysql: URL, a D1 binding, the options of D1 by REST, or a binding of Durable Objects',
  )
}

/**
 * Uses this module instead of the one the package brings: `tcpless/wasm/all.wasm`, compiled.
 *
 * @throws {DatabaseError} `core_fault` when it is another module
 */
export function init(module: WasmModule): void {
  core.use(module)
}

function isObject(target: unknown): target is object {
  return typeof target === 'object' && target !== null
}

function isD1Binding(target: unknown): target is D1Binding {
  if (!isObject(target)) return false
  const { prepare, batch } = target as Partial<D1Binding>
  return typeof prepare === 'function' && typeof batch === 'function'
}
