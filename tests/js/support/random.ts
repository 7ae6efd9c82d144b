/** Numbers from 0 to below 1, as `randomOf(seed)` gives them. */
export type Random = () => number

/** A whole number from 0 to below `limit`. */
export const integer = (random: Random, limit: number): number => Math.floor(random() * limit)

export const pick = <T>(random: Random, choices: readonly T[]): T => choices[integer(random, choices.length)] as T

/** So many decimal digits. */
export const digits = (random: Random, count: number): string =>
  Array.from({ length: count }, () => integer(random, 10)).join('')

/** Up to 11 of these pieces, at times up to 1331. */
export function textOf(random: Random, pieces: readonly string[]): string {
  const length = integer(random, 12) ** (random() < 0.02 ? 3 : 1)
  return Array.from({ length }, () => pick(random, pieces)).join('')
}

/**
 * What JSON can say, with these texts as strings and names. Its numbers are exact as float64. No name has a backslash:
 * where one has, JSON.parse of Node.js 24 and 26 takes other names that are escaped for it
 * (https://github.com/nodejs/node/issues/63785).
 */
export function json(random: Random, text: (random: Random) => string, depth = 0): unknown {
  const kind = integer(random, depth > 3 ? 5 : 7)
  if (kind === 0) return null
  if (kind === 1) return random() < 0.5
  if (kind === 2) return integer(random, 2 ** 31) - 2 ** 30
  if (kind === 3) return Math.round(random() * 1e6) / 1024
  if (kind === 4) return text(random)
  const length = integer(random, 4)
  if (kind === 5) return Array.from({ length }, () => json(random, text, depth + 1))
  return Object.fromEntries(Array.from({ length }, () => [name(random, text), json(random, text, depth + 1)]))
}

const name = (random: Random, text: (random: Random) => string) => text(random).replaceAll('\\', '/')
