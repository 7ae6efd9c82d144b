// `npm run size`: what a Worker that runs one query ships, by entry, beside the official driver: the bundle that esbuild
// makes with Cloudflare's conditions, JavaScript and WebAssembly files each compressed by `gzip -9`.
import { execFileSync } from 'node:child_process'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { workerConditions } from './workerd-process.mjs'

const root = fileURLToPath(new URL('../..', import.meta.url))
const handler = (setUp) => `${setUp}
export default { fetch: async (request, env) => Response.json(await query(env)) }
`

/** A Worker for each bundle. */
const bundles = {
  'tcpless/neon': `import { neon } from 'tcpless/neon'
const query = (env) => neon(env.DATABASE_URL)\`select 1\``,
  'tcpless/neon and tcpless/builder': `import { builder } from 'tcpless/builder'
import { neon } from 'tcpless/neon'
const query = (env) => builder(neon(env.DATABASE_URL)).selectFrom('a').selectAll().execute()`,
  'kysely, without a driver': `import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from 'kysely'
const dialect = {
  createAdapter: () => new PostgresAdapter(),
  createDriver: () => new DummyDriver(),
  createIntrospector: (db) => new PostgresIntrospector(db),
  createQueryCompiler: () => new PostgresQueryCompiler(),
}
const query = () => new Kysely({ dialect }).selectFrom('a').selectAll().execute()`,
  'drizzle-orm/neon-http': `import { neon } from '@neondatabase/serverless'
import { drizzle } from 'drizzle-orm/neon-http'
import { integer, pgTable } from 'drizzle-orm/pg-core'
const a = pgTable('a', { id: integer('id') })
const query = (env) => drizzle(neon(env.DATABASE_URL)).select().from(a)`,
  'tcpless/d1': `import { d1 } from 'tcpless/d1'
const query = (env) => d1(env.DB)\`select 1\``,
  'tcpless/durable-object': `import { durableObject } from 'tcpless/durable-object'
const query = (env) => durableObject(env.DB, { name: 'a' })\`select 1\``,
  'tcpless/durable-object/server': `export { DurableDatabase } from 'tcpless/durable-object/server'
const query = () => undefined`,
  'tcpless/d1-rest': `import { d1Rest } from 'tcpless/d1-rest'
const query = (env) => d1Rest(env)\`select 1\``,
  'tcpless/planetscale': `import { planetscale } from 'tcpless/planetscale'
const query = (env) => planetscale(env.DATABASE_URL)\`select 1\``,
  'tcpless/compat/d1': `import { createD1Database } from 'tcpless/compat/d1'
const query = (env) => createD1Database(env).prepare('select 1').all()`,
  tcpless: `import { connect } from 'tcpless'
const query = (env) => connect(env.DATABASE_URL)\`select 1\``,
  '@neondatabase/serverless': `import { neon } from '@neondatabase/serverless'
const query = (env) => neon(env.DATABASE_URL)\`select 1\``,
  '@planetscale/database': `import { connect } from '@planetscale/database'
const query = (env) => connect({ url: env.DATABASE_URL }).execute('select 1')`,
}

/** By the tool itself: Node's zlib is another implementation and compresses otherwise. */
const gzipBytes = (input) => execFileSync('gzip', ['-9', '-n', '-c'], { input }).byteLength

async function measure(bundle, text) {
  const { outputFiles } = await build({
    stdin: { contents: handler(text), resolveDir: path.join(root, 'tests') },
    outdir: 'bundle',
    write: false,
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    conditions: workerConditions,
    loader: { '.wasm': 'copy' },
    external: ['cloudflare:*', 'node:*'],
    logLevel: 'error',
  })
  const sizes = { js: { min: 0, gzip: 0 }, wasm: { min: 0, gzip: 0 } }
  for (const { path: file, contents } of outputFiles) {
    const kind = sizes[file.endsWith('.wasm') ? 'wasm' : 'js']
    kind.min += contents.byteLength
    kind.gzip += gzipBytes(contents)
  }
  const { js, wasm } = sizes
  return {
    bundle,
    min: js.min + wasm.min,
    gzip: js.gzip + wasm.gzip,
    js_min: js.min,
    js_gzip: js.gzip,
    wasm_min: wasm.min,
    wasm_gzip: wasm.gzip,
  }
}

const { json } = parseArgs({ options: { json: { type: 'boolean', default: false } } }).values
const lines = []
for (const [bundle, text] of Object.entries(bundles)) lines.push(await measure(bundle, text))
if (json) for (const line of lines) console.log(JSON.stringify(line))
else console.table(Object.fromEntries(lines.map(({ bundle, ...sizes }) => [bundle, sizes])))
