// node run-examples.mjs FOLDER: runs each module of FOLDER/list.json against the database of DATABASE_URL, a local D1 and
// the D1 behind D1_ENDPOINT, all filled anew before, and writes what each printed, answered or threw to FOLDER/results.json. A process of its
// own, so that the examples import the built package as a user's code does.
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { formatWithOptions } from 'node:util'
import { convertV4MiniflareOptions, Miniflare } from 'miniflare'
import { createD1Database } from 'tcpless/compat/d1'
import { d1 } from 'tcpless/d1'
import { neon } from 'tcpless/neon'
import { planetscale } from 'tcpless/planetscale'
import { runInObject } from './run-in-object.mjs'

const patience = 20_000
const rows = "(1, 'Hello', 'ada', '2024-01-02 03:04:05.678901Z'), (2, 'Second', 'bob', null), (3, 'Third', 'ada', null)"
const fill = {
  postgres: [
    'drop schema public cascade',
    'create schema public',
    'create table posts (id int4 primary key, title text not null, author text, published timestamptz)',
    `insert into posts values ${rows}`,
  ],
  d1: [
    'drop table if exists posts',
    'create table posts (id integer primary key, title text not null unique, author text, published text)',
    `insert into posts values ${rows}`,
  ],
  planetscale: [
    'drop table if exists posts',
    'create table posts (id int primary key auto_increment, title varchar(100) not null, author varchar(100), published varchar(40))',
    `insert into posts values ${rows}`,
  ],
}

const folder = process.argv[2]
const worker = { cf: false, modules: true, script: 'export default {}', d1Databases: ['DB'] }
const miniflare = new Miniflare(convertV4MiniflareOptions(worker))
const environment = { DATABASE_URL: process.env.DATABASE_URL, DB: await miniflare.getD1Database('DB') }
const rest = createD1Database({
  accountId: process.env.CLOUDFLARE_ACCOUNT_ID,
  databaseId: process.env.CLOUDFLARE_DATABASE_ID,
  apiToken: process.env.CLOUDFLARE_D1_TOKEN,
  endpoint: process.env.D1_ENDPOINT,
})
const databases = {
  postgres: neon(environment.DATABASE_URL),
  d1: d1(environment.DB),
  planetscale: planetscale(process.env.PLANETSCALE_URL),
}

const results = {}
for (const [name, example] of Object.entries(JSON.parse(readFileSync(path.join(folder, 'list.json'), 'utf8')))) {
  const file = path.join(folder, example.file)
  if (example.inObject) {
    results[name] = await runInObject(file, example.hasClass, fill.d1)
    continue
  }
  for (const [kind, statements] of Object.entries(fill)) {
    for (const statement of statements) await databases[kind].query(statement)
  }
  await rest.batch(fill.d1.map((statement) => rest.prepare(statement)))
  results[name] = await run(file)
}
writeFileSync(path.join(folder, 'results.json'), JSON.stringify(results))
await miniflare.dispose()
// Whatever an example left open ends here.
process.exit(0)

/** What a module prints; and when it is a server or a function, the answer to a request for the first post. */
async function run(file) {
  const result = { printed: [] }
  const log = console.log
  console.log = (...values) =>
    result.printed.push(formatWithOptions({ breakLength: Number.POSITIVE_INFINITY }, ...values))
  let served
  Object.assign(globalThis, {
    env: environment,
    Deno: { env: { get: (name) => process.env[name] }, serve: (handler) => (served = handler) },
    Bun: { serve: ({ fetch }) => (served = fetch) },
  })
  try {
    await withinTime(async () => {
      const module = await import(pathToFileURL(file).href)
      const handler = served ?? module.GET ?? module.default?.fetch ?? module.default
      if (!handler) return
      const response = await handler(new Request('http://localhost/posts/1'), environment)
      result.answer = { status: response.status, body: await response.text() }
    })
  } catch (error) {
    result.error = error?.stack ?? String(error)
  } finally {
    console.log = log
    for (const name of ['env', 'Deno', 'Bun']) delete globalThis[name]
  }
  return result
}

async function withinTime(work) {
  const late = sleep(patience, undefined, { ref: false }).then(() => Promise.reject(new Error('it did not end')))
  await Promise.race([work(), late])
}
