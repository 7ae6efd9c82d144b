// The TypeScript examples of README.md and docs/, as a reader would paste them.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The repository. */
export const root = new URL('../../../', import.meta.url).pathname

/** The pages whose examples are checked. */
export const pages = [
  'README.md',
  ...readdirSync(join(root, 'docs'))
    .filter((file) => file.endsWith('.md'))
    .map((file) => `docs/${file}`),
]

/** The text of a page. */
export const textOf = (page: string): string => readFileSync(join(root, page), 'utf8')

/** A fenced block whose language is `ts`. */
export interface Example {
  /** `README.md:42`, the line of its first line of code. */
  readonly name: string
  /** The whole module: a block that makes no client of its own is given the one that its page speaks of. */
  readonly code: string
  /** The names that it imports. */
  readonly imports: readonly string[]
  /** The helpers that it uses without importing them, because an example before it on the page shows how. */
  readonly borrows: readonly string[]
  /** What it prints, as its comments say: `console.log(value) // text`. */
  readonly prints: readonly string[]
  /** Whether it runs inside a Durable Object. */
  readonly inObject: boolean
  /** False after `<!-- not run: REASON -->`; its types are checked all the same. */
  readonly runs: boolean
}

/** Every other language is something to read: commands, configuration, output. */
const readOnly = new Set(['sh', 'jsonc', 'text', 'cpp'])

const preludes = {
  neon: `import { DatabaseError, neon, sql } from 'tcpless/neon'
const db = neon(process.env.DATABASE_URL!)
`,
  d1: `import { DatabaseError, d1, sql, type D1Binding } from 'tcpless/d1'
declare const env: { DB: D1Binding }
const db = d1(env.DB)
`,
  'durable-object': `import {
  DatabaseError, durable, durableObject, keyValue, sql, type DurableNamespace, type DurableStorage, type KeyValueStorage,
} from 'tcpless/durable-object'
declare const ctx: { storage: DurableStorage & KeyValueStorage }
declare const env: { TENANTS: DurableNamespace }
const db = durable(ctx.storage)
`,
  builder: `import { DatabaseError, neon } from 'tcpless/neon'
import { builder, cursorOf, type Generated, keyset, type Placeholders, sql } from 'tcpless/builder'
interface Schema {
  posts: { id: Generated<number>; title: string; author: string | null; published: string | null }
}
const db = neon(process.env.DATABASE_URL!)
const k = builder<Schema>(db)
`,
  planetscale: `import { DatabaseError, planetscale, sql } from 'tcpless/planetscale'
const db = planetscale(process.env.PLANETSCALE_URL!)
`,
}

/** What a reader must be told to import: the names of the preludes that are neither `db` nor what makes it. */
const helpers = ['DatabaseError', 'sql', 'keyset', 'cursorOf', 'Placeholders', 'keyValue', 'ROWS']

/** The names that an example imports, `name` of `name as other` and of `type name` alike. */
function importsOf(code: string): string[] {
  return [...code.matchAll(/^import (?:type )?\{([^}]*)\} from /gm)].flatMap(([, names = '']) =>
    names.split(',').flatMap((name) => /^\s*(?:type )?(\w+)/.exec(name)?.[1] ?? []),
  )
}

/** The imports and the client of a page's examples, without the names that the example imports itself. */
function preludeOf(kind: keyof typeof preludes, imported: readonly string[]): string {
  return preludes[kind].replace(/\{([^}]*)\}(?= from )/g, (_, names: string) => {
    const left = names.split(',').filter((name) => !imported.includes(/(\w+)\s*$/.exec(name)?.[1] ?? ''))
    return `{${left.join(',')}}`
  })
}

const fence = /^( *)```(\S*).*$/
const remark = /^<!-- (?:(d1|durable-object|planetscale|builder)|not run: \w.*) -->$/
const printed = /^\s*console\.log\(.*\) \/\/ (.+)$/

/**
 * The examples of a page. A comment on the line before a block says what is special about it: `<!-- d1 -->`, its
 * `db` is a client for D1, `<!-- planetscale -->` for that; `<!-- builder -->`, there is a builder `k` too;
 * `<!-- durable-object -->`, it runs inside an object whose database `db` is; `<!-- not run: REASON -->`.
 */
export function examplesOf(page: string, text: string): Example[] {
  const examples: Example[] = []
  const lines = text.split('\n')
  for (let line = 0; line < lines.length; line++) {
    const [, indent = '', language = ''] = fence.exec(lines[line] as string) ?? []
    if (!fence.test(lines[line] as string)) continue
    const begin = line + 1
    do line++
    while (line < lines.length && lines[line]?.trimEnd() !== `${indent}\`\`\``)
    if (line === lines.length) throw new Error(`${page}:${begin}: a block without an end`)
    if (readOnly.has(language)) continue
    if (language !== 'ts') throw new Error(`${page}:${begin}: no known language: '${language}'`)
    examples.push(exampleOf(`${page}:${begin + 1}`, lines.slice(begin, line), lines[begin - 2] ?? ''))
  }
  return examples
}

/** Whether the code calls it, tests with it or takes it as a type; not where it is a property or a word of a text. */
const usesName = (code: string, name: string): boolean =>
  new RegExp(`(?<![\\w.']|const |[^$]\\{ ?)\\b${name}(?=[\\s.(<\`)])`).test(code.replaceAll(/ \/\/ .*$/gm, ''))

function exampleOf(name: string, lines: readonly string[], before: string): Example {
  const marks = before.startsWith('<!--') ? remark.exec(before) : []
  if (!marks) throw new Error(`${name}: no known mark: ${before}`)
  const code = lines.join('\n')
  const imports = importsOf(code)
  const isWhole = imports.some((helper) => !helpers.includes(helper))
  const prelude = isWhole ? '' : preludeOf((marks[1] ?? 'neon') as keyof typeof preludes, imports)
  return {
    name,
    code: `// ${name}\n${prelude}${code}\n`,
    imports,
    borrows: isWhole ? [] : helpers.filter((helper) => usesName(code, helper) && !imports.includes(helper)),
    prints: lines.flatMap((line) => printed.exec(line)?.[1] ?? []),
    inObject: marks[1] === 'durable-object',
    runs: !before.startsWith('<!-- not run'),
  }
}
