// The same queries by the REST API, which the gateway serves from SQLite, and by the binding of a real D1 in workerd.
import { convertV4MiniflareOptions, Miniflare } from 'miniflare'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Gateway, startGateway } from '../../js/gateway/gateway.js'
import { type D1Binding, d1 } from '../../js/services/d1.js'
import { type BatchDatabase, d1Rest, sql } from '../../js/services/d1-rest.js'

let miniflare: Miniflare
let gateway: Gateway
let binding: BatchDatabase
let rest: BatchDatabase

beforeAll(async () => {
  const script = 'export default {}'
  miniflare = new Miniflare(convertV4MiniflareOptions({ cf: false, modules: true, script, d1Databases: ['DB'] }))
  binding = d1((await miniflare.getD1Database('DB')) as unknown as D1Binding)
  gateway = await startGateway({ port: 0, sqlite: ':memory:' })
  rest = d1Rest(gateway.d1 as NonNullable<Gateway['d1']>)
  for (const db of [binding, rest]) {
    await db`create table posts (id integer primary key, title text unique, score real, body blob, anything)`
  }
})
afterAll(async () => {
  await gateway?.close()
  await miniflare?.dispose()
})

/** What both give, which must be the same. */
async function both(ask: (db: BatchDatabase) => PromiseLike<unknown>): Promise<unknown> {
  const [expected, given] = await Promise.all([binding, rest].map((db) => Promise.resolve(ask(db)).catch(summary)))
  expect(given).toEqual(expected)
  return given
}

function summary(error: { code: string; databaseCode?: string; message: string }) {
  // The gateway's SQLite tells no offsets.
  return { code: error.code, databaseCode: error.databaseCode, message: error.message.replace(/ at offset \d+/, '') }
}

describe('by REST as by the binding', () => {
  const values = [0, -1, 1.5, 1e300, 2 ** 53 - 1, '', "it's", 'é\u{1f600}\n"\\', null, true, false, 42n, { a: ['x'] }]
  const cases: Record<string, (db: BatchDatabase) => PromiseLike<unknown>> = {
    'each kind of value': (db) => db`select ${sql.join(values)}`,
    'their types': (db) => db`select ${sql.join(values.map((value) => sql`typeof(${value as string})`))}`,
    inserts: (db) =>
      db`insert into posts (title, score, anything) values ${sql.join(values.map((value, i) => sql`(${`t${i}`}, ${i / 2}, ${value as string})`))}`.then(
        ({ affected, lastId }) => ({ affected, lastId }),
      ),
    'what they made': (db) => db`select *, typeof(anything) as t from posts order by id`,
    returning: (db) => db`update posts set score = score + 1 where id < 3 returning id, score`,
    'no rows': (db) => db`select * from posts where false`,
    'an expression for a name': (db) => db`select count(*), 'x' as "constructor", 1 as "" from posts`,
    'own placeholders': (db) => db.query('select ?2 as a, ?1 as b', ['x', 'y']),
    'blobs out': (db) => db`select x'00ff10' as a, x'' as b, '[1,2]' as c`,
    constraint: (db) => db`insert into posts (title) values ('t0')`,
    'no table': (db) => db`select * from nowhere`,
    syntax: (db) => db`selec 1`,
    json: (db) => db.respond(db`select * from posts order by id`).then((response) => response.json()),
    ndjson: (db) =>
      db.respond(db`select id, title from posts order by id`, { format: 'ndjson' }).then((response) => response.text()),
    batch: (db) =>
      db
        .batch([
          db`select 1 as a`,
          db`insert into posts (title, body) values (${'batch'}, ${'x'}) returning id`,
          db`select title from posts where title = ${'batch'}`,
          db`delete from posts where title = ${'batch'}`,
        ])
        .then((results) => results.map((rows) => ({ rows: [...rows], affected: rows.affected }))),
    'a batch that fails as a whole': (db) =>
      db.batch([db`insert into posts (title) values ('half')`, db`insert into posts (title) values ('t0')`]),
    'and leaves nothing': (db) => db`select * from posts where title = 'half'`,
    members: (db) =>
      db
        .respond({
          some: db`select id from posts where id < 3`,
          none: db`select 1 where false`,
          changed: db`delete from posts where false`,
        })
        .then((response) => response.text()),
    'an empty batch': (db) => db.batch([]),
    'a batch with a mistake': (db) => db.batch([db`select 1`, db`select ${2n ** 60n}`]),
    'one row': (db) =>
      db.respond(db`select id from posts where id = 1`, { single: true }).then((response) => response.text()),
  }
  test.each(Object.keys(cases))('%s', async (name) => {
    await both(cases[name] as (db: BatchDatabase) => PromiseLike<unknown>)
  })
})

test('what only REST can: duplicate columns, and columns without rows', async () => {
  expect((await rest`select 1 as a, 2 as a`).columns.map(({ name }) => name)).toEqual(['a', 'a'])
  expect((await rest`select id, title from posts where false`).columns.map(({ name }) => name)).toEqual(['id', 'title'])
})

test('a wrong token', async () => {
  const wrong = d1Rest({ ...(gateway.d1 as NonNullable<Gateway['d1']>), apiToken: 'wrong' })
  await expect(wrong`select 1`).rejects.toMatchObject({ code: 'authentication' })
})
