// Arrays as PostgreSQL has them: all parts of one depth are of one length, and empty ones have no depth.
import { integer, pick, type Random } from './random.js'

// The most elements of each part of an array of depth 1, 2, 3.
const longest = [60, 8, 4]

/** An array of this depth, 1 to 3. That of depth 1 may be empty. */
export function arrayOf(random: Random, depth: number, element: () => unknown): unknown[] {
  const limit = longest[depth - 1] as number
  const lengths = Array.from({ length: depth }, () =>
    depth === 1 ? integer(random, limit) : 1 + integer(random, limit),
  )
  const part = ([length = 0, ...inner]: number[]): unknown[] =>
    Array.from({ length }, () => (inner.length > 0 ? part(inner) : element()))
  return part(lengths)
}

/** The same array with what `map` gives for each element; elements may be arrays themselves. */
export function mapArray(array: unknown, depth: number, map: (element: unknown) => unknown): unknown {
  return depth === 0 ? map(array) : (array as unknown[]).map((part) => mapArray(part, depth - 1, map))
}

/**
 * PostgreSQL's text of an array that is not empty, with lower bounds that are at times not 1:
 * https://www.postgresql.org/docs/15/arrays.html#ARRAYS-IO
 */
export function arrayText(random: Random, array: unknown[], depth: number): string {
  let bounds = ''
  for (let part: unknown = array, left = depth; left > 0; part = (part as unknown[])[0], left--) {
    const lower = pick(random, [1, 0, -1, 2, integer(random, 2000) - 1000, -2147483648, 2147483000])
    bounds += `[${lower}:${lower + (part as unknown[]).length - 1}]`
  }
  return `${bounds}=${partText(array, depth)}`
}

function partText(part: unknown, depth: number): string {
  if (depth > 0) return `{${(part as unknown[]).map((inner) => partText(inner, depth - 1)).join(',')}}`
  return part === null ? 'NULL' : `"${elementText(part).replace(/["\\]/g, '\\$&')}"`
}

function elementText(element: unknown): string {
  if (element instanceof Uint8Array) return `\\x${Buffer.from(element).toString('hex')}`
  if (element instanceof Date) return element.toISOString()
  return Object.is(element, -0) ? '-0' : String(element)
}
