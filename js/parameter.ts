import type { RecordWriter } from '../bindings/record.js'
import {
  limitArrayDepth,
  stepValueArray,
  stepValueBigint,
  stepValueFalse,
  stepValueJson,
  stepValueNull,
  stepValueNumber,
  stepValueText,
  stepValueTrue,
} from '../bindings/layout.js'
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
  writer.textStep(stepValueJson, toJson(writer, value))
}

function record(writer: RecordWriter, value: unknown, depth: number): void {
  switch (typeof value) {
    case 'string':
      writer.textStep(stepValueText, value)
      break
    case 'number':
      writer.textStep(stepValueNumber, Object.is(value, -0) ? '-0' : String(value))
      break
    case 'boolean':
      writer.step(value ? stepValueTrue : stepValueFalse)
      break
    case 'bigint':
      writer.textStep(stepValueBigint, String(value))
      break
    case 'object':
      if (value === null) writer.step(stepValueNull)
      else if (Array.isArray(value)) recordArray(writer, value, depth)
      else recordObject(writer, value)
      break
    default:
      throw refusal(writer, `${value === undefined ? value : `a ${typeof value}`} cannot be a parameter`)
  }
}

function recordObject(writer: RecordWriter, value: object): void {
  if (isFragment(value)) {
    throw new DatabaseError('template_misuse', 'a fragment stands inside a value, not in the template')
  }
  const bytes = bytesOf(value)
  const milliseconds = bytes ? undefined : millisecondsOf(value)
  if (bytes) writer.bytes(bytes)
  else if (milliseconds === undefined) recordJson(writer, value)
  else if (Number.isNaN(milliseconds)) throw refusal(writer, 'an invalid Date cannot be a parameter')
  else writer.date(milliseconds)
}

function recordArray(writer: RecordWriter, array: readonly unknown[], depth: number): void {
  if (depth >= limitArrayDepth) throw refusal(writer, 'an array is too deep, or holds itself')
  const { length } = array
  writer.step(stepValueArray, length)
  for (let i = 0; i < length; i++) record(writer, array[i], depth + 1)
}

// Not instanceof alone: a value may come from another realm, as in test runners and edge sandboxes.
const isA = (value: object, name: string): boolean => Object.prototype.toString.call(value) === `[object ${name}]`

function bytesOf(value: object): Uint8Array | undefined {
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
  if (!(value instanceof ArrayBuffer || isA(value, 'ArrayBuffer'))) return undefined
  const bytes = orUndefined(() => new Uint8Array(value as ArrayBuffer))
  // Of what is no buffer it makes a copy, as if it were a list of numbers.
  return bytes?.buffer === value ? bytes : undefined
}

function millisecondsOf(value: object): number | undefined {
  if (!(value instanceof Date || isA(value, 'Date'))) return undefined
  return orUndefined(() => Date.prototype.getTime.call(value))
}

// What only calls itself a Date or an ArrayBuffer is neither.
function orUndefined<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}

function toJson(writer: RecordWriter, value: unknown): string {
  let text: string | undefined
  try {
    text = JSON.stringify(value, function (this: Record<string, unknown>, key, inner: unknown) {
      const problem = inexactness(this, key, inner)
      if (problem) throw refusal(writer, problem)
      return inner
    })
  } catch (cause) {
    if (cause instanceof DatabaseError) throw cause
    const reason =
      cause instanceof TypeError || cause instanceof RangeError
        ? 'it has a cycle, a bigint or is too deep'
        : 'its toJSON threw'
    throw refusal(writer, `the value cannot be written as JSON: ${reason}`, cause)
  }
  if (text === undefined) throw refusal(writer, 'the value has no JSON form')
  return text
}

// What JSON.stringify would silently turn into null, {} or nothing.
function inexactness(holder: Record<string, unknown>, key: string, value: unknown): string | undefined {
  if (!key.isWellFormed() || (typeof value === 'string' && !value.isWellFormed())) {
    return 'text in the JSON value has a lone surrogate'
  }
  if (typeof value === 'number' && !Number.isFinite(value)) return `JSON has no ${value}`
  if (value === undefined) {
    // A missing property and an undefined one mean the same; a hole in an array would become null.
    return Array.isArray(holder) ? 'an array in the JSON value has undefined in it' : undefined
  }
  const formless = formlessName(value) ?? (value === null && holder[key] instanceof Date ? 'an invalid Date' : '')
  return formless && `${formless} has no JSON form`
}

function formlessName(value: unknown): string | undefined {
  if (typeof value === 'function' || typeof value === 'symbol') return `a ${typeof value}`
  if (typeof value !== 'object' || value === null || Array.isArray(value) || isPlain(value)) return undefined
  const name: unknown = value.constructor?.name
  return `an instance of ${typeof name === 'string' && /^\w{1,40}$/.test(name) ? name : 'a class'}`
}

/** Whether the object was written as a literal, or has no prototype; of any realm. */
export function isPlain(value: object): boolean {
  // Object.prototype of another realm is also the end of its chain.
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

function refusal(writer: RecordWriter, message: string, cause?: unknown): DatabaseError {
  return new DatabaseError('parameter', message, { parameter: writer.currentParameter, cause })
}
