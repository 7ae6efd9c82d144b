import type { Parameter } from '../sql.js'

/** Settings of node-postgres that HTTP queries heed: https://node-postgres.com/apis/types */
export const defaults = {
  /** A Date is sent in UTC, and not in the time zone of the process. */
  parseInputDatesAsUTC: false,
}

/**
 * A value as node-postgres would send it, for the core to write: text, bytes, or arrays of these.
 *
 * @throws {TypeError} for an object that JSON cannot hold
 */
export function prepareValue(value: unknown, seen: readonly unknown[] = []): Parameter {
  if (value === null || value === undefined) return null
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return value
  if (value instanceof Date) return dateText(value, defaults.parseInputDatesAsUTC)
  if (Array.isArray(value)) return Array.from(value, (element) => prepareValue(element))
  if (typeof value !== 'object') return String(value)
  const { toPostgres } = value as { toPostgres?: unknown }
  if (typeof toPostgres === 'function') {
    if (seen.includes(value)) throw new Error('circular reference in toPostgres')
    return prepareValue(toPostgres.call(value, prepareValue), [...seen, value])
  }
  return JSON.stringify(value) ?? null
}

const pad = (number: number, digits = 2): string => String(number).padStart(digits, '0')

// The time on the clock and its offset, so that a column without a time zone gets the one and a column with one both.
function dateText(date: Date, utc: boolean): string {
  const clock = utc ? date : onTheClock(date)
  const year = clock.getUTCFullYear()
  const era = year < 1 ? ' BC' : ''
  const day = `${pad(era ? 1 - year : year, 4)}-${pad(clock.getUTCMonth() + 1)}-${pad(clock.getUTCDate())}`
  const seconds = `${pad(clock.getUTCSeconds())}.${pad(clock.getUTCMilliseconds(), 3)}`
  const time = `${pad(clock.getUTCHours())}:${pad(clock.getUTCMinutes())}:${seconds}`
  return `${day}T${time}${offsetText((clock.getTime() - date.getTime()) / 1000)}${era}`
}

// As if it were UTC.
function onTheClock(date: Date): Date {
  const clock = new Date(0)
  clock.setUTCFullYear(date.getFullYear(), date.getMonth(), date.getDate())
  clock.setUTCHours(date.getHours(), date.getMinutes(), date.getSeconds(), date.getMilliseconds())
  return clock
}

// Offsets had seconds before there were time zones.
function offsetText(offset: number): string {
  const seconds = Math.abs(offset)
  const text = `${offset < 0 ? '-' : '+'}${pad(Math.floor(seconds / 3600))}:${pad(Math.floor(seconds / 60) % 60)}`
  return seconds % 60 === 0 ? text : `${text}:${pad(seconds % 60)}`
}
