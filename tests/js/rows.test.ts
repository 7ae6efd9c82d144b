import { describe, expect, test } from 'vitest'
import { DatabaseError } from '../../js/services/neon.js'
import { fakeNeon, jsonResponse, oid, resultBody, streamOf } from './support/neon-service.js'

describe('threat 12: column names are data', () => {
  const hostile = [
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    'valueOf',
    '__defineGetter__',
    '',
    '0',
    'a b',
  ]

  test('all become own properties, and no prototype changes', async () => {
    const columns = hostile.map((name) => [name, oid.text] as const)
    const { db } = fakeNeon(resultBody(columns, [hostile.map((name) => `value of ${name}`), hostile.map(() => null)]))
    const [row, nulls] = await db`select`
    for (const name of hostile) {
      expect(Object.getOwnPropertyDescriptor(row, name)).toEqual({
        value: `value of ${name}`,
        enumerable: true,
        writable: true,
        configurable: true,
      })
      expect(Object.getOwnPropertyDescriptor(nulls, name)?.value).toBe(null)
    }
    expect(Object.getPrototypeOf(row)).toBe(Object.prototype)
    expect(Object.keys({})).toEqual([])
  })

  test('a JSON value in a column called __proto__ is no prototype', async () => {
    const { db } = fakeNeon(resultBody([['__proto__', oid.json]], [['{"admin":true}']]))
    const [row] = await db`select`
    expect((row as { admin?: boolean }).admin).toBe(undefined)
    expect(Object.getOwnPropertyDescriptor(row, '__proto__')?.value).toEqual({ admin: true })
  })

  test('__proto__ inside JSON is an own property, also when it has bigints', async () => {
    const { db } = fakeNeon(resultBody([['j', oid.json]], [['{"__proto__":{"x":12345678901234567890}}']]))
    const [row] = await db`select`.with({ types: { int8: 'bigint' } })
    expect(Object.getOwnPropertyDescriptor(row?.j, '__proto__')?.value).toEqual({ x: 12345678901234567890n })
  })

  test('of columns with one name the last one stays; columns keeps both', async () => {
    const { db } = fakeNeon(
      resultBody(
        [
          ['a', oid.int4],
          ['b', oid.int4],
          ['a', oid.int4],
        ],
        [['1', '2', '3']],
      ),
    )
    const rows = await db`select`
    expect(rows).toEqual([{ a: 3, b: 2 }])
    expect(rows.columns.map((column) => column.name)).toEqual(['a', 'b', 'a'])
  })

  test('in JSON output too', async () => {
    const { db } = fakeNeon(
      resultBody(
        [
          ['__proto__', oid.text],
          ['a', oid.int4],
        ],
        [['x', '1']],
      ),
    )
    expect(await (await db.respond(db`select`)).text()).toBe('[{"__proto__":"x","a":1}]')
  })
})

describe('rows as arrays', () => {
  const columns = [
    ['a', oid.int4],
    ['b', oid.text],
    ['a', oid.int8],
  ] as const
  const body = resultBody(columns, [
    ['1', 'x', '2'],
    ['3', null, '4'],
  ])
  const rows = [
    [1, 'x', 2],
    [3, null, 4],
  ]

  test('columns of one name all have a place', async () => {
    const { db } = fakeNeon(body, { rowMode: 'array' })
    expect(await db`select`).toEqual(rows)
    expect(await db`select`.with({ rowMode: 'object' })).toEqual([
      { a: 2, b: 'x' },
      { a: 4, b: null },
    ])
    expect(await (await db.respond(db`select`)).json()).toHaveLength(2)
    expect(() => db`select`.with({ rowMode: 'tuple' as 'array' })).toThrow('rowMode')
  })

  test('each query of a batch has its own', async () => {
    const { db } = fakeNeon(`{"results":[${body},${body}]}`)
    const [objects, arrays] = await db.batch([db`select`, db`select`.with({ rowMode: 'array' })])
    expect(objects[0]).toEqual({ a: 2, b: 'x' })
    expect(arrays).toEqual(rows)
  })

  test('a value at fault has its column', async () => {
    const { db } = fakeNeon(resultBody(columns, [['1', 'x', '9007199254740993']]), { rowMode: 'array' })
    await expect(db`select`).rejects.toMatchObject({ code: 'value', column: 'a', columnIndex: 2 })
  })
})

test('results with as many columns and other names keep their own', async () => {
  for (const names of [
    ['a', 'b'],
    ['a', 'c'],
    ['c', 'a'],
    ['__proto__', 'a'],
    ['a', 'b'],
  ]) {
    const { db } = fakeNeon(
      resultBody(
        names.map((name) => [name, oid.int4]),
        [['1', '2']],
      ),
    )
    expect(Object.entries((await db`select`)[0] as object)).toEqual([
      [names[0], 1],
      [names[1], 2],
    ])
  }
})

test('no columns', async () => {
  const { db } = fakeNeon(resultBody([], [[], []]))
  expect(await db`select`).toEqual([{}, {}])
})

test('a result is an array of rows and nothing else that can be enumerated', async () => {
  const { db } = fakeNeon(resultBody([['a', oid.int4]], [['1']], { command: 'SELECT', rowCount: 1 }))
  const rows = await db`select`
  expect(Array.isArray(rows)).toBe(true)
  expect(Object.getPrototypeOf(rows)).toBe(Array.prototype)
  expect(Object.keys(rows)).toEqual(['0'])
  expect(JSON.stringify(rows)).toBe('[{"a":1}]')
  expect(rows).toMatchObject({ command: 'SELECT', affected: 1, lastId: null, meta: {} })
})

test('what the service says beside the rows', async () => {
  const body = resultBody([], [], { command: 'CREATE', rowCount: null })
  const { db } = fakeNeon(() => jsonResponse(body, 200, { 'neon-request-id': 'abc' }))
  expect(await db`create`).toMatchObject({ command: 'CREATE', affected: null, meta: { requestId: 'abc' } })
})

test('rows before fields', async () => {
  const body = '{"rows":[["1"],[null]],"rowCount":2,"command":"SELECT","fields":[{"name":"a","dataTypeID":23}]}'
  const { db } = fakeNeon(body)
  expect(await db`select`).toEqual([{ a: 1 }, { a: null }])
})

test('more rows before fields than may be kept are an error', async () => {
  const rows = JSON.stringify(Array.from({ length: 500 }, () => ['x'.repeat(100)]))
  const { db } = fakeNeon(`{"rows":${rows},"fields":[{"name":"a","dataTypeID":25}]}`, { maxBuffered: 1000 })
  await expect(db`select`).rejects.toMatchObject({ code: 'limit' })
})

test('text with a byte order mark and every plane keeps it, over all feeds', async () => {
  const texts = ['\ufeffa', 'é', '€', '\u{1f600}', '\ud7ff\ue000', 'x'.repeat(13)]
  const { db } = fakeNeon(() =>
    jsonResponse(streamOf([...new TextEncoder().encode(body)].map((byte) => Uint8Array.of(byte)))),
  )
  const body = resultBody(
    texts.map((_, i) => [`c${i}`, oid.text]),
    [texts, texts],
  )
  const rows = await db`select`
  expect(rows.map((row) => Object.values(row))).toEqual([texts, texts])
})

test('a value that cannot be given exactly names its place', async () => {
  const { db } = fakeNeon(
    resultBody(
      [
        ['a', oid.int4],
        ['big', oid.int8],
      ],
      [
        ['1', '2'],
        ['3', '9007199254740993'],
      ],
    ),
  )
  const error = await db`select`.catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(DatabaseError)
  expect(error).toMatchObject({ code: 'value', column: 'big', columnIndex: 1, service: 'neon', status: 200 })
  await expect(db.respond(db`select`)).rejects.toMatchObject({ code: 'value', column: 'big', columnIndex: 1 })
  expect(await db`select`.with({ types: { int8: 'string' } })).toEqual([
    { a: 1, big: '2' },
    { a: 3, big: '9007199254740993' },
  ])
})

test('bytes are copies of their own', async () => {
  const { db } = fakeNeon(resultBody([['a', oid.bytea]], [['\\x0001ff'], ['\\x']]))
  const rows = await db<{ a: Uint8Array }>`select`
  expect(rows).toEqual([{ a: Uint8Array.of(0, 1, 255) }, { a: new Uint8Array(0) }])
  expect(Object.getPrototypeOf(rows[0]?.a)).toBe(Uint8Array.prototype)
  expect(rows[0]?.a.buffer.byteLength).toBe(3)
})
