// What PlanetScale is sent, and what becomes of its answers. Transactions: planetscale-transactions.test.ts.
import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { connect } from '../../js/index.js'
import { DatabaseError, planetscale } from '../../js/services/planetscale.js'
import {
  canaryPassword,
  canaryUrl,
  counting,
  doneBody,
  errorBody,
  fakePlanetscale,
  resultBody,
  type Sent,
  texts,
} from './support/planetscale-service.js'

describe('requests', () => {
  test('one POST to Execute, with Basic authorization and nothing about caches', async () => {
    const { db, sent } = fakePlanetscale(counting)
    expect([...(await db`select ${1} as id`)]).toEqual([{ id: 1 }])
    const [{ url, init, query, session }] = sent as [Sent]
    expect(url).toBe('https://aws.connect.psdb.cloud/psdb.v1alpha1.Database/Execute')
    expect(query).toBe('select 1 as id')
    expect(session).toBe(null)
    expect(init).toMatchObject({ method: 'POST', redirect: 'manual' })
    expect(Object.keys(init).sort()).toEqual(['body', 'headers', 'method', 'redirect'])
    expect(init.headers).toEqual({
      'Content-Type': 'application/json',
      Authorization: `Basic ${Buffer.from(`canaryuser:${canaryPassword}`).toString('base64')}`,
    })
  })

  test('host, username and password as options, whatever is in them', async () => {
    const { db, sent } = fakePlanetscale(counting, {
      url: undefined,
      host: 'aws.connect.psdb.cloud',
      username: 'ü@ser',
      password: "p%40:/?#'é",
    })
    await db`select 1`
    const { authorization } = Object.fromEntries(new Headers(sent[0]?.init.headers))
    expect(Buffer.from(String(authorization).slice(6), 'base64').toString()).toBe("ü@ser:p%40:/?#'é")
    for (const host of ['a/b', 'user@host', 'a b', 'a?b', '', 'a#b', 'a\\b']) {
      expect(() => planetscale({ host, username: 'u', password: 'p' }), host).toThrow(DatabaseError)
    }
    expect(() => planetscale({ host: 'x' })).toThrow('host, username and password')
    expect(() => planetscale('')).toThrow(DatabaseError)
    expect(() => planetscale({ url: canaryUrl, hosts: 1 } as never)).toThrow('no option hosts')
  })

  test('connect() knows its URLs', () => {
    expect(connect('mysql://user:pass@db.test').dialect).toBe('mysql')
    expect(connect('https://user:pass@aws.connect.psdb.cloud').dialect).toBe('mysql')
    expect(() => connect('https://user:pass@db.test' as never)).toThrow('no service')
    expect(() => connect('https://db.test/?x=.psdb.cloud' as never)).toThrow('no service')
  })

  test('it has transactions and no batches', () => {
    const { db } = fakePlanetscale(counting)
    expect(typeof db.transaction).toBe('function')
    expect('batch' in db).toBe(false)
    // @ts-expect-error the protocol takes one statement
    expect(() => db.batch([])).toThrow(TypeError)
  })

  test('no secret in any error', async () => {
    const encoded = encodeURIComponent(canaryPassword)
    const basic = Buffer.from(`canaryuser:${canaryPassword}`).toString('base64')
    const body = JSON.stringify({ code: 'internal', message: `${canaryPassword} ${encoded} ${basic} ${canaryUrl}` })
    for (const answer of [
      () => new Response(body, { status: 500 }),
      () => new Response(`<html>${basic} ${canaryPassword}`, { status: 502 }),
      () => Promise.reject(new Error(`cannot reach ${canaryUrl} with ${basic}`)),
    ]) {
      const { db } = fakePlanetscale(answer, { retry: false })
      const error = await db`select 1`.catch((thrown: unknown) => thrown)
      const shown = inspect(error, { depth: 9, showHidden: true }) + JSON.stringify(error) + String(error)
      for (const secret of [canaryPassword, encoded, basic]) expect(shown).not.toContain(secret)
    }
  })
})

describe('replicas and boost', () => {
  test('signal and timeout of a transaction end the waiting for it', async () => {
    const { db, sent } = fakePlanetscale(() => new Promise(() => {}), { replica: true })
    await expect(db.transaction(() => 1, { timeout: 10 })).rejects.toMatchObject({
      code: 'timeout',
      service: 'planetscale',
    })
    const controller = new AbortController()
    const aborted = db.transaction(() => 1, { signal: controller.signal })
    controller.abort()
    await expect(aborted).rejects.toMatchObject({ code: 'aborted' })
    const sentBefore = sent.length
    await expect(db.transaction(() => 1, { signal: controller.signal })).rejects.toMatchObject({ code: 'aborted' })
    expect(sent).toHaveLength(sentBefore)
    expect(new Set(texts(sent))).toEqual(new Set(['USE @replica']))
  })

  test('one request more, once, and then each query has the session', async () => {
    const { db, sent } = fakePlanetscale(counting, { replica: true, boost: true })
    await db`select 1`
    await db`select 2`
    await db.transaction(async (tx) => {
      await tx`select 3`
    })
    expect(texts(sent)).toEqual([
      'SET @@boost_cached_queries = true',
      'USE @replica',
      'select 1',
      'select 2',
      'BEGIN',
      'select 3',
      'COMMIT',
    ])
    const n = (count: number) => ({ n: count })
    expect(sent.map(({ session }) => session)).toEqual([null, n(1), n(2), n(2), n(2), n(5), n(6)])
  })

  test('a failure of it is that of the query, and the next one tries again', async () => {
    const { db, sent } = fakePlanetscale(
      (request, index) => (index === 0 ? errorBody('UNKNOWN', 'no boost') : counting(request, index)),
      { boost: true },
    )
    await expect(db`select 1`).rejects.toMatchObject({ code: 'query', databaseCode: 'UNKNOWN' })
    await db`select 1`
    expect(texts(sent)).toEqual(['SET @@boost_cached_queries = true', 'SET @@boost_cached_queries = true', 'select 1'])
  })
})

test('a schema statement with a foreign key has a warning', async () => {
  const { db } = fakePlanetscale(() => doneBody())
  const created = await db`create table t (a int, foreign key (a) references u (id))`
  expect(created.meta).toMatchObject({ warning: expect.stringContaining('foreign key') })
  expect((await db`create table t (a int)`).meta).toEqual({})
})

test.each([65_000, 65_536, 65_537, 3_000_000])('a row of %i bytes', async (size) => {
  // Of five bytes, and one more byte is the number's.
  const text = 'a"é\n'.repeat((size - 1) / 5) + 'x'.repeat((size - 1) % 5)
  expect(Buffer.byteLength(`${text}7`)).toBe(size)
  const fields = [
    { name: 't', type: 'VARCHAR', charset: 255 },
    { name: 'n', type: 'INT32' },
    { name: 'z', type: 'INT32' },
  ]
  const values = Buffer.from(`${text}7`).toString('base64')
  const rows = [{ lengths: [String(Buffer.byteLength(text)), '1', '-1'], values }]
  const { db } = fakePlanetscale(() => Response.json({ session: {}, result: { fields, rows } }))
  const expected = [{ t: text, n: 7, z: null }]
  expect([...(await db`select`)]).toEqual(expected)
  expect(await (await db.respond(db`select`)).json()).toEqual(expected)
})

describe('dates as Date', () => {
  const ask = (type: string, text: string) =>
    fakePlanetscale(() => resultBody([{ name: 'a', type, charset: 63 }], [[text]]), {
      types: { date: 'date', datetime: 'date', timestamp: 'date' },
    }).db<{ a: Date }>`select`

  test.each([
    ['DATE', '2024-02-29'],
    ['DATE', '0001-01-01'],
    ['DATETIME', '2024-01-02 03:04:05'],
    ['DATETIME', '9999-12-31 23:59:59.999999'],
    ['TIMESTAMP', '2024-01-02 03:04:05.6'],
  ])('%s %s', async (type, text) => {
    const [row] = await ask(type, text)
    const iso = type === 'DATE' ? text : `${text.replace(' ', 'T').replace(/(\.\d{3})\d*$/, '$1')}Z`
    expect(row?.a).toEqual(new Date(iso))
  })

  test.each([
    ...['0000-00-00', '2024-00-01', '2024-01-00', '2023-02-29', '2024-13-01', '2024-1-01', '20a4-01-01', '2024/01/01'],
    ...['', '2024', '2024-01', '2024-01-', '2024-01-02x', '2024-01-02 03:04:05'],
  ])('DATE %j is none', async (text) => {
    await expect(ask('DATE', text)).rejects.toMatchObject({ code: 'value', column: 'a', service: 'planetscale' })
  })

  test.each([
    ...['2024-01-02T03:04:05', '2024-01-02 24:00:00', '2024-01-02 03:60:00', '2024-01-02 03:04:60', '2024-01-02 03:04'],
    ...['2024-01-02 03:04:05Z', '2024-01-02 0a:04:05', '2024-01-02 03-04-05', '2024-01-02 ', '0000-00-00 00:00:00'],
  ])('DATETIME %j is none', async (text) => {
    await expect(ask('DATETIME', text)).rejects.toMatchObject({ code: 'value', column: 'a' })
  })
})
