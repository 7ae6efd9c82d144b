// Inserts that are divided, and how their parts are told of.
import { expect, test } from 'vitest'
import { builder } from '../../../js/builder/index.js'
import { DatabaseError } from '../../../js/errors.js'
import { neon } from '../../../js/services/neon.js'
import { canaryUrl } from '../support/neon-service.js'
import type { Loose } from './support/differential.js'
import { recordingDatabase } from './support/recording-database.js'

const promised = (call: Loose) => call as unknown as Promise<unknown>

/** A database whose batches are refused, and how many statements each had. */
function refusing(error: () => unknown) {
  const sizes: number[] = []
  const batch = async (queries: readonly unknown[]) => {
    sizes.push(queries.length)
    throw error()
  }
  const { k } = recordingDatabase('postgres', {}, { batch })
  return { k, sizes }
}

/** So many rows of one value, and with them so many others. */
function insert(k: Loose, rows: number, others: number): Loose {
  const query = k.insertInto('t').values(Array.from({ length: rows }, (_, a) => ({ a })))
  const list = Array.from({ length: others }, (_, i) => i)
  return query.onConflict((c) => c.column('a').where('a', 'in', list).doNothing())
}

test('an insert that would take very many statements is refused, and not compiled for minutes', async () => {
  const { k, sizes } = refusing(() => new Error('sent'))
  // 65,535 values are the most of one statement, so that each has one row more.
  for (const [rows, others] of [
    [257, 65_534],
    [20_000, 65_500],
  ] as const) {
    const query = insert(k, rows, others)
    const wanted = { code: 'limit', message: expect.stringContaining(`${rows} rows`) }
    await expect(promised(query.execute())).rejects.toMatchObject(wanted)
    await expect(promised((k as unknown as Batching).batch([query]))).rejects.toMatchObject({ ...wanted, statement: 0 })
  }
  expect(sizes).toEqual([])
  await expect(promised(insert(k, 256, 65_534).execute())).rejects.toThrow('sent')
  await expect(promised(insert(k, 120_000, 65_000).execute())).rejects.toThrow('sent')
  expect(sizes).toEqual([256, 225])
})

interface Batching {
  batch(queries: readonly unknown[]): Loose
  respond(queries: object): Loose
}

test('an error of one insert has no index of the parts of it; in a batch it is that of the query', async () => {
  const { k, sizes } = refusing(() => new DatabaseError('parameter', 'wrong', { statement: 2, parameter: 5 }))
  const failed = await promised(insert(k, 20, 65_530).execute()).catch((thrown: unknown) => thrown)
  expect(failed).toMatchObject({ code: 'parameter', parameter: 5 })
  expect(failed).not.toHaveProperty('statement')
  const queries = [k.selectFrom('t').selectAll(), insert(k, 20, 65_530)]
  await expect(promised((k as unknown as Batching).batch(queries))).rejects.toMatchObject({ statement: 1 })
  expect(sizes).toEqual([4, 5])
})

test('what the dialect has not is refused with its index in the batch', async () => {
  const { k, sizes } = refusing(() => new Error('sent'))
  const fine = k.selectFrom('t').selectAll()
  const unsupported = k.insertInto('t').values({ a: 1 }).onDuplicateKeyUpdate({ a: 1 })
  const all = k as unknown as Batching
  const wanted = { code: 'unsupported', statement: 1 }
  await expect(promised(all.batch([fine, unsupported]))).rejects.toMatchObject(wanted)
  await expect(promised(all.batch([insert(k, 20, 65_530), unsupported]))).rejects.toMatchObject(wanted)
  await expect(promised(all.respond({ fine, unsupported }))).rejects.toMatchObject(wanted)
  const alone = await promised(unsupported.execute()).catch((thrown: unknown) => thrown)
  expect(alone).toMatchObject({ code: 'unsupported' })
  expect(alone).not.toHaveProperty('statement')
  expect(sizes).toEqual([])
})

// The figures of docs/builder.md and docs/neon.md; half as much again is too much.
test.each<[string, number, (scale: number) => object | readonly object[]]>([
  ['two integers', 200_000, (count) => Array.from({ length: count }, (_, i) => ({ a: 1e9 + i, b: 2e9 - i }))],
  ['an integer and 100 bytes', 70_000, (count) => Array.from({ length: count }, (_, a) => ({ a, b: 'x'.repeat(100) }))],
  ['a text', 11_000_000, (length) => ({ a: 'x'.repeat(length) })],
  ['bytes', 4_700_000, (length) => ({ a: new Uint8Array(length) })],
])('memory is enough to send Neon an insert of %s, %d', { timeout: 30_000 }, async (_, most, rows) => {
  let count = 0
  const fetch = async () => {
    count++
    return new Response('{"message":"sent"}', { status: 400 })
  }
  const k = builder(neon(canaryUrl, { fetch, retry: false })) as unknown as Loose
  const insert = (scale: number) => promised(k.insertInto('t').values(rows(scale)).execute())
  await expect(insert(most)).rejects.not.toMatchObject({ code: 'out_of_memory' })
  expect(count).toBe(1)
  await expect(insert(most * 1.5)).rejects.toMatchObject({ code: 'out_of_memory' })
  expect(count).toBe(1)
})
