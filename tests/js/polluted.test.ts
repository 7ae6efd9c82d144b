// This file alone: what it does to the globals of its process cannot all be undone.
import { afterEach, describe, expect, test } from 'vitest'
import { type D1Binding, d1 } from '../../js/services/d1.js'
import { ROWS, sql } from '../../js/services/neon.js'
import { fakeNeon, jsonResponse, oid, resultBody } from './support/neon-service.js'

const body = resultBody(
  [
    ['cost', oid.int4],
    ['price', oid.text],
    ['toString', oid.text],
  ],
  [['1', 'a', 'b']],
)
const inherited = Object.prototype as unknown as Record<string, unknown>
// Names that the host itself reads from options, so Node would trip over them, are left out.
const names = [
  'fetch',
  'retry',
  'types',
  'format',
  'single',
  'end',
  'readOnly',
  'isText',
  'insecure',
  'endpoint',
  'authToken',
  'maxBuffered',
  'items',
  'cause',
  'service',
  'columns',
]
const setter = {
  configurable: true,
  get: () => 'inherited',
  set: () => {
    throw new Error('a setter of Object.prototype ran')
  },
}

async function runQueries(): Promise<void> {
  const { db, sent } = fakeNeon(body)
  const rows = await db`select ${1}, ${['a', null]}, ${sql`${2}`}, ${sql.join([3])}`
  const response = await db.respond(db`select 1`)
  const text = await response.text()
  const failure = await db`select ${undefined as unknown as null}`.catch((error: unknown) => error)
  const keys = Object.keys(rows[0] as object)
  const json = JSON.stringify(rows)
  clear()
  expect(sent[0]?.body).toEqual({ query: 'select $1, $2, $3, $4', params: ['1', '{"a",NULL}', '2', '3'] })
  expect(keys).toEqual(['cost', 'price', 'toString'])
  expect(json).toBe('[{"cost":1,"price":"a","toString":"b"}]')
  expect(text).toBe(json)
  expect(failure).toMatchObject({ code: 'parameter', parameter: 0 })
}

function clear(): void {
  for (const name of [...names, 'price', 'cost', 'toJSON']) delete inherited[name]
  delete (Array.prototype as unknown as Record<string, unknown>).polluted
}

afterEach(clear)

test('threat 48: properties that all objects inherit change nothing', async () => {
  for (const name of names) inherited[name] = 'polluted'
  ;(Array.prototype as unknown as Record<string, unknown>).polluted = 'polluted'
  await runQueries()
})

test('threat 48: setters and read-only properties with the names of columns change nothing', async () => {
  Object.defineProperty(Object.prototype, 'price', setter)
  Object.defineProperty(Object.prototype, 'cost', { value: 0, writable: false, configurable: true })
  await runQueries()
})

describe('threat 48: a toJSON that all objects inherit changes nothing that this package writes', () => {
  const pollute = () => Object.defineProperty(inherited, 'toJSON', { configurable: true, value: () => 'polluted' })
  // More than a window of rows, so that some have left when it is cut.
  const cut = resultBody([['cost', oid.int4]], Array(50_000).fill(['7'])).slice(0, -1000)

  test('parameters, rows, envelopes and lines of Neon', async () => {
    const answers = [body, body, body, `{"results":[${body}]}`, body, cut]
    const { db, sent } = fakeNeon((_request, attempt) => jsonResponse(answers[attempt - 1] as string))
    pollute()
    const rows = await db`select ${1}, ${['a', null]}, ${'x'}`
    const texts = await Promise.all(
      [
        await db.respond(db`select`),
        await db.respond(db`select`, { envelope: { page: 3, 'a"b': 'x', data: ROWS, none: null } }),
        await db.respond({ posts: db`select` }),
        await db.respond(db`select`, { format: 'ndjson', end: true }),
        await db.respond(db`select`, { format: 'ndjson', end: true }),
      ].map((response) => response.text()),
    )
    clear()
    expect(sent[0]?.body.params).toEqual(['1', '{"a",NULL}', 'x'])
    expect(rows).toEqual([{ cost: 1, price: 'a', toString: 'b' }])
    const row = '{"cost":1,"price":"a","toString":"b"}'
    expect(texts.slice(0, -1)).toEqual([
      `[${row}]`,
      `{"page":3,"a\\"b":"x","data":[${row}],"none":null}`,
      `{"posts":[${row}]}`,
      `${row}\n{"end":{"rows":1}}\n`,
    ])
    const lines = texts.at(-1)?.trimEnd().split('\n') ?? []
    expect(lines[0]).toBe('{"cost":7}')
    expect(JSON.parse(lines.at(-1) as string)).toEqual({ error: { code: 'protocol', message: expect.any(String) } })
  })

  test('rows and end line of D1', async () => {
    const results = [{ cost: 1, price: [0, 255] }]
    const statement = { bind: () => statement, all: async () => ({ results, meta: {} }) }
    const db = d1({ prepare: () => statement, batch: async () => [] } as unknown as D1Binding)
    pollute()
    const text = await (await db.respond(db`select`, { format: 'ndjson', end: true })).text()
    clear()
    expect(text).toBe('{"cost":1,"price":"AP8="}\n{"end":{"rows":1}}\n')
  })
})

test('threats 12 and 48: a frozen Object.prototype changes nothing', async () => {
  Object.freeze(Object.prototype)
  await runQueries()
})
