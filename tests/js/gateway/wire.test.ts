import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cellJSON, MalformedCell } from '../../../js/gateway/neon/cells.js'
import {
  type Answer,
  answer,
  driverHeaders,
  engines,
  type Failure,
  post,
  rawRequest,
  type Running,
  start,
  startTimeout,
} from './running.js'

const maxRequestBytes = 200_000
const maxResponseBytes = 100_000
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

const errorKeys = [
  ...['message', 'code', 'detail', 'hint', 'position', 'internalPosition', 'internalQuery', 'severity', 'where'],
  ...['table', 'column', 'schema', 'dataType', 'constraint', 'file', 'line', 'routine'],
]

/** Integers refuse a text with braces; everything else that is no array makes a string of it. */
function isArrayType(oid: number): boolean {
  try {
    return cellJSON('{}', oid) === '[]'
  } catch (error) {
    if (error instanceof MalformedCell) return false
    throw error
  }
}

describe.each(engines)('requests without a driver, on %s', (engine) => {
  let running: Running
  beforeAll(async () => {
    running = await start(engine, { maxRequestBytes, maxResponseBytes })
  }, startTimeout)
  afterAll(() => running?.stop())

  const failure = async (response: Response): Promise<Failure> => (await response.json()) as Failure
  /** The body for a query with other headers than the driver's. */
  const text = async (query: string, headers: Record<string, string>, extra: object = {}): Promise<string> => {
    const url = { 'Neon-Connection-String': running.gateway.url }
    const response = await post(running.gateway, { query, ...extra }, { ...url, ...headers })
    expect(response.status).toBe(200)
    return response.text()
  }

  test('a result has its keys in order and nothing else', async () => {
    const headers = { 'Neon-Raw-Text-Output': 'true', 'Neon-Array-Mode': 'true' }
    expect(await text('select 1::int as a, null::text as b', headers)).toBe(
      '{"fields":[{"name":"a","dataTypeID":23,"tableID":0,"columnID":0,"dataTypeSize":4,"dataTypeModifier":-1,"format":"text"},' +
        '{"name":"b","dataTypeID":25,"tableID":0,"columnID":0,"dataTypeSize":-1,"dataTypeModifier":-1,"format":"text"}],' +
        '"rows":[["1",null]],"command":"SELECT","rowCount":1,"rowAsArray":true}',
    )
  })

  test('a response says what it is', async () => {
    const response = await post(running.gateway, { query: 'select 1' })
    expect(response.headers.get('content-type')).toBe('application/json')
    expect(response.headers.get('access-control-allow-origin')).toBe('*')
    expect(response.headers.get('neon-request-id')).toMatch(uuid)
    expect(response.headers.get('content-length')).toBe(String((await response.bytes()).length))
  })

  test('cells are JSON of their type unless raw text is asked for', async () => {
    const query = `select true as b, 5::int2 as i, 1e20::float8 as f, 'NaN'::float4 as n, 7::int8 as big, 1.50::numeric as num,
      '{"a": 1}'::jsonb as j, '{{1,NULL},{3,4}}'::int[] as ints, array['x,y', null, 'NULL', '"'] as texts,
      '[2:3]={1.5,-Infinity}'::float8[] as floats, array['{"k": [1]}']::json[] as docs, '{}'::bool[] as none,
      array[1::int8] as bigs, null::int as nothing`
    const { rows } = JSON.parse(await text(query, { 'Neon-Array-Mode': 'true' })) as { rows: unknown[][] }
    expect(rows).toStrictEqual([
      [
        ...[true, 5, 1e20, 'NaN', '7', '1.50', { a: 1 }],
        [
          [1, null],
          [3, 4],
        ],
        ['x,y', null, 'NULL', '"'],
        [1.5, '-Infinity'],
        [{ k: [1] }],
        [],
        ['1'],
        null,
      ],
    ])
  })

  test('exactly the built-in array types are arrays', async () => {
    // 22 and 30, int2vector and oidvector, are arrays in the catalog but written without braces.
    const query = `select oid, typcategory = 'A' and typname like '\\_%' as is_array from pg_type
      where oid < 10000 and oid not in (114, 3802) and typtype in ('b', 'r', 'm')`
    const { rows } = await answer(running.gateway, query)
    expect(rows.length).toBeGreaterThan(100)
    const wrong = rows.filter(([oid, isArray]) => isArrayType(Number(oid)) !== (isArray === 't'))
    expect(wrong).toEqual([])
  })

  test('rows are objects unless arrays are asked for, duplicate names kept', async () => {
    const raw = { 'Neon-Raw-Text-Output': 'true' }
    expect(await text(`select 1 as "a""b", 2 as x, 3 as x`, raw)).toContain('"rows":[{"a\\"b":"1","x":"2","x":"3"}]')
    expect(await text('select 1 as a', { ...raw, 'Neon-Array-Mode': 'True' })).toContain('"rows":[{"a":"1"}]')
    expect(await text('select 1 as a', raw, { arrayMode: true })).toContain('"rows":[["1"]]')
    const arrays = { ...raw, 'Neon-Array-Mode': 'true' }
    expect(await text('select 1 as a', arrays, { arrayMode: false })).toContain('"rows":[{"a":"1"}]')
    expect(await text('select 1 as a', arrays, { arrayMode: null })).toContain('"rowAsArray":true')
  })

  test('command is the first word of the tag, rowCount its number or null', async () => {
    const tag = async (query: string) => {
      const { command, rowCount } = await answer(running.gateway, query)
      return [command, rowCount]
    }
    expect(await tag('create table tags (a int)')).toEqual(['CREATE', null])
    expect(await tag('insert into tags values (1), (2)')).toEqual(['INSERT', 2])
    expect(await tag('delete from tags where a = 9')).toEqual(['DELETE', 0])
    expect(await tag('show server_version')).toEqual(['SHOW', null])
    expect(await tag('')).toEqual(['', null])
  })

  test('parameters may be any JSON', async () => {
    const encoded = async (parameter: unknown) =>
      (await answer(running.gateway, 'select $1::text', [parameter])).rows[0]?.[0]
    expect(await encoded(null)).toBe(null)
    expect(await encoded('it\'s "x"')).toBe('it\'s "x"')
    expect(await encoded(true)).toBe('true')
    expect(await encoded(-1.5)).toBe('-1.5')
    expect(await encoded({ a: [1, 'x'] })).toBe('{"a":[1,"x"]}')
    expect(await encoded([1, null, 'a"b\\', [true], { k: 1 }])).toBe('{1,NULL,"a\\"b\\\\",{true},"{\\"k\\":1}"}')
    const digits = `{"query":"select $1::text, $2::text","params":[9007199254740993,{"n":1.10}]}`
    const response = await post(running.gateway, digits)
    expect(((await response.json()) as Answer).rows).toEqual([['9007199254740993', '{"n":1.10}']])
  })

  test('a batch is answered in one body and echoes its options', async () => {
    const queries = [
      { query: 'select $1::text', params: ['x'] },
      { query: 'select 2', arrayMode: false },
    ]
    const response = await post(
      running.gateway,
      { queries },
      {
        ...driverHeaders(running.gateway),
        'Neon-Batch-Isolation-Level': 'RepeatableRead',
        'Neon-Batch-Read-Only': 'true',
        'Neon-Batch-Deferrable': 'false',
      },
    )
    expect(response.headers.get('neon-batch-isolation-level')).toBe('RepeatableRead')
    expect(response.headers.get('neon-batch-read-only')).toBe('true')
    expect(response.headers.get('neon-batch-deferrable')).toBe(null)
    const { results } = (await response.json()) as { results: Answer[] }
    expect(results.map(({ rows }) => rows)).toEqual([[['x']], [{ '?column?': '2' }]])
    expect(await (await post(running.gateway, { queries: [] })).text()).toBe('{"results":[]}')
  })

  test('an error has 17 fields', async () => {
    const response = await post(running.gateway, { query: 'select 1 from nowhere' })
    expect(response.status).toBe(400)
    expect(response.headers.get('access-control-allow-origin')).toBe('*')
    expect(response.headers.get('neon-request-id')).toMatch(uuid)
    const body = await failure(response)
    expect(Object.keys(body)).toEqual(errorKeys)
    expect(body).toMatchObject({ code: '42P01', position: '15', detail: null, line: expect.stringMatching(/^\d+$/) })
  })

  test.each([
    ['nothing', ''],
    ['half a body', '{"query":"select 1"'],
    ['text', 'select 1'],
    ['a list', '[]'],
    ['no query', '{}'],
    ['a query that is no text', '{"query":1}'],
    ['params that are no list', '{"query":"select 1","params":{}}'],
    ['arrayMode that is no boolean', '{"query":"select 1","arrayMode":"true"}'],
    ['a wrong query in a batch', '{"queries":[{"query":"select 1"},{}]}'],
    ['a byte order mark', '\ufeff{"query":"select 1"}'],
    ['a lone surrogate', '{"query":"select $1","params":[["\\ud800"]]}'],
    ['bytes that are not UTF-8', Buffer.from('{"query":"select \'\xff\'"}', 'latin1')],
    ['endless nesting', `{"query":"select 1","params":${'['.repeat(60_000)}`],
    ['much nesting', `{"query":"select 1","params":${'['.repeat(200)}${']'.repeat(200)}}`],
  ])('refuses a body with %s', async (_, body) => {
    const response = await post(running.gateway, body)
    expect(response.status).toBe(400)
    const { message, code } = await failure(response)
    expect(message).toMatch(/^could not parse the HTTP request body: /)
    expect(message).not.toContain('select')
    expect(code).toBe(null)
  })

  test('refuses a NUL in the query, which would end it early', async () => {
    const response = await post(running.gateway, { query: 'select 1\0 nonsense' })
    expect(response.status).toBe(400)
    expect(await failure(response)).toMatchObject({ code: '22021' })
  })

  test('refuses more parameters than the protocol can count', async () => {
    const response = await post(running.gateway, { query: 'select 1', params: new Array(65_537).fill(1) })
    expect(response.status).toBe(400)
    expect(await failure(response)).toMatchObject({ code: '54000' })
  })

  test('a request over the limit is 413, announced or not', async () => {
    const message = `request is too large (max is ${maxRequestBytes} bytes)`
    const body = JSON.stringify({ query: 'select $1::text', params: ['x'.repeat(maxRequestBytes)] })
    const announced = await post(running.gateway, body)
    expect([announced.status, (await failure(announced)).message]).toEqual([413, message])
    const headers = { ...driverHeaders(running.gateway), 'transfer-encoding': 'chunked' }
    const chunked = await rawRequest(running.gateway, { headers, body })
    expect([chunked.status, JSON.parse(chunked.body).message]).toEqual([413, message])
    const exact = JSON.stringify({ query: 'select 1 --' }).replace('--', (text) =>
      text.padEnd(maxRequestBytes - JSON.stringify({ query: 'select 1 ' }).length, 'x'),
    )
    expect(exact).toHaveLength(maxRequestBytes)
    expect((await post(running.gateway, exact)).status).toBe(200)
    expect((await post(running.gateway, `${exact} `)).status).toBe(413)
  })

  test('a response over the limit is 507, and the next request works', async () => {
    const response = await post(running.gateway, { query: "select repeat('x', 1000) from generate_series(1, 200000)" })
    expect(response.status).toBe(507)
    expect((await failure(response)).message).toBe(`response is too large (max is ${maxResponseBytes} bytes)`)
    const short = await post(running.gateway, { query: `select repeat('x', ${maxResponseBytes - 300})` })
    expect(short.status).toBe(200)
    const wide = await post(running.gateway, { query: `select repeat('€', ${maxResponseBytes / 2})` })
    expect(wide.status).toBe(507)
    expect((await answer(running.gateway, 'select 1')).rows).toEqual([['1']])
  })

  test('COPY with the client is refused, and the next request works', async () => {
    await answer(running.gateway, 'create table copied (a int)')
    for (const query of [
      'copy copied to stdout',
      '-- why\n/* not */ COPY copied FROM STDIN',
      'copy copied from stdin',
    ]) {
      const response = await post(running.gateway, { query })
      expect(response.status).toBe(400)
      expect((await failure(response)).message).toBe('COPY from or to the client is not possible over HTTP')
      expect((await answer(running.gateway, 'select 1')).rows).toEqual([['1']])
    }
  })
})
