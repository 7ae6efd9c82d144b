// Types only: the type checker reads this file and nothing runs it.
import type { D1Client, D1Session, Query, Result } from '../../js/services/d1.js'
import { d1 } from '../../js/services/d1.js'
import { connect, type D1RestDatabase } from '../../js/index.js'
import { type NeonDatabase, neon, sql } from '../../js/services/neon.js'

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
function is<_ extends true>(): void {}

declare const binding: import('@cloudflare/workers-types').D1Database
declare const session: import('@cloudflare/workers-types').D1DatabaseSession

export async function rows(): Promise<void> {
  const db = neon('postgresql://u:p@h/d')
  is<Equal<typeof db, NeonDatabase>>()
  const untyped = await db`select ${1}`
  is<Equal<typeof untyped, Result<Record<string, unknown>>>>()
  const typed = await db<{
    id: number
  }>`select ${'x'}, ${null}, ${[1, [2n]]}, ${{ a: 1 }}, ${new Date()}, ${new Uint8Array()}`
  is<Equal<typeof typed, Result<{ id: number }>>>()
  is<Equal<(typeof typed)[number], { id: number }>>()
  const chained = await db<{ id: number }>`select 1`.with({ readOnly: true }).then((result) => result[0]?.id)
  is<Equal<typeof chained, number | undefined>>()
  const ready = db.query<{ a: string }>('select $1', ['x'])
  is<Equal<typeof ready, Query<{ a: string }>>>()
  const response = await db.respond(ready, { format: 'ndjson', end: true })
  is<Equal<typeof response, Response>>()
  db`select ${sql.join([1, sql`now()`])} from ${sql.table('a.b')} where ${db`true`}`
}

export async function batches(): Promise<void> {
  const db = d1(binding)
  d1(session)
  is<Equal<typeof db, D1Client>>()
  is<Equal<ReturnType<typeof db.session>, D1Session>>()
  // @ts-expect-error a session has no sessions
  db.session().session()
  const [numbers, texts] = await db.batch([db<{ n: number }>`select 1 as n`, db<{ t: string }>`select 'x' as t`])
  is<Equal<typeof numbers, Result<{ n: number }>>>()
  is<Equal<typeof texts, Result<{ t: string }>>>()
  const list: Query<{ n: number }>[] = []
  const results = await db.batch(list)
  is<Equal<(typeof results)[number], Result<{ n: number }>>>()
  is<Equal<ReturnType<typeof connect>, D1RestDatabase>>()
}

export async function neonBatches(): Promise<void> {
  const db = neon('postgresql://u:p@h/d')
  const [numbers, texts] = await db.batch([db<{ n: number }>`select 1 as n`, db<{ t: string }>`select 'x' as t`], {
    isolationLevel: 'Serializable',
    readOnly: true,
    deferrable: true,
    timeout: 1000,
  })
  is<Equal<typeof numbers, Result<{ n: number }>>>()
  is<Equal<typeof texts, Result<{ t: string }>>>()
  await db.respond(
    { users: db`select 1`, posts: sql`select 2` },
    { single: ['users'], isolationLevel: 'ReadCommitted' },
  )
  await d1(binding).respond({ users: db`select 1` }, { init: { status: 201 }, timeout: 5 })
  // @ts-expect-error no such level
  db.batch([], { isolationLevel: 'Chaos' })
  // @ts-expect-error D1 has no levels
  d1(binding).batch([], { isolationLevel: 'Serializable' })
  // @ts-expect-error one JSON object
  db.respond({ a: db`x` }, { format: 'ndjson' })
  // @ts-expect-error for a single query
  db.respond({ a: db`x` }, { single: true })
  // @ts-expect-error a string is no query
  db.respond({ a: 'select 1' })
}

export function mistakes(): void {
  const db = neon('postgresql://u:p@h/d')
  // @ts-expect-error not a template
  db('select 1')
  // @ts-expect-error undefined is no value
  db`select ${undefined as string | undefined}`
  // @ts-expect-error a symbol is no value
  db`select ${Symbol()}`
  // @ts-expect-error one request is no session
  db.transaction(() => {})
  // @ts-expect-error an unknown form
  neon('', { types: { int8: 'float' } })
  // @ts-expect-error a form of another type
  neon('', { types: { int8: 'hex' } })
  // @ts-expect-error an unknown preset
  neon('', { types: 'oracle' })
  // @ts-expect-error an unknown form of a column
  neon('', { types: { columns: { price: 'float' } } })
  // @ts-expect-error OIDs are numbers
  neon('', { types: { oids: { int8: 'text' } } })
  neon('', { types: 'pg' })
  neon('', { types: { preset: 'pg', json: 'rounded', oids: { 16401: 'text[]' }, columns: { price: 'number' } } })
  // @ts-expect-error an unknown option
  neon('', { colour: 'red' })
  // @ts-expect-error a fragment does not run
  sql`select 1`.then(() => {})
  // @ts-expect-error D1 decodes values itself
  d1(binding, { types: {} })
  // @ts-expect-error no service for a number
  connect(1)
  // @ts-expect-error an unknown format
  db.respond(db`x`, { format: 'xml' })
}

export async function fourWays(): Promise<void> {
  const db = neon('postgresql://u:p@h/d')
  using rows = await db.lazy(db<{ n: number }>`select 1 as n`)
  is<Equal<(typeof rows)[number]['n'], number>>()
  is<Equal<ReturnType<typeof rows.toArray>, { n: number }[]>>()
  using rest = await connect({ accountId: '', databaseId: '', apiToken: '' }).lazy(db<{ n: number }>`select 1 as n`)
  // @ts-expect-error a view is not written to
  rows[0].n = 2
  for await (const batch of db.stream(db<{ n: number }>`select 1 as n`, { batchSize: 10 })) {
    is<Equal<(typeof batch)[number], { n: number }>>()
  }
  is<Equal<(typeof rest)[number]['n'], number>>()
  // @ts-expect-error the binding gives values that are decoded already
  d1(binding).lazy(db`x`)
}
