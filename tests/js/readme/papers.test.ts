// What the papers say of commands, files, codes and options must be so.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { errorCodes } from '../../../bindings/layout.js'
import { builderChecks } from '../../../js/builder/options.js'
import { clientChecks } from '../../../js/options.js'
import { examplesOf, pages, root, textOf } from './examples.js'

const papers = [...pages, 'CHANGELOG.md', 'SECURITY.md', 'CONTRIBUTING.md']
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

const suites = (): string[] => all(textOf('scripts/suites.mjs'), /^ {4}name: '(\w+)'/gm)

const all = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, found]) => found as string)

/** As GitHub makes it of a heading's text. */
const anchorOf = (title: string): string =>
  title
    .toLowerCase()
    .replaceAll(/[^\w -]/g, '')
    .replaceAll(' ', '-')

describe.each(papers)('%s', (page) => {
  const text = textOf(page)

  test('its links lead somewhere', () => {
    const links = all(text, /\]\((?!https?:)([^)#]+)\)/g)
    expect(links.filter((link) => !existsSync(join(root, dirname(page), link)))).toEqual([])
  })

  test('its links to headings lead to one', () => {
    const links = [...text.matchAll(/\]\((?!https?:)([^)#]*)#([^)]+)\)/g)]
    const missing = links.filter(([, file = '', heading = '']) => {
      const target = file === '' ? text : readFileSync(join(root, dirname(page), file), 'utf8')
      return !all(target, /^#+ (.*)$/gm).some((title) => anchorOf(title) === heading)
    })
    expect(missing.map(([link]) => link)).toEqual([])
  })

  test('its files and folders are there', () => {
    const named = all(text, /`((?:wasm|bindings|js|scripts|tests|worker-example|docs|\.ci|\.github)\/[\w./-]*)`/g)
    const placeholder = /NAME|TOPIC|SERVICE/
    expect(named.filter((file) => !placeholder.test(file) && !existsSync(join(root, file)))).toEqual([])
  })

  test('its commands are there', () => {
    const scripts = all(text, /npm run ([a-z]+)/g)
    expect(scripts.filter((name) => !Object.hasOwn(manifest.scripts, name))).toEqual([])
    const named = all(text, /npm test -- ([a-z ]+)/g).flatMap((names) => names.trim().split(' '))
    expect(named.filter((name) => !suites().includes(name))).toEqual([])
  })

  test('the entries it names are exported', () => {
    const entries = all(text, /(?:`|')(tcpless(?:\/[a-z0-9-]+)*)(?:`|')/g)
    expect(entries.filter((name) => !Object.hasOwn(manifest.exports, name.replace('tcpless', '.')))).toEqual([])
  })
})

test.each(pages)('%s shows where the helpers of its examples come from', (page) => {
  const shown = new Set<string>()
  for (const { name, imports, borrows } of examplesOf(page, textOf(page))) {
    expect(
      borrows.filter((helper) => !shown.has(helper)),
      name,
    ).toEqual([])
    for (const helper of imports) shown.add(helper)
  }
})

test('CONTRIBUTING.md lists every command', () => {
  const text = textOf('CONTRIBUTING.md')
  const missing = Object.keys(manifest.scripts).filter((name) => !new RegExp(`\`npm (run )?${name}\``).test(text))
  expect(missing).toEqual([])
})

test('docs/errors.md lists every code', () => {
  const [, table = ''] = textOf('docs/errors.md').split(/^## Codes$|^## Properties$/m)
  const listed = all(table, /^\| `(\w+)` \|/gm)
  expect(listed).toEqual(errorCodes.filter((code) => code !== undefined && code !== 'ok'))
})

test('docs/neon.md lists every option that all clients have', () => {
  const listed = all(textOf('docs/neon.md'), /^\| `(\w+)`/gm)
  expect(Object.keys(clientChecks).filter((name) => !listed.includes(name))).toEqual([])
})

test('docs/builder.md lists every option of a builder', () => {
  const listed = all(textOf('docs/builder.md'), /^\| `(\w+)`/gm)
  expect(Object.keys(builderChecks).filter((name) => !listed.includes(name))).toEqual([])
})

test('docs/gateway.md lists the options of its command', () => {
  const help = textOf('js/gateway/cli.ts')
  const options = all(help, /^ {2}(--[a-z-]+)/gm)
  expect(options.length).toBeGreaterThan(5)
  expect(options.filter((option) => !textOf('docs/gateway.md').includes(`\`${option}`))).toEqual([])
})

test('docs/types-command.md lists the options of its command', () => {
  const options = all(textOf('js/gateway/types/help.ts'), /^ {2}(?=--)(.*)$/gm).flatMap((line) =>
    all(line, /(--[a-z0-9-]+)/g),
  )
  expect(options.length).toBeGreaterThan(20)
  const text = textOf('docs/types-command.md')
  expect(options.filter((option) => option !== '--help' && !new RegExp(`\`${option}[\` ]`).test(text))).toEqual([])
})

test('every export of js/ and bindings/ has a doc comment', () => {
  const generated = ['bindings/layout.ts', 'bindings/query.ts']
  const files = ['js', 'bindings'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .map((file) => join(folder, file))
      .filter((file) => file.endsWith('.ts') && !generated.includes(file)),
  )
  expect(files.length).toBeGreaterThan(30)
  expect(files.flatMap((file) => undocumented(file, textOf(file).split('\n')))).toEqual([])
})

function undocumented(file: string, lines: readonly string[]): string[] {
  const isFunction = /^export (?:async )?function (\w+)/
  const isDeclaration = /^export (?:async function|function|class|interface|type|const|let) \w/
  return lines.flatMap((line, index) => {
    if (!isDeclaration.test(line)) return []
    let before = index - 1
    while (/^\/\/ biome-ignore/.test(lines[before] ?? '')) before--
    // Overloads share the comment of the first.
    const [, name] = isFunction.exec(line) ?? []
    const isOverload = name !== undefined && lines.slice(0, index).some((other) => isFunction.exec(other)?.[1] === name)
    if (isOverload) return []
    return lines[before]?.endsWith('*/') ? [] : [`${file}:${index + 1}`]
  })
}

test('the changelog has this version', () => {
  expect(textOf('CHANGELOG.md')).toMatch(new RegExp(`^## ${manifest.version.replaceAll('.', '\\.')}\\b`, 'm'))
})

describe('a page that is not right is refused', () => {
  const block = (language: string, ...lines: string[]) =>
    ['text', '', `\`\`\`${language}`, ...lines, '```', ''].join('\n')

  test('a language that nobody checks', () => {
    expect(() => examplesOf('x.md', block('js', 'await db``'))).toThrow("x.md:3: no known language: 'js'")
    expect(() => examplesOf('x.md', block('', 'await db``'))).toThrow('no known language')
  })

  test('a mark that means nothing, a block without an end', () => {
    expect(() => examplesOf('x.md', `<!-- d2 -->\n${block('ts').slice(6)}`)).toThrow('no known mark')
    expect(() => examplesOf('x.md', '```ts\nawait db``')).toThrow('x.md:1: a block without an end')
  })

  test('a helper that is used and not imported is known', () => {
    const borrows = (...lines: string[]) => examplesOf('x.md', block('ts', ...lines))[0]?.borrows
    expect(borrows(`await db\`select \${sql.lit(1)}\``)).toEqual(['sql'])
    expect(borrows('const a = sql`b`', 'await keyset(all, {})', 'if (e instanceof DatabaseError) throw e')).toEqual([
      'DatabaseError',
      'sql',
      'keyset',
    ])
    expect(borrows("import { sql } from 'tcpless/neon'", `await db\`select \${sql.lit(1)}\``)).toEqual([])
    expect(borrows("import { neon } from 'tcpless/neon'", 'const sql = neon(url)', 'await sql`select 1`')).toEqual([])
    expect(borrows('log(({ sql, rows }) => a.sql) // sql`', 'a.sql(1)')).toEqual([])
  })

  test('what it prints is taken from its comments', () => {
    const [example] = examplesOf('x.md', block('ts', "console.log('a') // a", '// console', "console.log('b')"))
    expect(example).toMatchObject({ name: 'x.md:4', prints: ['a'], runs: true })
  })
})
