// Turns bindings/layout.def into bindings/layout.ts, and bindings/query.def into bindings/query.ts.
//
//   node scripts/generate-layout.mjs                  writes both when they would change
//   node scripts/generate-layout.mjs --version        prints the layout version in decimal
//   node scripts/generate-layout.mjs --query-version  prints that of bindings/query.def
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const pathOf = (name) => fileURLToPath(new URL(`../bindings/${name}`, import.meta.url))
const definitionPath = pathOf('layout.def')
const queryPath = pathOf('query.def')

// Families whose names JavaScript looks up at run time, as lists in the order of their numbers.
const nameLists = {
  ERROR_CODE: 'errorCodes',
  ERROR_FIELD: 'errorFields',
  ISOLATION_LEVEL: 'isolationLevels',
  PROVIDER: 'providers',
  RESPONSE_HEADER: 'responseHeaders',
}

/**
 * The layout version: FNV-1a with 32 bits over the bytes of layout.def
 * (https://datatracker.ietf.org/doc/html/draft-eastlake-fnv).
 * @param {Uint8Array} bytes
 */
export function layoutVersion(bytes) {
  let hash = 0x811c9dc5
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0
  return hash
}

/**
 * The lines of a definition: family, name, value, optional text and the comment.
 * @param {string} definition
 */
function parse(definition) {
  const entries = []
  for (const [index, line] of definition.split('\n').entries()) {
    if (!/^[A-Z]/.test(line)) continue
    const match = /^([A-Z][A-Z0-9_]*)\((\w+), (\d+)(?:, "([^"]*)")?\)\s*\/\/(.*)$/.exec(line)
    if (!match) throw new Error(`bindings/layout.def:${index + 1}: not NAME(name, number[, "text"])  // comment`)
    const [, family, name, number, text, comment] = match
    entries.push({ family, name, value: Number(number), text, comment: comment.trim() })
  }
  return entries
}

/** @param {string} snake */
const camel = (snake) => snake.toLowerCase().replace(/_(.)/g, (_, letter) => letter.toUpperCase())

/**
 * The text of layout.ts.
 * @param {Uint8Array} bytes what stands in layout.def
 */
export function generateLayout(bytes) {
  const entries = parse(new TextDecoder().decode(bytes))
  const families = new Map()
  for (const entry of entries) {
    const family = families.get(entry.family) ?? []
    if (family.some((other) => other.value === entry.value && entry.family !== 'LIMIT')) {
      throw new Error(`bindings/layout.def: ${entry.family} has ${entry.value} twice`)
    }
    families.set(entry.family, [...family, entry])
  }
  const lines = [
    '// Generated from bindings/layout.def by scripts/generate-layout.mjs.',
    '',
    '/** What the core must answer too, or it was built from another layout. */',
    `export const layoutVersion = ${layoutVersion(bytes)}`,
  ]
  for (const [family, members] of families) {
    lines.push('')
    if (family in nameLists) lines.push(...nameList(family, members))
    if (!(family in nameLists) || family === 'RESPONSE_HEADER') {
      lines.push(...members.flatMap((member) => constant(family, member)))
    }
  }
  return `${lines.join('\n')}\n`
}

function constant(family, { name, value, comment }) {
  const declaration = `export const ${camel(`${family}_${name}`)} = ${value}`
  return comment ? [`/** ${comment} */`, declaration] : [declaration]
}

function nameList(family, members) {
  members.forEach(({ name, value }, index) => {
    if (value !== index) throw new Error(`bindings/layout.def: ${family}(${name}) breaks the count from 0`)
  })
  const list = nameLists[family]
  // The fields of an error are properties of DatabaseError.
  const spelling = family === 'ERROR_FIELD' ? camel : (name) => name
  const lines = [`/** ${family} by number. */`, `export const ${list} = [`]
  for (const { name, text, comment } of members) {
    lines.push(...(comment ? [`  /** ${comment} */`] : []), `  '${text ?? spelling(name)}',`)
  }
  lines.push('] as const')
  if (family !== 'ERROR_CODE') return lines
  lines.push('', '/** Why a query failed. */', 'export type ErrorCode =')
  for (const { name, comment } of members.slice(1)) lines.push(`  /** ${comment} */`, `  | '${name}'`)
  return lines
}

// Families of query.def whose lines are numbers, and not characters.
const firstNode = 2
const numbered = { QUERY_FLAG: (place) => 1 << place, QUERY_WORD: (place) => place }

/**
 * The text of query.ts.
 * @param {Uint8Array} bytes what stands in query.def
 */
export function generateQuery(bytes) {
  const lines = [
    '// Generated from bindings/query.def by scripts/generate-layout.mjs.',
    '',
    '/** What builder.wasm must answer too, or it was built from another list. */',
    `export const queryVersion = ${layoutVersion(bytes)}`,
  ]
  const places = new Map()
  for (const [index, line] of new TextDecoder().decode(bytes).split('\n').entries()) {
    if (!/^[A-Z]/.test(line)) continue
    const match = /^([A-Z_]+)\((\w+)(?:, "([^"]*)")?\)\s*\/\/ ?(.*)$/.exec(line)
    if (!match) throw new Error(`bindings/query.def:${index + 1}: not FAMILY(name[, "text"])  // comment`)
    const [, family, name, written, comment] = match
    if (family === 'NODE' && !/^[TN]*\*?$/.test(written))
      throw new Error(`bindings/query.def:${index + 1}: no operands`)
    const place = places.get(family) ?? 0
    if (place === 0) lines.push('')
    places.set(family, place + 1)
    const value = numbered[family]?.(place) ?? `'\\x${(firstNode + place).toString(16).padStart(2, '0')}'`
    const text = [written && `\`${written}\``, comment].filter(Boolean).join(': ')
    lines.push(...(text ? [`/** ${text} */`] : []), `export const ${camel(`${family}_${name}`)} = ${value}`)
  }
  return `${lines.join('\n')}\n`
}

/** Writes bindings/layout.ts and bindings/query.ts, unless they already say the same. */
export function writeLayout() {
  writeChanged(pathOf('layout.ts'), generateLayout(readFileSync(definitionPath)))
  writeChanged(pathOf('query.ts'), generateQuery(readFileSync(queryPath)))
}

function writeChanged(path, text) {
  let before = ''
  try {
    before = readFileSync(path, 'utf8')
  } catch {}
  if (before !== text) writeFileSync(path, text)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv.includes('--version')) console.log(layoutVersion(readFileSync(definitionPath)))
  else if (process.argv.includes('--query-version')) console.log(layoutVersion(readFileSync(queryPath)))
  else writeLayout()
}
