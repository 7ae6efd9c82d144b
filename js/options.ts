import {
  byteaForms,
  int8Forms,
  jsonForms,
  numericForms,
  settingBytea,
  settingDate,
  settingInt8,
  settingJson,
  settingNumeric,
  settingTimestamp,
  settingTimestamptz,
  timeForms,
} from '../bindings/layout.js'
import type { RecordWriter } from '../bindings/record.js'
import { DatabaseError } from './errors.js'
import type { EventHandlers } from './events.js'
import type { RetryOptions } from './retry.js'

/** How values of the result are given. */
export interface TypeOptions {
  /** int8: a number, and an error when it is not a safe integer (default); its digits; a bigint. */
  readonly int8?: (typeof int8Forms)[number]
  /** numeric: its digits (default) or a number, which may round. */
  readonly numeric?: (typeof numericForms)[number]
  /** json and jsonb: parsed (default) or their text. */
  readonly json?: (typeof jsonForms)[number]
  /** bytea: a Uint8Array, in JSON base64 (default), or hex digits. */
  readonly bytea?: (typeof byteaForms)[number]
  /** timestamptz: ISO 8601 in UTC with all digits (default) or a Date, which drops below milliseconds. */
  readonly timestamptz?: (typeof timeForms)[number]
  /** timestamp: the server's text (default) or a Date, read as UTC. */
  readonly timestamp?: (typeof timeForms)[number]
  /** date: the server's text (default) or a Date, read as UTC. */
  readonly date?: (typeof timeForms)[number]
}

/** What can be set for one query, by `query.with(options)`, or for all by the client's options. */
export interface QueryOptions {
  /** Cancels the query, also while its body is read. */
  readonly signal?: AbortSignal | undefined
  /** Milliseconds until the query fails with `timeout`: all attempts and the whole body. Default: none. */
  readonly timeout?: number | undefined
  /** When to send again what provably was not applied; false for never. */
  readonly retry?: RetryOptions | false | undefined
  /** How values of the result are given. */
  readonly types?: TypeOptions | undefined
  /** What a row is: an object (default), or an array of its values, in which columns of one name all have a place. */
  readonly rowMode?: 'object' | 'array' | undefined
  /** A name for events. */
  readonly name?: string | undefined
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
  'a positive number of milliseconds',
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

const eventChecks: Record<string, OptionCheck> = {
  query: isFunction,
  response: isFunction,
  error: isFunction,
  retry: isFunction,
}

// The setting of each, and its forms by number.
const typeForms: Record<keyof TypeOptions, readonly [setting: number, forms: readonly string[]]> = {
  int8: [settingInt8, int8Forms],
  numeric: [settingNumeric, numericForms],
  json: [settingJson, jsonForms],
  bytea: [settingBytea, byteaForms],
  timestamptz: [settingTimestamptz, timeForms],
  timestamp: [settingTimestamp, timeForms],
  date: [settingDate, timeForms],
}

const typeChecks: Record<string, OptionCheck> = {}
for (const [name, [, forms]] of Object.entries(typeForms)) {
  typeChecks[name] = must((value) => forms.includes(value as string), `one of ${forms.join(', ')}`)
}

/** Checks of QueryOptions. */
export const queryChecks: Record<string, OptionCheck> = {
  signal: must((value) => typeof (value as AbortSignal | null)?.aborted === 'boolean', 'an AbortSignal'),
  timeout: isPositive,
  retry: (value) => (value === false ? undefined : nested('retry', value, retryChecks)),
  types: (value) => nested('types', value, typeChecks),
  rowMode: must((value) => value === 'object' || value === 'array', 'one of object, array'),
  name: isText,
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
    copy[name] = name === 'types' || name === 'retry' ? value && inheritNothing(value) : value
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
  if (typeof value !== 'object' || value === null) return 'must be an object'
  for (const [name, inner] of Object.entries(value)) {
    const problem = inner === undefined ? undefined : problemOf(name, inner, checks)
    if (problem) return `${problem} (in ${outer})`
  }
  return undefined
}

/** Of a query that sets none. */
export const noOptions: QueryOptions = Object.freeze(Object.create(null))

/** The client's options, which inherit nothing, with those of one query over them. */
export function mergeOptions(base: QueryOptions, over: QueryOptions): QueryOptions {
  if (over === noOptions) return base
  const merged = inheritNothing({ ...base, ...over })
  if (base.types && merged.types) merged.types = inheritNothing({ ...base.types, ...merged.types })
  if (base.retry && merged.retry) merged.retry = inheritNothing({ ...base.retry, ...merged.retry })
  return merged
}

type Writable<T> = { -readonly [Name in keyof T]: T[Name] }

/** A copy of the options that inherits nothing. */
export function inheritNothing<T extends object>(options: T): Writable<T> {
  return Object.assign(Object.create(null), options)
}

/** Writes the `types` options as settings. */
export function recordTypes(writer: RecordWriter, types: TypeOptions | undefined): void {
  if (!types) return
  for (const [name, form] of Object.entries(types) as [keyof TypeOptions, string | undefined][]) {
    const [setting, forms] = typeForms[name]
    if (form !== undefined) writer.setNumber(setting, forms.indexOf(form))
  }
}
