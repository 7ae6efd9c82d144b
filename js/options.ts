import { settingTypes } from '../bindings/layout.js'
import type { RecordWriter } from '../bindings/record.js'
import { DatabaseError } from './errors.js'
import type { EventHandlers } from './events.js'
import type { RetryOptions } from './retry.js'

/** A form of a value; `text` is the server's own text, untouched. The others are those of TypeOptions. */
export type ValueForm =
  | 'text'
  | 'string'
  | 'number'
  | 'bigint'
  | 'boolean'
  | 'parsed'
  | 'rounded'
  | 'bytes'
  | 'hex'
  | 'iso'
  | 'date'
  | 'local'
  | 'object'

/** The form of a cell: a value, an array of any depth whose elements have that form, or what the preset `pg` or `mysql` gives. */
export type CellForm = ValueForm | `${ValueForm}[]` | 'pg' | 'mysql'

/**
 * `exact` is what is given when nothing is asked for, `pg` what Neon's driver and node-postgres give, `mysql` what
 * PlanetScale's gives, `text` the server's own text of everything: docs/types.md.
 */
export type TypePreset = 'exact' | 'pg' | 'mysql' | 'text'

/**
 * How values of the result are given. A column's own form goes before that of its OID, that before the type's, and
 * all before the preset. Types include arrays of them.
 */
export interface TypeOptions {
  /** What counts for all that is not named here. */
  readonly preset?: TypePreset
  /** int8, and MySQL's bigint, signed or not: a number, and an error when it is not a safe integer (default); its digits; a bigint. */
  readonly int8?: 'number' | 'string' | 'bigint' | 'text'
  /** numeric, decimal: its digits (default); a number, which may round; a bigint, an error when it has a fraction. */
  readonly numeric?: 'string' | 'number' | 'bigint' | 'text'
  /** json, jsonb: parsed, and integers beyond 2^53 as int8 (default); as JSON.parse rounds them; text. */
  readonly json?: 'parsed' | 'rounded' | 'text'
  /** bytea, and MySQL's blob, binary, geometry and vector: a Uint8Array, in JSON base64 (default), or hex digits. */
  readonly bytea?: 'bytes' | 'hex' | 'text'
  /** timestamptz: ISO 8601 in UTC with all digits (default), or a Date, which drops below milliseconds. */
  readonly timestamptz?: 'iso' | 'date' | 'local' | 'text'
  /** timestamp: the server's text (default), or a Date: read as UTC, or in the time zone of the process. */
  readonly timestamp?: 'text' | 'date' | 'local'
  /** date: the server's text (default), or a Date: midnight of UTC, or of the time zone of the process. */
  readonly date?: 'text' | 'date' | 'local'
  /** MySQL's datetime, as `timestamp`; its timestamp has that form too, but no `local`. */
  readonly datetime?: 'text' | 'date'
  /** MySQL's bit: a Uint8Array (default), or a bigint. */
  readonly bit?: 'bytes' | 'bigint' | 'text'
  /** MySQL's tinyint(1), which boolean stands for there: a number (default), or a boolean. */
  readonly tinyint1?: 'number' | 'boolean' | 'text'
  /** interval: the server's text (default), or an object of its fields. */
  readonly interval?: 'text' | 'object'
  /** point: the server's text (default), or `{ x, y }`. */
  readonly point?: 'text' | 'object'
  /** circle: the server's text (default), or `{ x, y, radius }`. */
  readonly circle?: 'text' | 'object'
  /** Forms by the OID of a column's type: `{ 16401: 'text[]' }`. */
  readonly oids?: Readonly<Record<number, CellForm>>
  /** Forms by the name of a column. */
  readonly columns?: Readonly<Record<string, CellForm>>
}

const renames = ['camel'] as const

/** What can be set for one query, by `query.with(options)`, or for all by the client's options. */
export interface QueryOptions {
  /** Cancels the query, also while its body is read. */
  readonly signal?: AbortSignal | undefined
  /** Milliseconds until the query fails with `timeout`: all attempts and the whole body. Default: none. */
  readonly timeout?: number | undefined
  /** When to send again what provably was not applied; false for never. */
  readonly retry?: RetryOptions | false | undefined
  /** How values of the result are given. */
  readonly types?: TypeOptions | TypePreset | undefined
  /** What a row is: an object (default), or an array of its values, in which columns of one name all have a place. */
  readonly rowMode?: 'object' | 'array' | undefined
  /** A name for events. */
  readonly name?: string | undefined
  /**
   * Columns in camel case: `user_id` is given as `userId`, in objects, JSON, CSV and `columns` alike.
   * Two columns whose names would become one are the error `value`.
   */
  readonly rename?: (typeof renames)[number] | undefined
  /**
   * Promises that the query changes nothing. Then a lost answer is asked for again, where otherwise
   * the error is `outcome_unknown`.
   */
  readonly readOnly?: boolean | undefined
}

/** What every client can be given. */
export interface ClientOptions extends QueryOptions {
  /** Told of every query; never of its SQL or values. What a handler throws is ignored. */
  readonly on?: EventHandlers | undefined
}

/** A check of one option: what it may be, in words, or nothing when the value is right. */
export type OptionCheck = (value: unknown) => string | undefined

// Timers take no longer time than this.
const longestTime = 2 ** 31 - 1

/** A check of what the value must be, in words. */
export const must =
  (test: (value: unknown) => boolean, problem: string): OptionCheck =>
  (value) =>
    test(value) ? undefined : `must be ${problem}`

const isPositive = must(
  (value) => typeof value === 'number' && value > 0 && value <= longestTime,
  `a number of milliseconds from above 0 to ${longestTime}`,
)

/** Checks an option that is true or false. */
export const isBoolean: OptionCheck = must((value) => typeof value === 'boolean', 'true or false')

/** Checks an option that is text. */
export const isText: OptionCheck = must(
  (value) => typeof value === 'string' && value !== '',
  'a string that is not empty',
)

/** Checks an option that is a function. */
export const isFunction: OptionCheck = must((value) => typeof value === 'function', 'a function')

const retryChecks: Record<string, OptionCheck> = {
  maxAttempts: must((value) => Number.isInteger(value) && (value as number) > 0, 'a positive integer'),
  maxElapsed: isPositive,
  baseDelay: isPositive,
  maxDelay: isPositive,
}

const isTypes: OptionCheck = (value) =>
  typeof value === 'string' ||
  (isObject(value) && Object.values(flatTypes(value)).every((form) => typeof form === 'string'))
    ? undefined
    : 'must be a preset or an object of forms'

const eventChecks: Record<string, OptionCheck> = {
  query: isFunction,
  response: isFunction,
  error: isFunction,
  retry: isFunction,
}

function isSignal(value: AbortSignal | null): boolean {
  return typeof value?.aborted === 'boolean' && typeof value.addEventListener === 'function'
}

/** Checks of QueryOptions. */
export const queryChecks: Record<string, OptionCheck> = {
  // Of any realm, and of libraries that make their own.
  signal: must((value) => isSignal(value as AbortSignal | null), 'an AbortSignal'),
  timeout: isPositive,
  retry: (value) => (value === false ? undefined : nested('retry', value, retryChecks)),
  types: isTypes,
  rowMode: must((value) => value === 'object' || value === 'array', 'one of object, array'),
  name: isText,
  rename: must((value) => renames.includes(value as 'camel'), "'camel'"),
  readOnly: isBoolean,
}

/** Checks of ClientOptions. */
export const clientChecks: Record<string, OptionCheck> = {
  ...queryChecks,
  on: (value) => nested('on', value, eventChecks),
}

/**
 * A copy of the options that inherits nothing and has no undefined ones.
 *
 * @throws {DatabaseError} `option` for a name that is not in `checks` or a value that fails its check
 */
export function readOptions<Options extends object>(
  options: Options | undefined,
  checks: Record<string, OptionCheck>,
  service?: string,
): Options {
  const copy: Record<string, unknown> = inheritNothing({})
  if (options === undefined) return copy as Options
  if (typeof options !== 'object' || options === null) {
    throw new DatabaseError('option', 'the options must be an object', { service })
  }
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined) continue
    const problem = problemOf(name, value, checks)
    if (problem) throw new DatabaseError('option', problem, { service })
    if (name === 'types') copy[name] = flatTypes(value as object | string)
    else copy[name] = name === 'retry' ? value && inheritNothing(value) : value
  }
  return copy as Options
}

function problemOf(name: string, value: unknown, checks: Record<string, OptionCheck>): string | undefined {
  if (!Object.hasOwn(checks, name)) {
    return `there is no option ${/^\w{1,40}$/.test(name) ? name : 'of that name'}`
  }
  const problem = checks[name]?.(value)
  return problem?.startsWith('must') ? `the option ${name} ${problem}` : problem
}

function nested(outer: string, value: unknown, checks: Record<string, OptionCheck>): string | undefined {
  if (!isObject(value)) return 'must be an object'
  for (const [name, inner] of Object.entries(value)) {
    const problem = inner === undefined ? undefined : problemOf(name, inner, checks)
    if (problem) return `${problem} (in ${outer})`
  }
  return undefined
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

/** Of a query that sets none. */
export const noOptions: QueryOptions = Object.freeze(Object.create(null))

/** The client's options, which inherit nothing, with those of one query over them. */
export function mergeOptions(base: QueryOptions, over: QueryOptions): QueryOptions {
  if (over === noOptions) return base
  const merged = inheritNothing({ ...base, ...over })
  if (base.types && merged.types)
    merged.types = inheritNothing({ ...(base.types as object), ...(merged.types as object) })
  if (base.retry && merged.retry) merged.retry = inheritNothing({ ...base.retry, ...merged.retry })
  return merged
}

type Writable<T> = { -readonly [Name in keyof T]: T[Name] }

/** A copy of the options that inherits nothing. */
export function inheritNothing<T extends object>(options: T): Writable<T> {
  return Object.assign(Object.create(null), options)
}

/** The `types` option with the nested names made flat, so that they can be merged: `oids 1700`, `columns price`. */
function flatTypes(types: object | string, prefix = ''): Record<string, unknown> {
  const flat: Record<string, unknown> = inheritNothing({})
  for (const [name, form] of Object.entries(typeof types === 'string' ? { preset: types } : types)) {
    if (isObject(form) && prefix === '') Object.assign(flat, flatTypes(form, `${name} `))
    else if (form !== undefined) flat[prefix + name] = form
  }
  return flat
}

/** Writes the `types` option as readOptions made it; the core knows its names and forms. */
export function recordTypes(writer: RecordWriter, types: QueryOptions['types']): void {
  if (!types) return
  // In this order the core applies them.
  const entries = Object.entries({ preset: undefined, ...(types as object) }).filter((entry) => entry[1] !== undefined)
  if (entries.length > 0) writer.setText(settingTypes, entries.map((entry) => entry.join('=')).join('\0'))
}
