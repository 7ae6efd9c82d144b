import type { RecordWriter } from '../bindings/record.js'
import { limitArrayDepth } from '../bindings/layout.js'
import { DatabaseError } from './errors.js'
import { isFragment } from './fragment.js'

/**
 * Writes one value as the step of its kind. All conversions a value brings (toJSON) run here, so
 * never while the core is at work.
 *
 * @throws {DatabaseError} `parameter` for what no database value means exactly: undefined, functions,
 * symbols, invalid dates, cycles, instances of classes without toJSON
 */
export function recordValue(writer: RecordWriter, value: unknown): void {
  try {
    record(writer, value, 0)
  } catch (thrown) {
    if (thrown instanceof DatabaseError) throw thrown
    throw refusal(writer, 'the value cannot be read, or is too large', thrown)
  }
}

/** Writes a value as JSON, whatever it is. */
export function recordJson(writer: RecordWriter, value: unknown): void {
  writer.json(toJson(writer, value))
}

function record(writer: RecordWriter, value: unknown, depth: number): void {
  switch (typeof value) {
    case 'string':
      writer.string(value)
      break
    case 'number':
      writer.number(value)
      break
    case 'boolean':
      writer.boolean(value)
      break
    case 'bigint':
      writer.bigint(value)
      break
    case 'object':
      if (value === null) writer.nullValue()
      else if (Array.isArray(value)) recordArray(writer, value, depth)
      else recordObject(writer, value)
      break
    default:
      throw refusal(writer, `${value === undefined ? 'undefined' : `a ${typeof value}`} cannot be a parameter`)
  }
}

function recordObject(writer: RecordWriter, value: object): void {
  if (isFragment(value)) {
    throw new DatabaseError('template_misuse', 'a fragment stands inside a value; put it into the template itself')
  }
  const bytes = bytesOf(value)
  const milliseconds = bytes ? undefined : millisecondsOf(value)
  if (bytes) writer.bytes(bytes)
  else if (milliseconds === undefined) writer.json(toJson(writer, value))
  else if (Number.isNaN(milliseconds)) throw refusal(writer, 'an invalid Date cannot be a parameter')
  else writer.date(milliseconds)
}

function recordArray(writer: RecordWriter, array: readonly unknown[], depth: number): void {
  if (depth >= limitArrayDepth) throw refusal(writer, 'an array is nested too deeply, or holds itself')
  const { length } = array
  writer.array(length)
  for (let i = 0; i < length; i++) record(writer, array[i], depth + 1)
}

// Not instanceof: a value may come from another realm, as in test runners and edge sandboxes.
const tagOf = (value: object): string => Object.prototype.toString.call(value)

function bytesOf(value: object): Uint8Array | undefined {
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
  if (value instanceof ArrayBuffer || tagOf(value) === '[object ArrayBuffer]') {
    try {
      return new Uint8Array(value as ArrayBuffer)
    } catch {
      return undefined
    }
  }
  return undefined
}

function millisecondsOf(value: object): number | undefined {
  if (!(value instanceof Date) && tagOf(value) !== '[object Date]') return undefined
  try {
    return Date.prototype.getTime.call(value)
  } catch {
    return undefined
  }
}

function toJson(writer: RecordWriter, value: unknown): string {
  let text: string | undefined
  try {
    text = JSON.stringify(value, exactOnly)
  } catch (cause) {
    if (cause instanceof Inexact) throw refusal(writer, cause.message)
    const reason =
      cause instanceof TypeError || cause instanceof RangeError
        ? 'it has a cycle, a bigint or is too deep'
        : 'its toJSON threw'
    throw refusal(writer, `the value cannot be written as JSON: ${reason}`, cause)
  }
  if (text === undefined) throw refusal(writer, 'the value has no JSON form')
  return text
}

class Inexact extends Error {}

// JSON.stringify would silently turn these into null, {} or nothing.
function exactOnly(this: Record<string, unknown>, key: string, value: unknown): unknown {
  if (!key.isWellFormed()) throw new Inexact('a key of the JSON value has a lone surrogate')
  switch (typeof value) {
    case 'string':
      if (!value.isWellFormed()) throw new Inexact('text in the JSON value has a lone surrogate')
      return value
    case 'number':
      if (!Number.isFinite(value)) throw new Inexact(`JSON has no ${value}`)
      return value
    case 'undefined':
      // A missing property and an undefined one mean the same; a hole in an array would become null.
      if (Array.isArray(this)) throw new Inexact('an array in the JSON value has undefined in it')
      return value
    case 'object':
      if (value === null) {
        if (this[key] instanceof Date) throw new Inexact('an invalid Date has no JSON form')
      } else if (!Array.isArray(value) && !isPlain(value)) throw new Inexact(`${describe(value)} has no JSON form`)
      return value
    case 'function':
    case 'symbol':
      throw new Inexact(`a ${typeof value} has no JSON form`)
    default:
      return value
  }
}

// Object.prototype of another realm is also the end of its chain.
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

function describe(value: object): string {
  const name: unknown = value.constructor?.name
  return typeof name === 'string' && /^\w{1,40}$/.test(name) ? `an instance of ${name}` : 'an instance of a class'
}

function refusal(writer: RecordWriter, message: string, cause?: unknown): DatabaseError {
  return new DatabaseError('parameter', message, { parameter: writer.currentParameter, cause })
}
