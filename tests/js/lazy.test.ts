import { describe, expect, test } from 'vitest'
import { DatabaseError } from '../../js/services/neon.js'
import { encode, fakeNeon, jsonResponse, oid, pieces, resultBody, streamOf } from './support/neon-service.js'

const columns = [
  ['id', oid.int4],
  ['name', oid.text],
  ['data', oid.json],
  ['bytes', oid.bytea],
] as const
const count = 3000
const texts = Array.from({ length: count }, (_, i) => [
  String(i),
  i % 7 === 0 ? null : `é"${'x'.repeat(i % 90)}`,
  JSON.stringify({ i, list: [i, null, 'a\n'] }),
  `\\x${(i % 256).toString(16).padStart(2, '0')}`,
])
const large = resultBody(columns, texts)

interface Row {
  id: number
  name: string | null
  data: { i: number }
  bytes: Uint8Array
}

describe('lazy rows', () => {
  test('are the rows, in pieces of any size', async () => {
    const expected = await fakeNeon(large).db`select`
    for (const size of [997, 16_384, 1_000_000]) {
      const { db } = fakeNeon(() => jsonResponse(streamOf(pieces(encode(large), size), 'bytes')))
      const rows = await db.lazy<Row>(db`select`)
      expect(rows.length).toBe(count)
      expect(rows.decodedCells).toBe(0)
      expect(rows.toArray()).toEqual([...expected])
      expect(rows.decodedCells).toBe(4 * count)
      expect(JSON.stringify(rows)).toBe(JSON.stringify(expected))
      expect(rows.columns).toEqual(expected.columns)
      expect(rows).toMatchObject({ command: 'SELECT', affected: count })
      expect(rows.decodedCells).toBe(4 * count)
      rows.close()
    }
  })

  test('decode the cells that are read and no others, once', async () => {
    const { db } = fakeNeon(large)
    const rows = await db.lazy<Row>(db`select`)
    expect(rows[17]?.name).toBe(texts[17]?.[1])
    expect(rows[17]?.name).toBe(texts[17]?.[1])
    expect(rows.decodedCells).toBe(1)
    expect(rows[5]?.data).toBe(rows[5]?.data)
    expect(rows.at(-1)?.id).toBe(count - 1)
    expect(rows.decodedCells).toBe(3)
    let sum = 0
    for (const { id } of rows) sum += id
    expect(sum).toBe((count * (count - 1)) / 2)
    expect(rows.decodedCells).toBeLessThanOrEqual(count + 3)
    // Whoever reads in order is read ahead for by as many cells as were read.
    const half = await db.lazy<Row>(db`select`)
    for (let i = 0; i < 100; i++) void half[i]?.id
    expect(half.decodedCells).toBeLessThan(200)
    for (let i = 2000; i > 1900; i--) void half[i]?.name
    expect(half.decodedCells).toBeLessThan(300)
  })

  test('say what they hold, and read nothing once they are closed', async () => {
    const { db } = fakeNeon(large)
    const rows = await db.lazy<Row>(db`select`)
    expect(rows.bytes).toBeGreaterThan(large.length)
    expect(rows.bytes).toBeLessThan(large.length * 2)
    const [first] = rows
    expect(first?.id).toBe(0)
    const kept = rows.toArray()
    rows.close()
    rows.close()
    expect(rows.bytes).toBe(0)
    for (const read of [() => first?.id, () => rows[1]?.name, () => rows.toArray(), () => JSON.stringify(rows)]) {
      expect(read).toThrow(expect.objectContaining({ code: 'stale_handle' }))
    }
    expect(kept[0]?.id).toBe(0)
    let seen: readonly Row[] = []
    {
      using scoped = await db.lazy<Row>(db`select`)
      expect(scoped[1]?.id).toBe(1)
      seen = scoped
    }
    expect(() => seen[1]?.id).toThrow(DatabaseError)
  })

  test('a cell that cannot be given fails when it is read, and only it', async () => {
    const { db } = fakeNeon(
      resultBody(
        [
          ['a', oid.int8],
          ['b', oid.text],
        ],
        Array.from({ length: 50 }, (_, i) => [i === 20 ? '9007199254740993' : String(i), 'x']),
      ),
    )
    const rows = await db.lazy<{ a: number; b: string }>(db`select`)
    for (let i = 0; i < 50; i++) {
      if (i !== 20) expect(rows[i]?.a).toBe(i)
      else expect(() => rows[i]?.a).toThrow(expect.objectContaining({ code: 'value', column: 'a', columnIndex: 0 }))
    }
    expect(() => rows.toArray()).toThrow(expect.objectContaining({ code: 'value' }))
    expect(rows[20]?.b).toBe('x')
  })

  test('columns are data, whatever they are called', async () => {
    const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'then', 'a', 'a']
    const { db } = fakeNeon(
      resultBody(
        names.map((name) => [name, oid.int4] as const),
        [names.map((_, i) => String(i))],
      ),
    )
    const [row] = await db.lazy<Record<string, number>>(db`select`)
    const [same] = await db`select`
    for (const [index, name] of names.slice(0, 5).entries()) expect(row?.[name]).toBe(index)
    expect(row?.a).toBe(6)
    expect(row?.valueOf).toBeUndefined()
    expect(row?.toJSON()).toEqual(same)
    const { db: odd } = fakeNeon(resultBody([['toJSON', oid.int4]], [['1']]))
    await expect(odd.lazy(odd`select`)).rejects.toMatchObject({ code: 'unsupported' })
  })

  test('no rows, no columns, what fails and what is no query', async () => {
    const { db } = fakeNeon(resultBody([['a', oid.int4]], []))
    expect(await db.lazy(db`select`)).toHaveLength(0)
    const { db: none } = fakeNeon(resultBody([], [[], []]))
    expect((await none.lazy(none`select`)).toArray()).toEqual([{}, {}])
    const { db: cut } = fakeNeon(large.slice(0, -20))
    await expect(cut.lazy(cut`select`)).rejects.toMatchObject({ code: 'protocol', service: 'neon' })
    await expect(db.lazy('select' as never)).rejects.toMatchObject({ code: 'template_misuse', service: 'neon' })
  })

  test('rows that stay open leave memory for other queries', async () => {
    const text = 'x'.repeat(1_000_000)
    const { db } = fakeNeon(
      resultBody(
        [['a', oid.text]],
        Array.from({ length: 12 }, () => [text]),
      ),
    )
    const open = []
    for (let i = 0; i < 12; i++) open.push(await db.lazy<{ a: string }>(db`select`))
    expect(open.reduce((bytes, rows) => bytes + rows.bytes, 0)).toBeGreaterThan(128 * 1024 * 1024)
    for (const rows of open) {
      expect(rows[11]?.a).toBe(text)
      rows.close()
    }
  })

  test('small cells beside large ones, as large as the memory of a query allows', async () => {
    const text = 'x'.repeat(11_500_000)
    const { db } = fakeNeon(
      resultBody(
        [
          ['id', oid.int4],
          ['body', oid.text],
        ],
        [['7', text]],
      ),
    )
    const rows = await db.lazy<{ id: number; body: string }>(db`select`)
    expect(rows[0]?.id).toBe(7)
    expect(rows[0]?.id).toBe(7)
    rows.close()
  })
})
