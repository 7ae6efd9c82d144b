import { parse } from 'csv-parse/browser/esm/sync'
import { describe, expect, test } from 'vitest'
import { type D1Binding, d1 } from '../../js/services/d1.js'
import { type RespondOptions, ROWS } from '../../js/services/neon.js'
import { encode, fakeNeon, jsonResponse, oid, pieces, randomOf, resultBody, streamOf } from './support/neon-service.js'

const columns = [
  ['user_id', oid.int4],
  ['full_name', oid.text],
  ['data', oid.json],
  ['bytes', oid.bytea],
] as const
const body = resultBody(columns, [
  ['1', 'a,"b"', '{"x": [1, "é"]}', '\\x00ff'],
  [null, '', '"text"', null],
  ['-3', '=1+1', null, '\\xfbff'],
])
const textOf = async (text: string, options: RespondOptions) => {
  const { db } = fakeNeon(text)
  return (await db.respond(db`select`, options)).text()
}

const rowCount = 12_000
const largeTexts = Array.from({ length: rowCount }, (_, i) => [String(i), `é${'"x'.repeat(i % 50)}`])
const large = resultBody(
  [
    ['a', oid.int4],
    ['b', oid.text],
  ],
  largeTexts,
)

describe('CSV', () => {
  test('is what RFC 4180 says', async () => {
    const { db } = fakeNeon(body)
    const response = await db.respond(db`select`, { format: 'csv' })
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    expect(await response.text()).toBe(
      'user_id,full_name,data,bytes\r\n' +
        '1,"a,""b""","{""x"": [1, ""é""]}",AP8=\r\n' +
        ',"","""text""",\r\n' +
        '-3,=1+1,,+/8=\r\n',
    )
    expect(await textOf(body, { format: 'csv', header: false, types: { bytea: 'hex' } })).toContain(',\\x00ff\r\n')
  })

  test('formulas are text when asked, numbers stay numbers', async () => {
    const text = await textOf(body, { format: 'csv', formulas: 'escape', rename: 'camel' })
    expect(text).toBe(
      '"userId","fullName","data","bytes"\r\n' +
        '1,"a,""b""","{""x"": [1, ""é""]}","AP8="\r\n' +
        ',"","""text""",\r\n' +
        '-3,"\'=1+1",,"\'+/8="\r\n',
    )
  })

  test('an ordinary parser reads what was written', async () => {
    const text = await textOf(large, { format: 'csv' })
    expect(parse(text, { columns: true })).toEqual(largeTexts.map(([a, b]) => ({ a, b })))
  })

  test('is whole or an error: cut anywhere it rejects', async () => {
    for (let at = 1000; at < large.length; at += 19_997) {
      const { db } = fakeNeon(large.slice(0, at))
      await expect(db.respond(db`select`, { format: 'csv' })).rejects.toMatchObject({ code: 'protocol' })
    }
    const { db } = fakeNeon(large)
    await expect(db.respond(db`select`, { format: 'csv', maxBuffered: 100_000 })).rejects.toMatchObject({
      code: 'limit',
    })
    const whole = await db.respond(db`select`, { format: 'csv' })
    expect((await whole.text()).length).toBeGreaterThan(100_000)
  })

  test('partial CSV is sent as it comes, and has whole lines when it breaks off', async () => {
    const bytes = encode(large)
    const { db } = fakeNeon(() => jsonResponse(streamOf(pieces(bytes.slice(0, -5000), 10_000), 'bytes')))
    const response = await db.respond(db`select`, { format: 'csv', partial: 'allow', maxBuffered: 1 })
    let text = ''
    const decoder = new TextDecoder()
    const read = (async () => {
      for await (const piece of response.body as unknown as AsyncIterable<Uint8Array>) {
        text += decoder.decode(piece, { stream: true })
      }
    })()
    await read.catch(() => {})
    const lines = parse(text, { columns: true })
    expect(lines.length).toBeGreaterThan(1000)
    expect(lines).toEqual(largeTexts.slice(0, lines.length).map(([a, b]) => ({ a, b })))
  })
})

describe('JSON', () => {
  test('arrays have every column in its place, also two of one name', async () => {
    const twice = resultBody(
      [
        ['a', oid.int4],
        ['a', oid.text],
      ],
      [
        ['1', 'x'],
        [null, 'y'],
      ],
    )
    expect(await textOf(twice, { format: 'arrays' })).toBe('[[1,"x"],[null,"y"]]')
    expect(await textOf(twice, { format: 'arrays', header: true })).toBe('[["a","a"],[1,"x"],[null,"y"]]')
    const one = resultBody([['a', oid.int4]], [['7']])
    expect(await textOf(one, { format: 'arrays', single: true })).toBe('[7]')
  })

  test('an envelope stands around the rows', async () => {
    const one = resultBody([['a', oid.int4]], [['7']])
    const envelope = { page: 3, next: undefined, 'o"k': ['é', null], data: ROWS, at: new Date(0) }
    const around = (rows: string) => `{"page":3,"o\\"k":["é",null],"data":${rows},"at":"1970-01-01T00:00:00.000Z"}`
    expect(await textOf(one, { envelope })).toBe(around('[{"a":7}]'))
    expect(await textOf(one, { envelope, single: true })).toBe(around('{"a":7}'))
    expect(await textOf(one, { envelope, format: 'arrays' })).toBe(around('[[7]]'))
    expect(await textOf(resultBody([['a', oid.int4]], []), { envelope: { data: ROWS } })).toBe('{"data":[]}')
    expect(JSON.parse(await textOf(large, { envelope: { n: rowCount, data: ROWS } }))).toEqual({
      n: rowCount,
      data: largeTexts.map(([a, b]) => ({ a: Number(a), b })),
    })
    const { db } = fakeNeon(resultBody([['a', oid.int4]], []))
    const missing = await db.respond(db`select`, { envelope, single: '404' })
    expect([missing.status, await missing.text()]).toEqual([404, 'null'])
  })

  test('an envelope that breaks off stays open', async () => {
    const envelope = { data: ROWS, end: [{}] }
    for (const at of [650_000, 700_000]) {
      const { db } = fakeNeon(large.slice(0, at))
      const response = await db.respond(db`select`, { envelope })
      const text = await response.text().catch(() => '')
      expect(() => JSON.parse(text)).toThrow()
      expect(text).not.toContain('"end"')
    }
  })

  test('names in camel case, in rows and columns', async () => {
    const { db } = fakeNeon(body)
    const rows = await db`select`.with({ rename: 'camel' })
    expect(Object.keys(rows[0] ?? {})).toEqual(['userId', 'fullName', 'data', 'bytes'])
    expect(rows.columns[0]?.name).toBe('userId')
    expect(JSON.parse(await textOf(body, { rename: 'camel' }))).toEqual(JSON.parse(JSON.stringify(rows, base64)))
    const clash = fakeNeon(
      resultBody(
        [
          ['a_b', oid.int4],
          ['aB', oid.int4],
        ],
        [],
      ),
      { rename: 'camel' },
    ).db
    await expect(clash`select`).rejects.toMatchObject({ code: 'value', column: 'aB', columnIndex: 1 })
  })
})

describe('what does not go together is refused before anything is sent', () => {
  test.each<RespondOptions>([
    { format: 'csv', single: true },
    { format: 'csv', end: true },
    { format: 'csv', envelope: { data: ROWS } },
    { format: 'ndjson', envelope: { data: ROWS } },
    { format: 'ndjson', single: true },
    { header: true },
    { format: 'ndjson', header: true },
    { formulas: 'escape' },
    { partial: 'allow' },
    { maxBuffered: 1 },
    { format: 'csv', maxBuffered: 0 },
    { format: 'csv', formulas: 'no' as never },
    { format: 'arrays', single: true, header: true },
    { envelope: {} },
    { envelope: { a: ROWS, b: ROWS } },
    { envelope: { data: ROWS, big: 1n } },
    { envelope: 'data' as never },
    { rename: 'snake' as never },
  ])('%o', async (options) => {
    const { db, sent } = fakeNeon(body)
    await expect(db.respond(db`select`, options)).rejects.toMatchObject({ code: 'option' })
    expect(sent).toEqual([])
  })
})

const base64 = (_name: string, value: unknown) =>
  value instanceof Uint8Array ? btoa(String.fromCharCode(...value)) : value

/** Rows of random texts of these types. */
function randomRows(random: () => number, count: number): (string | null)[][] {
  const letters = ['a', ',', '"', '\n', '\r', '\\', 'é', '😀', '=', '-', '+', '@', ' ', '1', '.', 'e', '_', '\t', '＝']
  const pick = () => letters[Math.floor(random() * letters.length)] as string
  const text = (most: number) => Array.from({ length: Math.floor(random() * most) }, pick).join('')
  const nullOr = (value: string) => (random() < 0.15 ? null : value)
  return Array.from({ length: count }, () => [
    nullOr(String(Math.floor(random() * 4e9) - 2e9)),
    nullOr(text(random() < 0.05 ? 500 : 8)),
    nullOr(JSON.stringify(random() < 0.3 ? text(5) : { [text(3)]: [text(4), null, random() * 100] })),
    nullOr(
      `\\x${Array.from({ length: Math.floor(random() * 9) }, () =>
        Math.floor(random() * 256)
          .toString(16)
          .padStart(2, '0'),
      ).join('')}`,
    ),
  ])
}

test('every way out gives the same rows', async () => {
  const seed = Number(process.env.TCPLESS_SEED ?? Math.floor(Math.random() * 1e6))
  console.log(`seed ${seed} (TCPLESS_SEED)`)
  const random = randomOf(seed)
  for (let round = 0; round < 40; round++) {
    const text = resultBody(columns, randomRows(random, Math.floor(random() * 60)))
    const { db } = fakeNeon(() =>
      jsonResponse(
        streamOf(pieces(encode(text), 1 + Math.floor(random() * 900), 1 + Math.floor(random() * 9)), 'bytes'),
      ),
    )
    const rows = await db`select`
    const json = JSON.parse(JSON.stringify(rows, base64))
    const get = async (options: RespondOptions) => (await db.respond(db`select`, options)).text()
    expect(JSON.parse(await get({}))).toEqual(json)
    const lines = (await get({ format: 'ndjson' })).split('\n').slice(0, -1)
    expect(lines.map((line) => JSON.parse(line))).toEqual(json)
    const arrays: unknown[][] = JSON.parse(await get({ format: 'arrays' }))
    expect(arrays).toEqual(json.map((row: object) => Object.values(row)))
    expect((await db.lazy(db`select`)).toArray()).toEqual([...rows])
    const streamed: unknown[] = []
    for await (const batch of db.stream(db`select`)) streamed.push(...batch)
    expect(streamed).toEqual([...rows])
    const csv = parse(await get({ format: 'csv', header: false }))
    const plain = (cell: unknown, column: number) => (cell === null ? '' : column === 2 ? cell : String(cell))
    expect(
      csv.map((line: string[]) => line.map((cell, i) => (i === 2 && cell !== '' ? JSON.parse(cell) : cell))),
    ).toEqual(
      arrays.map((row, i) =>
        row.map((cell, column) =>
          column === 2 && rows[i]?.data === null ? (csv[i]?.[2] === '' ? '' : null) : plain(cell, column),
        ),
      ),
    )
  }
})

test('rows of a value binding become the same bytes', async () => {
  const random = randomOf(7)
  const types = [
    ['user_id', oid.int4],
    ['full_name', oid.text],
    ['raw_bytes', oid.bytea],
  ] as const
  for (let round = 0; round < 20; round++) {
    const texts = randomRows(random, 1 + Math.floor(random() * 30)).map(([a, b, , bytes]) => [
      a ?? null,
      b ?? null,
      bytes ?? null,
    ])
    const { db } = fakeNeon(resultBody(types, texts))
    const rows = await db`select`
    const binding: D1Binding = {
      prepare: () => ({
        bind() {
          return this
        },
        all: async () => ({
          results: rows.map((row) => ({
            ...row,
            ...(row.raw_bytes !== null && { raw_bytes: [...(row.raw_bytes as Uint8Array)] }),
          })),
          meta: {},
        }),
      }),
      batch: async () => [],
    }
    const values = d1(binding)
    const forms: RespondOptions[] = [
      {},
      { format: 'ndjson', end: true },
      { format: 'arrays' },
      { format: 'arrays', header: true, rename: 'camel' },
      { format: 'csv' },
      { format: 'csv', formulas: 'escape' },
      { format: 'csv', header: false },
      { rename: 'camel', envelope: { a: 1, rows: ROWS, z: null } },
    ]
    for (const options of forms) {
      const expected = await (await db.respond(db`select`, options)).text()
      expect(await (await values.respond(values`select 1`, options)).text()).toBe(expected)
    }
  }
  const clash = d1({
    prepare: () => ({
      bind() {
        return this
      },
      all: async () => ({ results: [{ a_b: 1, aB: 2 }], meta: {} }),
    }),
    batch: async () => [],
  })
  await expect(clash`select 1`.with({ rename: 'camel' })).rejects.toMatchObject({ code: 'value', column: 'aB' })
})
