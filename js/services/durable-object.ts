import { loadModule } from '#module/d1'
import { Core } from '../../bindings/instance.js'
import { type DurableClient, durableClient, type DurableOptions, type SyncTag } from './durable-client.js'
import type { DurableCursor, DurableIntegers, DurableSql, DurableStorage, DurableTransaction } from './durable-types.js'

export * from '../exports.js'
export type {
  DurableClient,
  DurableCursor,
  DurableIntegers,
  DurableOptions,
  DurableSql,
  DurableStorage,
  DurableTransaction,
  SyncTag,
}

const core = new Core(loadModule)

/**
 * The SQLite of a Durable Object as a database, inside the object: `durable(ctx.storage)`.
 *
 * @throws {DatabaseError} `option`
 */
export function durable(storage: DurableStorage, options?: DurableOptions): DurableClient {
  return durableClient(core, storage, options)
}

/**
 * Uses this module instead of the one the package brings: `tcpless/wasm/d1.wasm`, compiled.
 *
 * @throws {DatabaseError} `core_fault` when it is another module
 */
export function init(module: WebAssembly.Module): void {
  core.use(module)
}
