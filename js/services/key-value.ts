import { limitDurableObjectEntryBytes, limitDurableObjectKeys } from '../../bindings/layout.js'
import { DatabaseError, withDetails } from '../errors.js'

/** Which keys `list` gives: https://developers.cloudflare.com/durable-objects/api/sqlite-storage-api/#list */
export interface ListOptions {
  /** The first key. */
  readonly start?: string
  /** The key before the first one; not with `start`. */
  readonly startAfter?: string
  /** The key behind the last one. */
  readonly end?: string
  /** What the keys begin with. */
  readonly prefix?: string
  /** From the last key to the first. */
  readonly reverse?: boolean
  /** How many entries at most. */
  readonly limit?: number
}

/** Keys that are text of the schema. */
export type KeyOf<Schema> = keyof Schema & string

/**
 * The key-value storage of a Durable Object. The schema tells the type of each key's value:
 * `keyValue<{ visits: number; [user: `user:${string}`]: User }>(ctx.storage)`. Values are what the structured clone
 * algorithm can copy: also Date, Map, Set, bigint and bytes.
 */
export interface KeyValue<Schema extends object = Record<string, unknown>> {
  /** The value of a key; undefined when there is none. */
  get<Key extends KeyOf<Schema>>(key: Key): Promise<Schema[Key] | undefined>
  /** The values of up to 128 keys, those that there are. */
  getMany<Key extends KeyOf<Schema>>(keys: readonly Key[]): Promise<Map<Key, Schema[Key]>>
  /** Sets a key. The storage keeps up to 2 MB for it and its value. */
  put<Key extends KeyOf<Schema>>(key: Key, value: Schema[Key]): Promise<void>
  /** Sets up to 128 keys, all or none. */
  putMany(entries: Partial<Schema>): Promise<void>
  /** Whether there was the key, which is gone now. */
  delete(key: KeyOf<Schema>): Promise<boolean>
  /** How many of up to 128 keys there were, which are gone now. */
  deleteMany(keys: readonly KeyOf<Schema>[]): Promise<number>
  /** The entries in the order of the bytes of their keys. */
  list(options?: ListOptions): Promise<Map<KeyOf<Schema>, Schema[KeyOf<Schema>]>>
  /** Deletes everything that the object stores: all keys, and all tables too. */
  deleteAll(): Promise<void>
  /** When the alarm will go off, in milliseconds since 1970; null when none is set. */
  getAlarm(): Promise<number | null>
  /**
   * Sets the one alarm of the object, in place of another: `alarm()` of its class is called then.
   *
   * @throws {DatabaseError} `unsupported` when the class has no `alarm()`
   */
  setAlarm(time: Date | number): Promise<void>
  /** Takes the alarm back. */
  deleteAlarm(): Promise<void>
}

/** What this package needs of `ctx.storage` to keep values by keys. */
export interface KeyValueStorage {
  get(key: string): Promise<unknown>
  get(keys: string[]): Promise<Map<string, unknown>>
  put(key: string, value: unknown): Promise<void>
  put(entries: Record<string, unknown>): Promise<void>
  delete(key: string): Promise<boolean>
  delete(keys: string[]): Promise<number>
  list(options?: ListOptions): Promise<Map<string, unknown>>
  deleteAll(): Promise<void>
  getAlarm(): Promise<number | null>
  setAlarm(time: Date | number): Promise<void>
  deleteAlarm(): Promise<void>
}

/** What a call does, and with what. */
export type Call = (method: keyof KeyValueStorage, args: readonly unknown[]) => Promise<unknown>

/** The key-value storage over what carries its calls to `ctx.storage`. */
export function keyValueOver(service: string, call: Call): KeyValue<Record<string, unknown>> {
  const checked = async (method: keyof KeyValueStorage, check: () => void, args: readonly unknown[]) => {
    try {
      check()
      return (await call(method, args)) as never
    } catch (thrown) {
      throw withDetails(explainStorage(thrown), { service })
    }
  }
  const nothing = () => {}
  return {
    get: (key) => checked('get', () => checkKey(key), [key]),
    getMany: (keys) => checked('get', () => checkKeys(keys), [keys]),
    put: (key, value) => checked('put', () => checkEntry(key, value), [key, value]),
    putMany: (entries) => checked('put', () => checkEntries(entries), [entries]),
    delete: (key) => checked('delete', () => checkKey(key), [key]),
    deleteMany: (keys) => checked('delete', () => checkKeys(keys), [keys]),
    list: (options) => checked('list', () => checkList(options), options === undefined ? [] : [options]),
    deleteAll: () => checked('deleteAll', nothing, []),
    getAlarm: () => checked('getAlarm', nothing, []),
    setAlarm: (time) => checked('setAlarm', () => checkTime(time), [time]),
    deleteAlarm: () => checked('deleteAlarm', nothing, []),
  }
}

function checkKey(key: unknown): void {
  if (typeof key !== 'string' || key === '' || !key.isWellFormed()) {
    throw new DatabaseError('parameter', 'a key is text that is not empty')
  }
  if (leastBytes(key) > limitDurableObjectEntryBytes) throw tooLarge()
}

function checkKeys(keys: unknown): void {
  if (!Array.isArray(keys)) throw new DatabaseError('parameter', 'the keys must be an array')
  checkCount(keys.length)
  keys.forEach(checkKey)
}

function checkCount(count: number): void {
  if (count <= limitDurableObjectKeys) return
  throw new DatabaseError('limit', `a Durable Object takes ${limitDurableObjectKeys} keys at once`)
}

function checkEntries(entries: unknown): void {
  if (typeof entries !== 'object' || entries === null) throw new DatabaseError('parameter', 'the entries are an object')
  checkCount(Object.keys(entries).length)
  for (const [key, value] of Object.entries(entries)) checkEntry(key, value)
}

function checkEntry(key: unknown, value: unknown): void {
  checkKey(key)
  if (value === undefined || typeof value === 'function' || typeof value === 'symbol') {
    throw new DatabaseError('parameter', `${value === undefined ? value : `a ${typeof value}`} cannot be stored`)
  }
  if (leastBytes(key) + leastBytes(value) > limitDurableObjectEntryBytes) throw tooLarge()
}

const listChecks: Record<keyof ListOptions, (value: unknown) => boolean> = {
  start: (value) => typeof value === 'string',
  startAfter: (value) => typeof value === 'string',
  end: (value) => typeof value === 'string',
  prefix: (value) => typeof value === 'string',
  reverse: (value) => typeof value === 'boolean',
  limit: (value) => Number.isInteger(value) && (value as number) > 0,
}

function checkList(options: unknown): void {
  if (options === undefined) return
  if (typeof options !== 'object' || options === null)
    throw new DatabaseError('option', 'the options must be an object')
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined || (Object.hasOwn(listChecks, name) && listChecks[name as keyof ListOptions](value)))
      continue
    throw new DatabaseError('option', 'list takes start, startAfter, end, prefix, reverse and limit')
  }
  if ('start' in options && 'startAfter' in options) {
    throw new DatabaseError('option', 'list takes start or startAfter, not both')
  }
}

function checkTime(time: unknown): void {
  const milliseconds = time instanceof Date ? time.getTime() : time
  if (typeof milliseconds === 'number' && Number.isFinite(milliseconds)) return
  throw new DatabaseError('parameter', 'an alarm takes a valid Date, or milliseconds since 1970')
}

function tooLarge(): DatabaseError {
  return new DatabaseError('limit', 'a Durable Object keeps 2 MB for a key and its value')
}

/** Bytes that the text and the bytes in a value take at least, once each. Other things are not counted. */
function leastBytes(value: unknown, seen: Set<unknown> = new Set()): number {
  if (typeof value === 'string') return value.length
  if (typeof value !== 'object' || value === null || seen.has(value)) return 0
  seen.add(value)
  if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) return value.byteLength
  const inner = value instanceof Map ? [...value].flat() : value instanceof Set ? [...value] : Object.values(value)
  return inner.reduce((sum: number, each) => sum + leastBytes(each, seen), 0)
}

/** The error for what the storage throws, which has no code. */
export function explainStorage(thrown: unknown): DatabaseError {
  if (thrown instanceof DatabaseError) return thrown
  const { name, message } = thrown instanceof Error ? thrown : { name: '', message: 'the storage failed' }
  const details = { cause: thrown }
  if (message.includes('alarm() handler')) {
    return new DatabaseError(
      'unsupported',
      'the class of this Durable Object has no alarm(), which an alarm calls',
      details,
    )
  }
  if (name === 'DataCloneError') return new DatabaseError('parameter', 'the value cannot be copied and stored', details)
  if (/too large|exceed|limit/i.test(message)) return new DatabaseError('limit', message, details)
  return new DatabaseError('query', message, details)
}
