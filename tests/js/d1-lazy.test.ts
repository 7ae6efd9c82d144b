// Lazy rows of D1's REST API, whose cells are JSON values; tests/js/lazy.test.ts has what is the same everywhere.
import { describe, expect, test } from 'vitest'
import { body, errorBody, fakeD1, jsonResponse, meta } from './support/d1-rest-service.js'
import { encode, pieces, streamOf } from './support/neon-service.js'

const count = 3000
const columns = ['id', 'score', 'name', 'data', 'flag'] as const
const cells = Array.from({ length: count }, (_, i) => [
  i - 100,
  i % 3 === 0 ? i / 8 : i * 1e12,
  i % 7 === 0 ? null : `é"${'x'.repeat(i % 90)}\n`,
  Array.from({ length: i % 20 }, (_, j) => (i + j) % 256),
  i % 2 === 0,
])
const large = body(columns, cells)

interface Row {
  id: number
  score: number
  name: string | null
  data: Uint8Array
  flag: boolean
}

describe('lazy rows of D1 by its REST API', () => {
  test('are the rows, in pieces of any size, with what await tells beside them', async () => {
    const expected = await fakeD1(large).db`select`
    expect(expected[30]).toEqual({ id: -70, score: 3.75, name: `é"${'x'.repeat(30)}\n`, data: bytesOf(30), flag: true })
    for (const size of [997, 16_384, 1_000_000]) {
      const { db } = fakeD1(() => new Response(streamOf(pieces(encode(large), size), 'bytes')))
      using rows = await db.lazy<Row>(db`select`)
      expect(rows.length).toBe(count)
      expect(rows.decodedCells).toBe(0)
      expect(rows.toArray()).toEqual([...expected])
      expect(rows.decodedCells).toBe(columns.length * count)
      expect(JSON.stringify(rows)).toBe(JSON.stringify(expected))
      expect(rows.columns).toEqual(expected.columns)
      expect(rows).toMatchObject({ command: '', affected: 2, lastId: 7, meta })
      expect(expected).toMatchObject({ command: '', affected: 2, lastId: 7, meta })
    }
  })

  test('decode the cells that are read and no others, and say what they hold', async () => {
    const { db } = fakeD1(large)
    const rows = await db.lazy<Row>(db`select`)
    expect(rows[17]?.score).toBe(17e12)
    expect(rows[17]?.score).toBe(17e12)
    expect(rows[2999]?.data).toBe(rows[2999]?.data)
    expect(rows[2999]?.data).toEqual(bytesOf(2999))
    expect(rows.decodedCells).toBe(2)
    let sum = 0
    for (const { id } of rows) sum += id
    expect(sum).toBe((count * (count - 201)) / 2)
    expect(rows.decodedCells).toBeLessThanOrEqual(count + 2)
    expect(rows.bytes).toBeGreaterThan(count * columns.length * 4)
    expect(rows.bytes).toBeLessThan(large.length * 2)
    rows.close()
    expect(rows.bytes).toBe(0)
    expect(() => rows[0]?.id).toThrow(expect.objectContaining({ code: 'stale_handle' }))
  })

  test('an integer that no number holds fails when it is read, and only it', async () => {
    const answer = body(
      ['a', 'b'],
      [
        [1, 'x'],
        [2, 'y'],
      ],
    ).replace('[2,', '[9007199254740993,')
    const { db } = fakeD1(answer)
    using rows = await db.lazy<{ a: number; b: string }>(db`select`)
    expect(rows[0]?.a).toBe(1)
    expect(() => rows[1]?.a).toThrow(expect.objectContaining({ code: 'value', column: 'a', columnIndex: 0 }))
    expect(rows[1]?.b).toBe('y')
    const { db: exact } = fakeD1(answer, { types: { int8: 'bigint' } })
    using all = await exact.lazy<{ a: bigint }>(exact`select`)
    expect(all[1]?.a).toBe(9007199254740993n)
  })

  test('a failure is one at once', async () => {
    const { db: cut } = fakeD1(large.slice(0, -20))
    await expect(cut.lazy(cut`select`)).rejects.toMatchObject({ code: 'protocol', service: 'd1' })
    const { db: wrong } = fakeD1(() => jsonResponse(errorBody(7500, 'no such table: t: SQLITE_ERROR'), 400))
    await expect(wrong.lazy(wrong`select`)).rejects.toMatchObject({ code: 'query', service: 'd1' })
    const { db: late } = fakeD1(large.replace('"success":true,"meta"', '"success":false,"error":"no","meta"'))
    await expect(late.lazy(late`select`)).rejects.toMatchObject({ code: 'query', service: 'd1' })
  })

  test('columns in camel case, and bytes as digits', async () => {
    const { db } = fakeD1(body(['user_id', 'raw_data'], [[1, [0, 255]]]), { types: { bytea: 'hex' } })
    using rows = await db.lazy(db`select`.with({ rename: 'camel' }))
    expect(rows.toArray()).toEqual([{ userId: 1, rawData: '00ff' }])
  })
})

function bytesOf(i: number): Uint8Array {
  return Uint8Array.from({ length: i % 20 }, (_, j) => (i + j) % 256)
}
