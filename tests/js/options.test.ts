import { describe, expect, test } from 'vitest'
import { type NeonOptions, neon } from '../../js/services/neon.js'
import { canaryUrl, fakeNeon, oid, resultBody } from './support/neon-service.js'

const good = resultBody([['a', oid.int4]], [['1']])

describe('options that are wrong are refused at once', () => {
  test.each<[string, unknown]>([
    ['an unknown name', { colour: 1 }],
    ['an inherited name', { toString: () => '' }],
    ['no object', 'x'],
    ['null', null],
    ['timeout 0', { timeout: 0 }],
    ['a timeout that timers cannot take', { timeout: 2 ** 31 }],
    ['a timeout that is text', { timeout: '1' }],
    ['timeout NaN', { timeout: Number.NaN }],
    ['types that are a number', { types: 1 }],
    ['types that are null', { types: null }],
    ['a form that is no text', { types: { int8: 1 } }],
    ['a form of a column that is no text', { types: { columns: { a: ['text'] } } }],
    ['an unknown part of retry', { retry: { tries: 1 } }],
    ['no attempts', { retry: { maxAttempts: 0 } }],
    ['half an attempt', { retry: { maxAttempts: 1.5 } }],
    ['retry: true', { retry: true }],
    ['an unknown event', { on: { finish() {} } }],
    ['an event that is no function', { on: { query: 'x' } }],
    ['a signal that is none', { signal: {} }],
    ['fetch that is no function', { fetch: {} }],
    ['an empty endpoint', { endpoint: '' }],
    ['a token that is no text', { authToken: 1 }],
    ['an empty token', { authToken: '' }],
    ['insecure that is text', { insecure: 'yes' }],
    ['too much buffered', { maxBuffered: 2 ** 30 }],
    ['readOnly that is no boolean', { readOnly: 1 }],
    ['an empty name', { name: '' }],
  ])('%s', (_name, options) => {
    expect(() => neon(canaryUrl, options as NeonOptions)).toThrow(
      expect.objectContaining({ code: 'option', service: 'neon' }),
    )
  })

  test('the message names the option', () => {
    const message = (options: object) => {
      try {
        return neon(canaryUrl, options)
      } catch (error) {
        return (error as Error).message
      }
    }
    expect(message({ toString: () => '' })).toBe('there is no option toString')
    expect(message({ signal: { aborted: false } })).toBe('the option signal must be an AbortSignal')
    expect(message({ timeout: -1 })).toBe(
      'the option timeout must be a number of milliseconds from above 0 to 2147483647',
    )
    expect(message({ types: { int8: 1 } })).toBe('the option types must be a preset or an object of forms')
  })

  test('for one query', () => {
    const { db } = fakeNeon(good)
    expect(() => db`x`.with({ types: { int8: 1 as unknown as 'string' } })).toThrow(
      expect.objectContaining({ code: 'option', service: 'neon' }),
    )
    expect(() => db`x`.with({ fetch } as object)).toThrow(expect.objectContaining({ code: 'option' }))
  })
})

test('undefined is as if it were not there', async () => {
  const { db } = fakeNeon(good, {
    timeout: undefined,
    types: undefined,
    retry: undefined,
    on: undefined,
    signal: undefined,
  })
  expect(await db`select`.with({ timeout: undefined })).toEqual([{ a: 1 }])
})

test.each<unknown>(['', undefined, null, 1, {}, new URL('postgresql://u:p@h/d')])('the connection string %s', (url) => {
  expect(() => neon(url as string)).toThrow(expect.objectContaining({ code: 'connection_string', service: 'neon' }))
})

// https://url.spec.whatwg.org/#host-parsing
const hostsOfNoURL = [
  ...['127.0.0.256', '256.256.256.256', '1.2.3.4.5', '4294967296', '1.2.3.09', 'a.0', 'a.0x', 'a.1.2.3.4'],
  ...['[zz]', '[::1', '[::1.]', '[::1..]', '[1.2]', '[1::2::3]', '[1:2:3:4:5:6:7:8:9]', '[::ffff:1.2.3.256]'],
  ...['exa<mple', 'exa>mple', 'exa^mple', 'exa|mple', 'exa mple', 'exa%00mple', 'exa%zzmple'],
]

async function expectRefused(url: string, options: NeonOptions): Promise<void> {
  const { db, sent } = fakeNeon(good, options, url)
  const outcome = await db`select`.then(
    () => 'sent',
    (error: unknown) => error,
  )
  expect({ url, options, outcome }).toMatchObject({
    outcome: { code: expect.stringMatching(/connection_string|option/), service: 'neon' },
  })
  expect(sent).toEqual([])
}

describe('threat 8: where credentials may go', () => {
  test.each<[string, NeonOptions, string]>([
    ['postgresql://u:p@ep-x.us-east-2.aws.neon.tech:5433/d', {}, 'https://api.us-east-2.aws.neon.tech/sql'],
    ['postgres://u:p@EP-X.AWS.neon.tech/d', {}, 'https://api.aws.neon.tech/sql'],
    ['postgresql://u:p@localhost:5488/d', {}, 'http://localhost:5488/sql'],
    // With its dot it is the same host: https://www.rfc-editor.org/rfc/rfc3986.html#section-3.2.2
    ['postgresql://u:p@localhost.:5488/d', {}, 'http://localhost:5488/sql'],
    ['postgresql://u:p@ep-x.us-east-2.aws.neon.tech./d', {}, 'https://api.us-east-2.aws.neon.tech/sql'],
    ['postgresql://u:p@x.pg.psdb.cloud./d', {}, 'https://x.pg.psdb.cloud/sql'],
    ['postgresql://u:p@x.xata.tech./d', {}, 'https://x.xata.tech/sql'],
    ['postgresql://u:p@h.example/d', { endpoint: 'https://e.example/path/sql' }, 'https://e.example/path/sql'],
    ['postgresql://u:p@h.example/d', { endpoint: 'http://127.0.0.1:9/sql' }, 'http://127.0.0.1:9/sql'],
    ['postgresql://u:p@h.example/d', { endpoint: 'http://db.internal/sql', insecure: true }, 'http://db.internal/sql'],
  ])('%s %o', async (url, options, expected) => {
    const { db, sent } = fakeNeon(good, options, url)
    await db`select`
    expect(sent[0]?.url).toBe(expected)
    expect(new URL(sent[0]?.url as string)).toMatchObject({ username: '', password: '' })
  })

  test.each<[string, NeonOptions, string]>([
    ['postgresql://u:p@h.example/d', { endpoint: 'http://e.example/sql' }, 'http: to another host'],
    [
      'postgresql://u:p@h.example/d',
      { endpoint: 'http://localhost.evil.example/sql' },
      'a host that only begins like this one',
    ],
    ['postgresql://u:p@h.example/d', { endpoint: 'https://u:p@e.example/sql' }, 'user info'],
    ['postgresql://u:p@h.example/d', { endpoint: 'https://e.example\\@evil.example/sql' }, 'a backslash'],
    ['postgresql://u:p@h.example/d', { endpoint: 'ftp://e.example/sql' }, 'another scheme'],
    ['postgresql://u:p@h.example/d', { endpoint: 'e.example/sql' }, 'no scheme'],
    ['postgresql://u:p@h\u0430.example/d', {}, 'letters that only look like others'],
    ['postgresql://u:p@/d', {}, 'no host'],
    ['postgresql://ep-x.neon.tech/d', {}, 'no user'],
    ['http://u:p@h.example/d', {}, 'another scheme for the database'],
    ['postgresql://u:p@localhost../d', {}, 'two dots at the end'],
    ['postgresql://u:p@x.pg.psdb.cloud../d', {}, 'two dots at the end'],
    ['postgresql://u:p@h.example/d', { endpoint: 'http://localhost./sql' }, 'a dot at the end'],
    ['postgresql://u:p@h.example/d', { endpoint: 'http://127.0.0.1./sql' }, 'a dot at the end'],
  ])('%s %o is refused: %s', expectRefused)

  // What only the parser of URLs refuses would otherwise look like a request that was lost.
  test.each(hostsOfNoURL)('the host %s, which no URL can have, is refused', async (host) => {
    expect(URL.canParse(`https://${host}/`)).toBe(false)
    await expectRefused(`postgresql://u:p@${host}/d`, {})
    await expectRefused(`postgresql://u:p@x.${host}/d`, {})
    await expectRefused('postgresql://u:p@h.example/d', { endpoint: `https://${host}/` })
    await expectRefused('postgresql://u:p@h.example/d', { endpoint: `http://${host}:80/sql`, insecure: true })
  })

  test.each(['b', '99999', '65536', '-1', '1e3', '+80', '0x50', '80 0', '8:0'])(
    'the port %s, which no URL can have, is refused',
    async (port) => {
      expect(URL.canParse(`https://a:${port}/`)).toBe(false)
      await expectRefused(`postgresql://u:p@localhost:${port}/d`, {})
      await expectRefused(`postgresql://u:p@h.example:${port}/d`, {})
      await expectRefused('postgresql://u:p@h.example/d', { endpoint: `https://a:${port}/` })
      await expectRefused('postgresql://u:p@h.example/d', { endpoint: `http://localhost:${port}` })
    },
  )
})

test.each(['u:p@h.example\\@x.other.example', 'u:p@h.example@x.other.example', 'u:p%40h.example@x.other.example'])(
  'threat 8: request and header agree on the host of %s',
  async (authority) => {
    const { db, sent } = fakeNeon(good, {}, `postgresql://${authority}/d`)
    await db`select`
    expect(sent[0]?.url).toBe('https://api.other.example/sql')
    const header = new Headers(sent[0]?.init.headers).get('Neon-Connection-String') as string
    expect(new URL(header).hostname).toBe('x.other.example')
    expect(new URL(`postgresql://${authority}/d`).hostname).toBe('x.other.example')
  },
)

describe('threat 10: headers cannot be injected', () => {
  test.each(['a\r\nX-Evil: 1', 'a\nb', 'a\0b', 'a\u0100b', 'a b', 'é'])('the token %j', async (token) => {
    for (const authToken of [token, () => token]) {
      const { db, sent } = fakeNeon(good, { authToken }, 'postgresql://u@h.example/d')
      await expect(db`select`).rejects.toMatchObject({
        code: expect.stringMatching(/option|authentication/),
        service: 'neon',
      })
      expect(sent).toEqual([])
    }
  })

  test.each([
    'postgresql://u:p\r\n@h.example/d',
    'postgresql://u:p@h.example/d\nx',
    'postgresql://u:p@h.example/d?a=\0',
  ])('the connection string %j', async (url) => {
    const { db, sent } = fakeNeon(good, {}, url)
    await expect(db`select`).rejects.toMatchObject({ code: 'connection_string' })
    expect(sent).toEqual([])
  })
})

test.each<[string, unknown, string]>([
  ['a type', { int9: 'string' }, 'int9=string'],
  ['a form', { int8: 'float' }, 'int8=float'],
  ['an inherited form', { int8: 'length' }, 'int8=length'],
  ['a form of another type', { numeric: 'hex' }, 'numeric=hex'],
  ['an array form of a type', { int8: 'number[]' }, 'int8=number[]'],
  ['a preset', 'mysql', 'preset=mysql'],
  ['no preset', '', 'preset='],
  ['an OID', { oids: { int8: 'text' } }, 'oids int8=text'],
  ['a form of an OID', { oids: { 20: 'json' } }, 'oids 20=json'],
  ['a form of a column', { columns: { 'a=b': 'x[]' } }, 'columns a=b=x[]'],
  ['a group', { tables: { a: 'text' } }, 'tables a=text'],
])('types: %s that is unknown is refused by the core before anything is sent', async (_name, types, shown) => {
  const { db, sent } = fakeNeon(good, { types: types as 'pg' })
  const refused = { code: 'option', message: `the option types cannot be ${shown}` }
  await expect(db`select`).rejects.toMatchObject(refused)
  await expect(db.respond(db`select`)).rejects.toMatchObject(refused)
  await expect(fakeNeon(good).db`select`.with({ types: types as 'pg' })).rejects.toMatchObject(refused)
  expect(sent).toEqual([])
})

test('types: of the client and of the query, name by name', async () => {
  const body = resultBody(
    [
      ['a', 20],
      ['b', 20],
      ['c', 1700],
      ['d', 1700],
    ],
    [['1', '2', '3', '4']],
  )
  const { db } = fakeNeon(body, { types: { int8: 'string', columns: { b: 'bigint' }, oids: { 1700: 'number' } } })
  expect(await db`select`).toEqual([{ a: '1', b: 2n, c: 3, d: 4 }])
  const query = db`select`.with({ types: { columns: { c: 'text', d: undefined as unknown as 'text' } } })
  expect(await query).toEqual([{ a: '1', b: 2n, c: '3', d: 4 }])
  expect(await query.with({ types: 'pg' })).toEqual([{ a: '1', b: 2n, c: '3', d: 4 }])
  expect(await fakeNeon(body, { types: 'pg' }).db`select`).toEqual([{ a: '1', b: '2', c: '3', d: '4' }])
  expect(await fakeNeon(body, { types: 'pg' }).db`select`.with({ types: 'exact' })).toEqual([
    { a: 1, b: 2, c: '3', d: '4' },
  ])
})

test('types: of one query of a batch, over those of the client', async () => {
  const body = resultBody(
    [
      ['a', 20],
      ['b', 1700],
    ],
    [['1', '2']],
  )
  const { db } = fakeNeon(`{"results":[${body},${body}]}`, { types: { columns: { b: 'number' } } })
  const own = db`select`.with({ types: { int8: 'string', oids: { 1700: 'text' } } })
  const results = await db.batch([db`select`, own])
  expect(results.map((result) => result[0])).toEqual([
    { a: 1, b: 2 },
    { a: '1', b: 2 },
  ])
  const wrong = db.batch([db`select`, db`select`.with({ types: 'mysql' as 'pg' })])
  await expect(wrong).rejects.toMatchObject({ code: 'option', statement: 1 })
})

test('types: every form', async () => {
  const columns = [
    ['i', 20],
    ['n', 1700],
    ['j', 114],
    ['b', 17],
    ['z', 1184],
    ['t', 1114],
    ['d', 1082],
  ] as const
  const { db } = fakeNeon(
    resultBody(columns, [
      [
        '42',
        '1.50',
        '{"a": 1}',
        '\\x0102',
        '2024-01-02 03:04:05.678901+00',
        '2024-01-02 03:04:05.678901',
        '2024-01-02',
      ],
    ]),
  )
  const date = new Date('2024-01-02T03:04:05.678Z')
  expect(await db`select`).toEqual([
    {
      i: 42,
      n: '1.50',
      j: { a: 1 },
      b: Uint8Array.of(1, 2),
      z: '2024-01-02T03:04:05.678901Z',
      t: '2024-01-02 03:04:05.678901',
      d: '2024-01-02',
    },
  ])
  const other = {
    int8: 'bigint',
    numeric: 'number',
    json: 'text',
    bytea: 'hex',
    timestamptz: 'date',
    timestamp: 'date',
    date: 'date',
  } as const
  expect(await db`select`.with({ types: other })).toEqual([
    {
      i: 42n,
      n: 1.5,
      j: '{"a": 1}',
      b: expect.stringMatching(/^(\\x)?0102$/),
      z: date,
      t: date,
      d: new Date('2024-01-02'),
    },
  ])
  const client = fakeNeon(resultBody(columns.slice(0, 2), [['1', '2.5']]), {
    types: { int8: 'string', numeric: 'number' },
  }).db
  expect(await client`select`).toEqual([{ i: '1', n: 2.5 }])
  expect(await client`select`.with({ types: { int8: 'bigint' } })).toEqual([{ i: 1n, n: 2.5 }])
})
