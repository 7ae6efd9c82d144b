// What the shipped JavaScript must not know or do. The gateway is left out: it runs in Node on a developer's machine
// and does speak SQL.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { packageFiles, report } from './tarball-cases.mjs'
import { installed, workspace } from './workspace.mjs'

const { parse } = createRequire(path.join(workspace, 'package.json'))('acorn')

const shipped = () => packageFiles().filter((file) => file.endsWith('.js') && !file.startsWith('dist/js/gateway/'))

/** Calls `visit` with every node of every file, and reports the problems it returns. */
function search(visit) {
  const problems = []
  const files = shipped()
  for (const file of files) {
    const code = readFileSync(path.join(installed, file), 'utf8')
    walk(parse(code, { ecmaVersion: 'latest', sourceType: 'module', locations: true }), (node) => {
      const problem = visit(node, file)
      if (problem) problems.push(`${file}:${node.loc.start.line}: ${problem}`)
    })
  }
  report(files.length > 0 ? problems : ['no file was searched'])
  return `${files.length} files`
}

function walk(node, visit) {
  visit(node)
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) if (typeof child?.type === 'string') walk(child, visit)
  }
}

/** The text of a string or of a part of a template. */
const textOf = ({ type, value }) =>
  type === 'Literal' && typeof value === 'string' ? value : type === 'TemplateElement' ? value.cooked : undefined

/** The same, unless it is the path of a module. */
const wordsOf = (node) => (/^\.{1,2}\/[\w./-]+\.js$/.test(textOf(node) ?? '') ? '' : (textOf(node) ?? ''))

const nameOf = ({ type, name, property, computed }) =>
  type === 'Identifier' ? name : type === 'MemberExpression' && !computed ? property.name : undefined

// Words that are SQL alone; words that are English too, as SQL has them beside others; and in capitals, as many write SQL.
const keywords = [
  /\b(select|insert|returning|savepoint|rollback|coalesce|varchar|truncate)\b|::\w/i,
  /\b(delete from|update \w+ set|(order|group) by|(inner|left|cross) join|is (not )?null|(create|alter|drop) table)\b/i,
  /\b(FROM|WHERE|VALUES|UPDATE|DELETE|SET|JOIN|LIMIT|BEGIN|COMMIT|CAST|AS|NULL|TABLE|UNION|EXPLAIN|WITH)\b/,
]

/** Types of PostgreSQL that have no option of their own name, as pg_type has them. */
const typeNames = /^_?(int2|int4|float[48]|bool|bpchar|varchar|jsonb|timetz|interval|uuid|oid|inet|cidr|money)$/

/** OIDs of pg_type that are not also round numbers. */
const typeNumbers = new Set([
  ...[114, 199, 1001, 1005, 1007, 1009, 1016, 1021, 1022, 1042, 1043, 1082, 1083, 1114, 1115, 1182, 1183, 1184, 1185],
  ...[1186, 1187, 1231, 1266, 1270, 1700, 2950, 2951, 3802, 3807],
])

// json and jsonb cells: the only text in JSON that JavaScript reads.
const jsonCells = 'dist/bindings/tape.js'

/** The name of a file, such as ./select-query-builder.js. */
const modulePath = /^\.{1,2}\/[\w/.-]+\.js$/

/** Globals that are not the same in every host. */
const hostGlobals = new Set([
  'process',
  'Buffer',
  'require',
  'module',
  '__dirname',
  '__filename',
  'window',
  'Deno',
  'Bun',
])

/**
 * Files that give another library's own API, in its words: Neon's driver has SQL in its messages, a table of OIDs among
 * its exports, and composes text itself; PlanetScale's client calls a type NULL; a Kysely node has a member
 * `returning`; and an option is called `interval`.
 */
const inWordsOfOthers = new Set(
  [
    'compat/neon-client',
    'compat/neon-query',
    'compat/neon-types',
    'compat/planetscale-client',
    'adapters/kysely-batch',
    'adapters/drizzle-postgres',
  ].map((name) => `dist/js/${name}.js`),
)

/** The class of Durable Objects extends that of their only host. */
const hostsOwn = { 'dist/js/services/durable-object-server.js': 'cloudflare:workers' }

/** An adapter is of a library, which its user has. */
const adapted = /^(kysely|drizzle-orm)(\/|$)/

export const javascriptCases = {
  'no SQL keyword': {
    check: () =>
      search((node, file) =>
        inWordsOfOthers.has(file) || modulePath.test(textOf(node) ?? '')
          ? undefined
          : keywords.map((words) => words.exec(wordsOf(node))?.[0]).find(Boolean),
      ),
  },
  'no type table': {
    check: () =>
      search((node, file) => {
        if (inWordsOfOthers.has(file)) return undefined
        if (node.type === 'Literal' && typeNumbers.has(node.value)) return `the OID ${node.value}`
        const name = node.type === 'Property' ? (nameOf(node.key) ?? textOf(node.key)) : textOf(node)
        return name && typeNames.test(name) ? `the type ${name}` : undefined
      }),
  },
  'no code from text': {
    check: () =>
      search((node) => {
        const called = ['CallExpression', 'NewExpression'].includes(node.type) ? nameOf(node.callee) : undefined
        if (called === 'eval' || called === 'Function' || called === 'constructor') return `${called}()`
        const takesText = ['setTimeout', 'setInterval'].includes(called) && textOf(node.arguments[0]) !== undefined
        return takesText ? `${called}() of a string` : undefined
      }),
  },
  'no JSON.parse but for json cells': {
    check: () =>
      search((node, file) => {
        const found = node.type === 'MemberExpression' && nameOf(node.object) === 'JSON' && nameOf(node) === 'parse'
        const json = node.type === 'CallExpression' && nameOf(node.callee) === 'json' && node.arguments.length === 0
        return json || (found && file !== jsonCells) ? 'JSON is parsed here' : undefined
      }),
  },
  'nothing of one host': {
    check: () =>
      search((node, file) => {
        const from = node.type === 'ImportDeclaration' || node.source ? textOf(node.source) : undefined
        const isAdapter = file.startsWith('dist/js/adapters/') && adapted.test(from ?? '')
        if (from !== undefined && !isAdapter && hostsOwn[file] !== from && !/^(\.{1,2}\/|#module\/)/.test(from))
          return `import of ${from}`
        if (node.type === 'ImportExpression') return 'import()'
        const object = node.type === 'MemberExpression' ? nameOf(node.object) : undefined
        return hostGlobals.has(object) && !file.includes('/load/') ? object : undefined
      }),
  },
}
