// Turns bindings/layout.def into bindings/layout.ts.
//
//   node scripts/generate-layout.mjs            writes bindings/layout.ts when it would change
//   node scripts/generate-layout.mjs --version  prints the layout version in decimal
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const definitionPath = fileURLToPath(new URL('../bindings/layout.def', import.meta.url))
const outputPath = fileURLToPath(new URL('../bindings/layout.ts', import.meta.url))

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

/** Writes bindings/layout.ts, unless it already says the same. */
export function writeLayout() {
  const text = generateLayout(readFileSync(definitionPath))
  let before = ''
  try {
    before = readFileSync(outputPath, 'utf8')
  } catch {}
  if (before !== text) writeFileSync(outputPath, text)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv.includes('--version')) console.log(layoutVersion(readFileSync(definitionPath)))
  else writeLayout()
}
