import { DatabaseError } from './errors.js'

/** Stands for the rows in the option `envelope` of `respond`: `{ data: ROWS, page: 3 }`. */
export const ROWS: unique symbol = Symbol('ROWS')

/**
 * The JSON before and behind the rows.
 *
 * @throws {DatabaseError} `option` when not exactly one member is ROWS or another one is not JSON
 */
export function envelopeSides(envelope: Readonly<Record<string, unknown>>): [before: string, after: string] {
  const sides: [string, string] = ['{', '']
  let side = 0
  let comma = ''
  try {
    for (const [name, value] of Object.entries(envelope)) {
      const json = value === ROWS ? '' : JSON.stringify(value)
      if (json === undefined) continue
      sides[Math.min(side, 1)] += `${comma}${JSON.stringify(name)}:${json}`
      comma = ','
      if (value === ROWS) side++
    }
  } catch {
    side = 0
  }
  if (side !== 1) {
    throw new DatabaseError('option', 'the option envelope must have ROWS as one member, and JSON as the others')
  }
  sides[1] += '}'
  return sides
}
