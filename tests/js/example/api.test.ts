import { request as httpRequest } from 'node:http'
import { describe, expect, inject, test } from 'vitest'

const api = `${inject('url')}/api`
const { password } = new URL(inject('databaseUrl'))
const databases = ['postgres', 'planetscale', 'd1', 'durable-object'] as const
type DatabaseId = (typeof databases)[number]

interface Row {
  readonly [name: string]: unknown
}

const rowsOf = async (response: Response): Promise<Row[]> => (await response.json()) as Row[]

const ask = (database: string, query: string, values: Record<string, string> = {}): Promise<Response> =>
  fetch(`${api}?${new URLSearchParams({ database, query, ...values })}`)

/** One's own SQL, as the page sends it; `headers` go over its own, which `fetch` does not allow for all of them. */
function send(
  database: string,
  sql: unknown,
  headers: Record<string, string> = {},
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      api.replace('localhost', '127.0.0.1'),
      { method: 'POST', headers: { 'content-type': 'application/json', ...headers } },
      (response) => {
        let body = ''
        response.setEncoding('utf8')
        response.on('data', (chunk: string) => {
          body += chunk
        })
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body }))
      },
    )
    request.on('error', reject)
    request.end(JSON.stringify({ database, sql }))
  })
}

const codeOf = (body: string): string => (JSON.parse(body) as { error: { code: string } }).error.code

/** What all databases say the same way: numeric is text in one and a number in the other, and so on. */
function alike(row: Row): Row {
  const { weight_g, adult, seen_at, weather, behaviour, ...rest } = row
  const parsed = (value: unknown): unknown => (typeof value === 'string' ? JSON.parse(value) : value)
  return {
    ...rest,
    weight_g: Number(weight_g),
    adult: Boolean(adult),
    // MySQL's has no time zone.
    seen_at: `${seen_at}`.replace(/^(\S+) (\S+)$/, '$1T$2Z'),
    weather: parsed(weather),
    behaviour: parsed(behaviour),
  }
}

describe('queries', () => {
  test('the catalogue tells all databases, filled, and all queries', async () => {
    const catalogue = (await (await fetch(api)).json()) as {
      databases: { id: string; rows: number }[]
      queries: { id: string }[]
      freeSql: boolean
    }
    expect(catalogue.databases.map(({ id, rows }) => [id, rows])).toEqual([
      ['postgres', 10_000],
      ['planetscale', 10_000],
      ['d1', 10_000],
      ['durable-object', 10_000],
    ])
    expect(catalogue.queries.map(({ id }) => id)).toEqual([
      ...['latest', 'species', 'summary', 'behaviour', 'family', 'ring', 'everything'],
    ])
    expect(catalogue.freeSql).toBe(true)
  })

  test('all databases hold the same 10,000 rows', async () => {
    const [postgres, mysql, d1, object] = await Promise.all(
      databases.map(async (database) => rowsOf(await ask(database, 'everything'))),
    )
    expect(postgres).toHaveLength(10_000)
    expect(mysql?.map(alike)).toEqual(postgres?.map(alike))
    expect(d1?.map(alike)).toEqual(postgres?.map(alike))
    expect(object?.map(alike)).toEqual(postgres?.map(alike))
    expect(postgres?.[4999]).toMatchObject({
      ring: 91_039_595_000,
      weight_g: expect.stringMatching(/^\d+\.\d\d$/),
      adult: expect.any(Boolean),
      seen_at: expect.stringMatching(/^2024-.*Z$/),
      weather: { sky: expect.any(String), temp_c: expect.any(Number), wind_ms: expect.any(Number) },
      behaviour: expect.any(Array),
    })
  })

  test.each(databases)('%s: NDJSON says the same as JSON, and downloads have a name', async (database) => {
    const json = await ask(database, 'everything', { download: '' })
    const ndjson = await ask(database, 'everything', { format: 'ndjson', download: '' })
    expect(json.headers.get('content-disposition')).toBe('attachment; filename="birds.json"')
    expect(ndjson.headers.get('content-disposition')).toBe('attachment; filename="birds.ndjson"')
    expect(ndjson.headers.get('content-type')).toBe('application/x-ndjson')
    const lines = (await ndjson.text()).trimEnd().split('\n')
    expect(lines.map((line) => JSON.parse(line))).toEqual(await json.json())
  })

  test.each(databases)('%s: values choose rows, and never become SQL', async (database) => {
    const puffins = await rowsOf(await ask(database, 'species', { species: 'Atlantic Puffin', grams: '440' }))
    expect(puffins.length).toBeGreaterThan(0)
    expect(puffins.every(({ weight_g }) => Number(weight_g) >= 440)).toBe(true)
    expect(await rowsOf(await ask(database, 'species', { species: "' or 1 = 1 --", grams: '0' }))).toEqual([])
    const snow = await rowsOf(await ask(database, 'behaviour', { behaviour: 'singing', sky: 'snow' }))
    expect(snow.length).toBeGreaterThan(0)
    for (const row of snow) expect(alike(row)).toMatchObject({ behaviour: ['singing'], weather: { sky: 'snow' } })
  })

  test.each(databases)('%s: the query builder finds the heaviest of a family', async (database) => {
    const owls = await rowsOf(await ask(database, 'family', { family: 'Strigidae' }))
    expect(owls).toHaveLength(50)
    expect(new Set(owls.map(({ species }) => species))).toEqual(new Set(['Tawny Owl']))
    const weights = owls.map(({ weight_g }) => Number(weight_g))
    expect(weights).toEqual(weights.toSorted((left, right) => right - left))
    expect(await rowsOf(await ask(database, 'family', { family: "' or 1 = 1 --" }))).toEqual([])
  })

  test.each(databases)('%s: one ring number is an object, or 404', async (database) => {
    const found = await ask(database, 'ring', { ring: '91000007919' })
    expect(await found.json()).toMatchObject({ id: 1, latin: 'Troglodytes troglodytes' })
    const missing = await ask(database, 'ring', { ring: '5' })
    expect([missing.status, await missing.json()]).toEqual([404, null])
  })

  test.each([
    ['an unknown database', '?database=mysql&query=latest', 404, 'no_database'],
    ['an unknown query', '?database=d1&query=secret', 404, 'no_query'],
    ['a word for a number', '?database=d1&query=ring&ring=many', 400, 'input'],
    ['an empty number', '?database=d1&query=ring&ring=', 400, 'input'],
  ])('%s is refused', async (_name, query, status, code) => {
    const response = await fetch(api + query)
    expect([response.status, codeOf(await response.text())]).toEqual([status, code])
  })

  test('what was sent is told without the password', async () => {
    const response = await ask('postgres', 'species')
    const sent = decodeURIComponent(response.headers.get('sent') ?? '')
    const { sql, parameters, request } = JSON.parse(sent) as { sql: string; parameters: unknown[]; request: string }
    expect(sql).toContain('where species = $1 and weight_g >= $2')
    expect(parameters).toEqual(['Common Kingfisher', '40'])
    expect(request).toMatch(/^POST http:\/\/localhost:\d+\/sql\n/)
    expect(request).toMatch(/^Neon-Connection-String: postgres(?:ql)?:\/\/tcpless:•+@localhost:\d+\/postgres/m)
    expect(password.length).toBeGreaterThan(10)
    expect(sent).not.toContain(password)
  })
})

test('what went to the Durable Object is told too', async () => {
  const response = await ask('durable-object', 'species')
  const sent = JSON.parse(decodeURIComponent(response.headers.get('sent') ?? '')) as Record<string, unknown>
  expect(sent.sql).toContain('where species = ?1 and weight_g >= ?2')
  expect(sent.parameters).toEqual(['Common Kingfisher', 40])
})

const count = async (database: DatabaseId): Promise<unknown> =>
  JSON.parse((await send(database, 'select count(*) as n, max(id) as last from observations')).body)

describe('free SQL', () => {
  const before = [{ n: 10_000, last: 10_000 }]

  test.each(databases)('%s: runs a query of one’s own, at most 500 rows of it', async (database) => {
    for (const sql of [
      'select * from observations order by id',
      'select * from observations order by id;',
      'select * from observations -- all of them',
      'with many as (select * from observations) select * from many',
      'select 1 as one) as first, (select * from observations',
      // Only MySQL wants a name for each subquery.
      `select id from observations) ${database === 'planetscale' ? 'as a' : ''} union all select * from (select id from observations`,
    ]) {
      const { status, body } = await send(database, sql)
      expect([sql, status, (JSON.parse(body) as Row[]).length]).toEqual([sql, 200, 500])
    }
  })

  test.each(databases)('%s: refuses whatever would write', async (database) => {
    for (const sql of [
      'delete from observations',
      "insert into species values (99, 'x', 'x', 'x', 1)",
      'drop table observations',
      'select 1; delete from observations',
      'select 1) as x; delete from observations; select * from (select 1 as y',
      "select 1 as y -- '; delete from observations",
      'with gone as (delete from observations returning id) select * from gone',
      'explain analyze delete from observations',
      '/* select */ delete from observations',
      'pragma writable_schema = 1',
      'select 1 as y) as x limit 1\0; delete from observations --',
    ]) {
      const { status, body } = await send(database, sql)
      expect([sql, status, body.includes('error')]).toEqual([sql, 400, true])
    }
    expect(await count(database)).toEqual(before)
  })

  test('postgres: functions that write, and leaving the read-only transaction, fail too', async () => {
    for (const sql of [
      "select set_config('transaction_read_only', 'off', false)",
      'select lo_create(0)',
      "select query_to_xml('delete from observations', true, true, '')",
      "select pg_catalog.setval('x', 1)",
    ]) {
      const { status, body } = await send('postgres', sql)
      expect([sql, status, codeOf(body)]).toEqual([sql, 400, 'query'])
    }
    await send('postgres', "select set_config('default_transaction_read_only', 'off', false)")
    const { status } = await send('postgres', "select query_to_xml('delete from observations', true, true, '')")
    expect(status).toBe(400)
    expect(await count('postgres')).toEqual(before)
  })

  test.each(databases)('%s: says what is wrong with it', async (database) => {
    const { status, body } = await send(database, 'select wings from observations')
    expect([status, codeOf(body)]).toEqual([400, 'query'])
    expect(body).toContain('wings')
  })

  test('is refused when too long, and when it is no text', async () => {
    for (const sql of [`select '${'é'.repeat(1000)}'`, 5, null, undefined]) {
      expect((await send('d1', sql)).status).toBe(400)
    }
  })

  test.each([
    ['another name for this machine', { host: 'birds.example:8787' }, 403],
    ['an address that only looks like this machine', { host: '127.0.0.1.example' }, 403],
    ['a page of another site', { origin: 'https://example.com' }, 403],
    ['a page that has no origin to tell', { origin: 'null' }, 403],
    ['a form of another site', { 'content-type': 'text/plain' }, 415],
  ])('is refused from %s', async (_name, headers, status) => {
    expect((await send('d1', 'select 1', headers)).status).toBe(status)
  })
})
