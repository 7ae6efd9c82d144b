import { runInNewContext } from 'node:vm'
import { describe, expect, test } from 'vitest'
import { type Parameter, sql } from '../../js/services/neon.js'
import { fakeNeon, resultBody } from './support/neon-service.js'

const empty = resultBody([], [])

async function sentFor(value: unknown): Promise<unknown> {
  const { db, sent } = fakeNeon(empty)
  await db`select ${value as Parameter}`
  return sent[0]?.body.params[0]
}

// workerd has one realm only.
const isWorkerd = 'IdentityTransformStream' in globalThis
const foreign = (code: string): unknown => (isWorkerd ? null : runInNewContext(code))

class Point {
  x = 1
}

const cycle: Record<string, unknown> = {}
cycle.self = cycle
const cyclicArray: unknown[] = []
cyclicArray.push(cyclicArray)
const deepArray = Array.from({ length: 65 }).reduce<unknown[]>((inner) => [inner], [])

describe('threat 3: what is not a value is refused before anything is sent', () => {
  test.each<[string, unknown]>([
    ['undefined', undefined],
    ['a function', () => 1],
    ['a symbol', Symbol('x')],
    ['an invalid Date', new Date(Number.NaN)],
    ['a Map', new Map([[1, 2]])],
    ['a Set', new Set([1])],
    ['an instance of a class', new Point()],
    ['a promise', Promise.resolve(1)],
    ['an Error', new Error('x')],
    ['a RegExp', /x/],
    ['a boxed number', Object(1)],
    ['a cycle', cycle],
    ['a cyclic array', cyclicArray],
    ['an array nested too deeply', deepArray],
    ['undefined in an array', [1, undefined]],
    // biome-ignore lint/suspicious/noSparseArray: the hole is what is tested
    ['a hole in an array', [1, , 2]],
    ['a function in an array', [() => 1]],
    ['a bigint inside JSON', { a: 1n }],
    ['NaN inside JSON', { a: Number.NaN }],
    ['infinity inside JSON', { a: [Number.POSITIVE_INFINITY] }],
    ['undefined in an array inside JSON', { a: [undefined] }],
    ['a function inside JSON', { a: () => 1 }],
    ['a Map inside JSON', { a: new Map() }],
    ['an invalid Date inside JSON', { a: new Date(Number.NaN) }],
    ['a lone surrogate', 'a\ud800b'],
    ['a lone surrogate in an array', ['ok', '\udc00']],
    ['a lone surrogate inside JSON', { a: '\ud800' }],
    ['a lone surrogate in a key of JSON', { '\udfff': 1 }],
    ['NUL in text', 'a\0b'],
    [
      'a toJSON that throws',
      {
        toJSON: () => {
          throw new Error('no')
        },
      },
    ],
    ['a toJSON that gives nothing', { toJSON: () => undefined }],
    ['an object that only looks like a Date', { [Symbol.toStringTag]: 'Date', getTime: () => 1, x: new Map() }],
    ['an object that only inherits from ArrayBuffer', Object.create(ArrayBuffer.prototype)],
    ['a buffer that was transferred', transferred()],
    ['a revoked proxy', revokedProxy()],
  ])('%s', async (_name, value) => {
    const { db, sent } = fakeNeon(empty)
    const query = db`select ${1}, ${value as Parameter}`
    await expect(query).rejects.toMatchObject({ code: 'parameter', parameter: 1, service: 'neon', retryable: false })
    expect(sent).toEqual([])
  })

  test('a lone surrogate split over two parameters is found', async () => {
    const { db, sent } = fakeNeon(empty)
    await expect(db`select ${'\ud83d'}, ${'\ude00'}`).rejects.toMatchObject({ code: 'parameter', parameter: 0 })
    expect(sent).toEqual([])
  })

  test('a fragment inside a value', async () => {
    const { db, sent } = fakeNeon(empty)
    await expect(db`select ${[sql`1`]}`).rejects.toMatchObject({ code: 'template_misuse' })
    await expect(db.query('select $1', [sql`1`])).rejects.toMatchObject({ code: 'template_misuse' })
    expect(sent).toEqual([])
  })
})

function transferred(): ArrayBuffer {
  const buffer = Uint8Array.of(1).buffer
  structuredClone(buffer, { transfer: [buffer] })
  return buffer
}

function revokedProxy(): object {
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  return proxy
}

test.each<[string, unknown, unknown]>([
  ['null', null, null],
  ['negative zero', -0, '-0'],
  ['a large number', 1e21, '1e+21'],
  ['a bigint', -9223372036854775808n, '-9223372036854775808'],
  ['text', `'\\"$1?\n\u{1f600}`, `'\\"$1?\n\u{1f600}`],
  ['a Date', new Date(Date.UTC(2024, 0, 2, 3, 4, 5, 678)), '2024-01-02T03:04:05.678Z'],
  ['a Date of another realm', foreign('new Date(0)'), isWorkerd ? null : '1970-01-01T00:00:00.000Z'],
  ['an ArrayBuffer', Uint8Array.of(1, 255).buffer, '\\x01ff'],
  ['an ArrayBuffer of another realm', foreign('new Uint8Array([7]).buffer'), isWorkerd ? null : '\\x07'],
  ['exactly the bytes of a view', new Uint8Array([9, 1, 2, 9]).subarray(1, 3), '\\x0102'],
  ['a view of wider elements', new Uint16Array([0x0201]), '\\x0102'],
  ['a DataView', new DataView(Uint8Array.of(9, 8, 7).buffer, 1, 1), '\\x08'],
  ['a Buffer', Buffer.from([0, 1]), '\\x0001'],
  ['an object', { a: 1, b: 'x', c: undefined }, '{"a":1,"b":"x"}'],
  ['an object that only calls itself a Date', { [Symbol.toStringTag]: 'Date', a: 1 }, '{"a":1}'],
  ['an object that only calls itself an ArrayBuffer', { [Symbol.toStringTag]: 'ArrayBuffer', a: 1 }, '{"a":1}'],
  ['one with a length and elements', { [Symbol.toStringTag]: 'ArrayBuffer', length: 1, 0: 7 }, '{"0":7,"length":1}'],
  ['an object without a prototype', Object.assign(Object.create(null), { a: 1 }), '{"a":1}'],
  ['an object of another realm', foreign('({ a: [1] })'), isWorkerd ? null : '{"a":[1]}'],
  ['a URL', new URL('http://x/'), '"http://x/"'],
  ['an object with toJSON', { toJSON: () => ({ x: 1 }) }, '{"x":1}'],
  ['an array', [1, null, 'a"b\\', true], '{"1",NULL,"a\\"b\\\\","true"}'],
  ['nested arrays', [[1], [2]], '{{"1"},{"2"}}'],
  ['an array of objects', [{ a: 1 }], '{"{\\"a\\":1}"}'],
])('%s is sent exactly', async (_name, value, expected) => {
  expect(await sentFor(value)).toBe(expected)
})

test('sql.json makes JSON of anything', async () => {
  expect(await sentFor(sql.json([1, 'x', null]))).toBe('[1,"x",null]')
  expect(await sentFor(sql.json('x'))).toBe('"x"')
  expect(await sentFor(sql.json(null))).toBe('null')
  const { db } = fakeNeon(empty)
  await expect(db`select ${sql.json(undefined)}`).rejects.toMatchObject({ code: 'parameter', parameter: 0 })
})

test('sql.val is what a bare value is', async () => {
  expect(await sentFor(sql.val([1]))).toBe('{"1"}')
})

test('a literal that cannot be written names no parameter', async () => {
  const { db } = fakeNeon(empty)
  const error = await db`select ${1}, ${sql.lit(new Map())}`.catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({ code: 'parameter' })
  expect(error).not.toHaveProperty('parameter')
})

test('threat 32: a query started inside toJSON runs, and both send their own values', async () => {
  const { db, sent } = fakeNeon(empty)
  let inner: PromiseLike<unknown> | undefined
  const value = {
    toJSON() {
      inner = db`select ${'inner'}, ${'second'}`.then((rows) => rows)
      return { outer: true }
    },
  }
  await db`select ${'first'}, ${value}, ${'last'}`
  await inner
  expect(sent.map((request) => request.body.params)).toEqual([
    ['inner', 'second'],
    ['first', '{"outer":true}', 'last'],
  ])
})

test('a long text keeps its length', async () => {
  const text = 'é€\u{1f600}x'.repeat(50_000)
  expect(await sentFor(text)).toBe(text)
})

test('values by name are refused where the database takes them by position', async () => {
  const { db, sent } = fakeNeon(empty)
  await expect(db.query('select :a', { a: 1 })).rejects.toMatchObject({ code: 'unsupported', service: 'neon' })
  expect(() => db.query('select 1', null as never)).toThrow(expect.objectContaining({ code: 'template_misuse' }))
  expect(sent).toEqual([])
})
