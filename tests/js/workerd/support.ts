import type { DatabaseError } from '../../../js/services/durable-object.js'

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
