// This file alone: what it does to the globals of its process cannot all be undone.
import { afterEach, expect, test } from 'vitest'
import { sql } from '../../js/services/neon.js'
import { fakeNeon, oid, resultBody } from './support/neon-service.js'

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
  for (const name of [...names, 'price', 'cost']) delete inherited[name]
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

test('threats 12 and 48: a frozen Object.prototype changes nothing', async () => {
  Object.freeze(Object.prototype)
  await runQueries()
})
