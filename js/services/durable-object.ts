import type { WasmModule } from '../../bindings/instance.js'
import {
  limitD1Parameters,
  limitD1StatementBytes,
  limitD1ValueBytes,
  limitDurableObjectEntryBytes,
  limitDurableObjectKeys,
  limitWorkersRpcBytes,
} from '../../bindings/layout.js'
import { type DurableClient, durableClient, type DurableOptions, type SyncTag } from './durable-client.js'
import { durableCore } from './durable-core.js'
import { type DurableObjectDatabase, durableObjectClient, type DurableObjectOptions } from './durable-remote.js'
import type { DurableNamespace, DurableStub } from './durable-stub.js'
import type { DurableCursor, DurableIntegers, DurableSql, DurableStorage, DurableTransaction } from './durable-types.js'
import { type KeyValue, keyValueOver, type KeyValueStorage, type ListOptions } from './key-value.js'

export * from '../exports.js'
export type {
  DurableClient,
  DurableCursor,
  DurableIntegers,
  DurableNamespace,
  DurableObjectDatabase,
  DurableObjectOptions,
  DurableOptions,
  DurableSql,
  DurableStorage,
  DurableStub,
  DurableTransaction,
  KeyValue,
  KeyValueStorage,
  ListOptions,
  SyncTag,
}

/** What is refused before it is sent, since a Durable Object would refuse it: bytes unless the name says otherwise. */
export const durableObjectLimits = {
  /** Parameters of a statement. */
  parameters: limitD1Parameters,
  /** SQL text of a statement. */
  statementBytes: limitD1StatementBytes,
  /** Text or blob. */
  valueBytes: limitD1ValueBytes,
  /** Keys of one call of the key-value storage. */
  keys: limitDurableObjectKeys,
  /** A key and its value. */
  entryBytes: limitDurableObjectEntryBytes,
  /** Queries and their parameters from outside. */
  callBytes: limitWorkersRpcBytes,
} as const

/**
 * The SQLite of a Durable Object as a database, inside the object: `durable(ctx.storage)`.
 *
 * @throws {DatabaseError} `option`
 */
export function durable(storage: DurableStorage, options?: DurableOptions): DurableClient {
  return durableClient(durableCore, storage, options)
}

/**
 * A Durable Object as a database, from a Worker or another object: `durableObject(env.DB, { name: tenant })`. Its class
 * is `DurableDatabase` of `tcpless/durable-object/server`, or one that extends it.
 *
 * @param target a binding of Durable Objects, with `name` or `id`, or the stub of one
 * @throws {DatabaseError} `option`
 */
export function durableObject(
  target: DurableNamespace | DurableStub,
  options?: DurableObjectOptions,
): DurableObjectDatabase {
  return durableObjectClient(durableCore, target, options)
}

/** The key-value storage of a Durable Object, inside the object: `keyValue(ctx.storage)`. */
export function keyValue<Schema extends object = Record<string, unknown>>(storage: KeyValueStorage): KeyValue<Schema> {
  const call = (method: keyof KeyValueStorage, args: readonly unknown[]) =>
    (storage[method] as (...args: readonly unknown[]) => Promise<unknown>).apply(storage, [...args])
  return keyValueOver('durable-object', call) as KeyValue<object> as KeyValue<Schema>
}

/**
 * Uses this module instead of the one the package brings: `tcpless/wasm/d1.wasm`, compiled.
 *
 * @throws {DatabaseError} `core_fault` when it is another module
 */
export function init(module: WasmModule): void {
  durableCore.use(module)
}
