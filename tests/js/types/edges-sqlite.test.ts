// The edge cases of SQLite's values and of sizes, each named by its number (E55 to E60): on D1 in workerd by its binding,
// and on SQLite behind the gateway by the REST API. What a Durable Object does is in tests/js/workerd/edges-durable.test.ts.
import { convertV4MiniflareOptions, Miniflare } from 'miniflare'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Gateway, startGateway } from '../../../js/gateway/gateway.js'
import { type D1Binding, d1 } from '../../../js/services/d1.js'
import { type BatchDatabase, d1Rest } from '../../../js/services/d1-rest.js'
import { body, fakeD1 } from '../support/d1-rest-service.js'
import { fakeNeon, jsonResponse, oid, resultBody, streamOf } from '../support/neon-service.js'

const encode = (text: string) => new TextEncoder().encode(text)

describe('on D1', () => {
  let miniflare: Miniflare
  let gateway: Gateway
  let binding: D1Binding
  let databases: { readonly binding: BatchDatabase; readonly rest: BatchDatabase }

  beforeAll(async () => {
    const script = 'export default {}'
    miniflare = new Miniflare(convertV4MiniflareOptions({ cf: false, modules: true, script, d1Databases: ['DB'] }))
    binding = (await miniflare.getD1Database('DB')) as unknown as D1Binding
    gateway = await startGateway({ port: 0, sqlite: ':memory:' })
    databases = { binding: d1(binding), rest: d1Rest(gateway.d1 as NonNullable<Gateway['d1']>) }
  })
  afterAll(async () => {
    await gateway?.close()
    await miniflare?.dispose()
  })

  test.each(['binding', 'rest'] as const)(
    'E55 by %s: a blob is bytes, and text that looks like one is text',
    async (by) => {
      const query = databases[by]`select x'00ff' as a, x'' as b, '[0,255]' as c`
      expect(await query).toEqual([{ a: Uint8Array.of(0, 255), b: new Uint8Array(), c: '[0,255]' }])
      expect(await (await databases[by].respond(query)).json()).toEqual([{ a: 'AP8=', b: '', c: '[0,255]' }])
    },
  )

  test('E56: the binding has lost a digit, which integers: exact tells and a cast to text avoids', async () => {
    expect(await databases.binding`select 9007199254740993 as n`).toEqual([{ n: 9007199254740992 }])
    await expect(d1(binding, { integers: 'exact' })`select 9007199254740993 as n`).rejects.toMatchObject({
      code: 'value',
      column: 'n',
    })
    for (const db of Object.values(databases)) {
      expect(await db`select cast(9007199254740993 as text) as n`).toEqual([{ n: '9007199254740993' }])
    }
  })

  test('E56: an answer of the REST API has all digits', async () => {
    const text = body(['n'], [[0]]).replace('[[0]]', '[[9007199254740993]]')
    await expect(fakeD1(text).db`select`).rejects.toMatchObject({ code: 'value', column: 'n' })
    expect(await fakeD1(text, { types: { int8: 'bigint' } }).db`select`).toEqual([{ n: 9007199254740993n }])
    expect(await fakeD1(text, { types: { int8: 'string' } }).db`select`).toEqual([{ n: '9007199254740993' }])
  })

  test.each(['binding', 'rest'] as const)('E57 by %s: infinity is null, and zero has no sign', async (by) => {
    const rows = await databases[by]`select 9e999 as a, -9e999 as b, -0.0 as c, 1e308 as d, 5e-324 as e`
    expect(rows).toStrictEqual([{ a: null, b: null, c: 0, d: 1e308, e: 5e-324 }])
  })

  test.each(['binding', 'rest'] as const)(
    'E58 by %s: NUL inside text stays, bytes that are no UTF-8 do not',
    async (by) => {
      const rows = await databases[by]`select 'a' || char(0) || 'b' as a, cast(x'ff61' as text) as b`
      expect(rows).toEqual([{ a: 'a\0b', b: '\ufffda' }])
    },
  )

  test.each(['binding', 'rest'] as const)('E59 by %s: names of columns are as they are', async (by) => {
    const rows = await databases[by]`select 1 as "?", 2 as ":a", count(*), 3 as ""`
    expect(rows.columns.map(({ name }) => name)).toEqual(['?', ':a', 'count(*)', ''])
    expect(Object.entries(rows[0] as object)).toEqual([
      ['?', 1],
      [':a', 2],
      ['count(*)', 1],
      ['', 3],
    ])
  })
})

describe('E60: sizes', () => {
  const nested = (open: string, inside: string, close: string, depth: number) =>
    open.repeat(depth) + inside + close.repeat(depth)

  test.each([
    ['objects', nested('{"a":', '1', '}', 10_000)],
    ['arrays', nested('[', '', ']', 10_000)],
  ])('a json value of 10,000 %s, one in the other', async (_what, json) => {
    const { db } = fakeNeon(resultBody([['value', oid.json]], [[json]]))
    const [row] = await db<{ value: Record<string, unknown> }>`select`
    let depth = 0
    for (let at: unknown = row?.value; typeof at === 'object' && at; at = Object.values(at)[0]) depth++
    expect(depth).toBe(10_000)
    expect(await (await db.respond(db`select`)).text()).toBe(`[{"value":${json}}]`)
  })

  test.each([
    ['a json value', resultBody([['value', oid.json]], [[nested('[', '', ']', 100_000)]])],
    ['an array', resultBody([['value', 1007]], [[nested('{', '1', '}', 10_000)]])],
    ['a body', `{"fields":${nested('[', '', ']', 100_000)}}`],
    ['the rows', `{"fields":[],"rows":${nested('[', '', ']', 100_000)}}`],
  ])('%s too deep is an error', async (_what, text) => {
    const { db } = fakeNeon(text, { readOnly: true })
    await expect(db`select`).rejects.toMatchObject({ code: expect.stringMatching(/^(limit|protocol|value)$/) })
    await expect(db.respond(db`select`)).rejects.toMatchObject({
      code: expect.stringMatching(/^(limit|protocol|value)$/),
    })
  })

  /** The body of so many rows, made as it is read. */
  function* bodyOf(rows: number, text: string): Generator<Uint8Array<ArrayBuffer>> {
    const [head, tail] = resultBody(
      [
        ['n', oid.int4],
        ['t', oid.text],
      ],
      [],
    ).split('"rows":[]') as [string, string]
    yield encode(`${head}"rows":[`)
    for (let row = 0; row < rows; row += 1000) {
      const lines = Array.from({ length: 1000 }, (_, i) => `["${row + i}","${text}"]`).join(',')
      yield encode(row === 0 ? lines : `,${lines}`)
    }
    yield encode(`]${tail}`)
  }

  // The second has 64 MB.
  test.each([
    [1_000_000, 'x'],
    [64_000, 'x'.repeat(1000)],
  ])(
    '%i rows pass through respond() and stream() without staying anywhere',
    { timeout: 60_000 },
    async (count, text) => {
      const { db } = fakeNeon(() => jsonResponse(streamOf(bodyOf(count, text), 'bytes')))
      const response = await db.respond(db`select`, { format: 'ndjson', end: true })
      let lines = 0
      let last: Uint8Array = new Uint8Array()
      for await (const piece of response.body as unknown as AsyncIterable<Uint8Array>) {
        for (const byte of piece) if (byte === 10) lines++
        last = piece
      }
      expect(lines).toBe(count + 1)
      expect(new TextDecoder().decode(last).trimEnd().split('\n').at(-1)).toBe(`{"end":{"rows":${count}}}`)
      let rows = 0
      let most = 0
      for await (const batch of db.stream(db`select`)) {
        rows += batch.length
        most = Math.max(most, batch.length)
      }
      expect(rows).toBe(count)
      expect(most * (text.length + 10)).toBeLessThan(2_000_000)
    },
  )
})
