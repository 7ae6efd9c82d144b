// What compat/d1 sends and makes of the answer, wherever it runs. Against a real engine: tests/js/compat.
import { expect, test } from 'vitest'
import { createD1Database } from '../../js/compat/d1.js'

interface Sent {
  readonly url: string
  readonly body: unknown
}

/** A database whose requests get this answer. */
function answering(result: readonly unknown[], status = 200, errors: readonly unknown[] = []) {
  const sent: Sent[] = []
  const fetch = async (url: unknown, init: RequestInit = {}) => {
    sent.push({ url: String(url), body: JSON.parse(init.body as string) })
    return Response.json({ result, errors, messages: [], success: status === 200 }, { status })
  }
  const database = createD1Database({
    accountId: '0123456789abcdef0123456789abcdef',
    databaseId: '00000000-0000-4000-8000-000000000000',
    apiToken: 'token',
    fetch: fetch as typeof globalThis.fetch,
  })
  return { database, sent }
}

const meta = { changes: 0, last_row_id: 0, duration: 0.25, served_by: 'x', timings: { sql_duration_ms: 0.2 } }
const answer = (columns: readonly string[], ...rows: unknown[][]) => ({
  results: { columns, rows },
  success: true,
  meta,
})

test('a statement', async () => {
  const { database, sent } = answering([answer(['a', 'b', 'a'], [1, [0, 255], 2 ** 53], [null, 'x', 1.5])])
  const statement = database.prepare('select ?, ?').bind(1, 'x')
  expect(await statement.raw({ columnNames: true })).toEqual([
    ['a', 'b', 'a'],
    [1, [0, 255], 2 ** 53],
    [null, 'x', 1.5],
  ])
  expect(await statement.all()).toEqual({
    success: true,
    meta,
    results: [
      { a: 2 ** 53, b: [0, 255] },
      { a: 1.5, b: 'x' },
    ],
  })
  expect(sent).toHaveLength(2)
  expect(sent[0]).toEqual({
    url: 'https://api.cloudflare.com/client/v4/accounts/0123456789abcdef0123456789abcdef/d1/database/00000000-0000-4000-8000-000000000000/raw',
    body: { sql: 'select ?, ?', params: [1, 'x'] },
  })
})

test('a batch goes in one request', async () => {
  const { database, sent } = answering([answer(['n'], [1]), answer(['n'])])
  const results = await database.batch([database.prepare('select 1 as n'), database.prepare('select ?').bind(null)])
  expect(results.map((result) => result.results)).toEqual([[{ n: 1 }], []])
  expect(sent.map(({ body }) => body)).toEqual([
    {
      batch: [
        { sql: 'select 1 as n', params: [] },
        { sql: 'select ?', params: [null] },
      ],
    },
  ])
})

test.each([
  ['UNIQUE constraint failed: t.a: SQLITE_CONSTRAINT (extended: SQLITE_CONSTRAINT_UNIQUE)', 7500],
  ['no such table: t: SQLITE_ERROR', 7500],
  ['near "x": syntax error at offset 3: SQLITE_ERROR', 7500],
  ['Wrong number of parameter bindings for SQL query.', 7500],
])('an error keeps the words of D1: %s', async (message, code) => {
  const { database } = answering([], 400, [{ code, message }])
  await expect(database.prepare('select 1').all()).rejects.toThrow(new Error(`D1_ERROR: ${message}`))
  await expect(database.exec('select 1\nx')).rejects.toThrow(
    new Error(`D1_EXEC_ERROR: Error in line 1: select 1: ${message}`),
  )
})
