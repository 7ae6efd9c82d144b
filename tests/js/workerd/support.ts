import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import {
  type DatabaseError,
  durable,
  type DurableClient,
  type DurableObjectDatabase,
  durableObject,
  type DurableObjectOptions,
  type DurableOptions,
  type DurableStorage,
} from '../../../js/services/durable-object.js'

let objects = 0

/** The name of an object that no test has used. */
export const fresh = (): string => `object ${objects++} ${Math.random()}`

/** A database of its own. */
export const open = (options: DurableObjectOptions = {}): DurableObjectDatabase =>
  durableObject(env.TENANT, { name: fresh(), ...options })

/** Runs `work` in an object of its own. */
export async function inside<T>(
  work: (db: DurableClient, storage: DurableStorage) => T | Promise<T>,
  options?: DurableOptions,
): Promise<T> {
  const stub = env.PLAIN.getByName(fresh())
  return runInDurableObject(stub, async (_, { storage }) => {
    const db = durable(storage, options)
    db.sync`create table posts (id integer primary key, title text unique, score real, body blob, big integer)`
    return work(db, storage)
  })
}

/** What the promise rejects with; undefined when it does not. */
export async function failure(promise: PromiseLike<unknown>): Promise<DatabaseError | undefined> {
  try {
    await promise
    return undefined
  } catch (thrown) {
    return thrown as DatabaseError
  }
}

/** What `work` throws; undefined when it does not. */
export function thrownBy(work: () => unknown): DatabaseError | undefined {
  try {
    work()
  } catch (thrown) {
    return thrown as DatabaseError
  }
  return undefined
}

/** A request of another version of the protocol. */
export function batchBytes(version: number): Uint8Array {
  const bytes = new Uint8Array(13)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, 9, true)
  bytes[4] = 2
  view.setFloat64(5, version, true)
  return bytes
}
