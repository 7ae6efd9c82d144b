import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const distribution = new URL('../../dist/', import.meta.url)

/** What ships and runs in the program of the user: neither the gateway nor the encoded modules. */
const shipped = ['js', 'bindings'].flatMap((folder) =>
  readdirSync(new URL(folder, distribution), { recursive: true, encoding: 'utf8' })
    .map((file) => `${folder}/${file}`)
    .filter((file) => file.endsWith('.js') && !/^js\/gateway|load\/bytes/.test(file)),
)

/** The code without its comments. */
function codeOf(file: string): string {
  return readFileSync(new URL(file, distribution), 'utf8').replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')
}

const literal = /'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`/g

test('there is something to look at', () => {
  expect(shipped).toContain('js/services/neon.js')
  expect(shipped).toContain('bindings/tape.js')
})

test.each(shipped)('%s', (file) => {
  const code = codeOf(file)
  // Threat 13: nothing makes code from text.
  expect(code).not.toMatch(/\beval\b|\bFunction\s*\(|new\s+Function\b|import\s*\(|setTimeout\(\s*['"`]/)
  // The core alone knows SQL, types and JSON.
  for (const text of code.match(literal) ?? []) {
    expect(text).not.toMatch(
      /\b(select|insert|update|delete|where|values|returning|begin|commit|rollback)\b[^']*\b(from|into|set|\$1|transaction)\b/i,
    )
  }
  if (file !== 'bindings/tape.js') expect(code).not.toMatch(/JSON\.parse/)
  expect(code).not.toMatch(/\bBuffer\b|\bprocess\b|from 'node:|require\(/)
})
