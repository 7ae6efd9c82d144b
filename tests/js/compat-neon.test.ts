// What tcpless/compat/neon sends, and what it makes of answers that no database gives; like the official driver, but
// where it says so.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type Driver, drivers } from './compat/neon-drivers.js'

const url = 'postgresql://me:pass%20word@ep-1.eu-central-1.aws.neon.tech/db?sslmode=require'
const answer = (rows: unknown[]) =>
  JSON.stringify({ fields: [{ name: 'a', dataTypeID: 23 }], rows, command: 'SELECT', rowCount: rows.length })

interface Sent {
  readonly url: string
  readonly init: RequestInit & Record<string, unknown>
  readonly headers: Headers
}

/** The requests of a call, each answered by `respond`. */
async function sentBy(
  driver: Driver,
  call: () => unknown,
  respond: () => Response | Promise<Response> = () => new Response(answer([['1']])),
): Promise<Sent[]> {
  const sent: Sent[] = []
  driver.neonConfig.fetchFunction = async (target, init) => {
    sent.push({ url: String(target), init: init as Sent['init'], headers: new Headers(init?.headers) })
    return respond()
  }
  await call()
  return sent
}

const before = Object.entries(drivers).map(([name, { neonConfig }]) => [name, { ...neonConfig }] as const)
beforeEach(() => {
  for (const { neonConfig } of Object.values(drivers))
    neonConfig.fetchEndpoint = drivers.ours.neonConfig.defaults.fetchEndpoint
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
  for (const [name, config] of before) {
    const { neonConfig } = drivers[name as keyof typeof drivers]
    neonConfig.fetchEndpoint = config.fetchEndpoint
    neonConfig.fetchFunction = undefined
    neonConfig.disableWarningInBrowsers = false
  }
})

describe.each(Object.entries(drivers))('%s', (name, driver) => {
  const { neon, neonConfig } = driver

  test('sends to the endpoint of the host, with the connection string in a header', async () => {
    const [sent] = await sentBy(driver, () => neon(url)`select ${1} as a`)
    expect(sent?.url).toBe('https://api.eu-central-1.aws.neon.tech/sql')
    expect(sent?.init.method).toBe('POST')
    expect(JSON.parse(sent?.init.body as string)).toEqual({ query: 'select $1 as a', params: ['1'] })
    const connection = new URL(sent?.headers.get('neon-connection-string') as string)
    expect(connection.searchParams.get('application_name')).toBeTruthy()
    connection.searchParams.delete('application_name')
    expect(connection.href).toBe(url)
    expect(sent?.headers.get('neon-array-mode')).toBe('true')
    expect(sent?.headers.get('neon-raw-text-output')).toBe('true')
    expect(sent?.headers.has('authorization')).toBe(false)
  })

  test('sends a token, and then to another host', async () => {
    const sql = neon(url, { authToken: async () => 'the.jwt' })
    const [sent] = await sentBy(driver, () => sql`select 1 as a`)
    expect(sent?.url).toBe('https://apiauth.eu-central-1.aws.neon.tech/sql')
    expect(sent?.headers.get('authorization')).toBe('Bearer the.jwt')
    const [other] = await sentBy(driver, () => sql.query('select 1 as a', [], { authToken: 'other.jwt' }))
    expect(other?.headers.get('authorization')).toBe('Bearer other.jwt')
  })

  test('a token that cannot be had', async () => {
    const sql = neon(url, {
      authToken: () => {
        throw new Error('no token today')
      },
    })
    await expect(sql`select 1`).rejects.toMatchObject({
      name: 'NeonDbError',
      message: 'Error getting auth token: no token today',
    })
  })

  test('fetchEndpoint is text or a function', async () => {
    neonConfig.fetchEndpoint = 'http://db.localtest.me:4444/sql'
    const [sent] = await sentBy(driver, () => neon(url)`select 1 as a`)
    expect(sent?.url).toBe('http://db.localtest.me:4444/sql')
    const endpoint = vi.fn(() => 'https://proxy.example/sql')
    neonConfig.fetchEndpoint = endpoint
    const [other] = await sentBy(
      driver,
      () => neon('postgres://u:p@host.example:6543/d', { authToken: 'x' })`select 1 as a`,
    )
    expect(other?.url).toBe('https://proxy.example/sql')
    expect(endpoint).toHaveBeenCalledWith('host.example', '6543', { jwtAuth: true })
  })

  test('fetchOptions of the client, the transaction and the query', async () => {
    const sql = neon(url, { fetchOptions: { cache: 'no-store', priority: 'low' } })
    const query = () => sql.query('select 1 as a', [], { fetchOptions: { priority: 'high' } })
    const [sent] = await sentBy(driver, query)
    expect(sent?.init).toMatchObject({ cache: 'no-store', priority: 'high' })
    const [batch] = await sentBy(
      driver,
      () => sql.transaction([query()], { fetchOptions: { keepalive: true } }),
      () => new Response(`{"results":[${answer([])}]}`),
    )
    expect(batch?.init).toMatchObject({ cache: 'no-store', priority: 'low', keepalive: true })
  })

  test('what a transaction says of itself', async () => {
    const sql = neon(url, { readOnly: true })
    const headersOf = async (options: object) => {
      const [sent] = await sentBy(
        driver,
        () => sql.transaction([sql`select 1 as a`], options),
        () => new Response(`{"results":[${answer([])}]}`),
      )
      return ['isolation-level', 'read-only', 'deferrable'].map((header) => sent?.headers.get(`neon-batch-${header}`))
    }
    expect(await headersOf({})).toEqual([null, 'true', null])
    expect(await headersOf({ readOnly: false, deferrable: false })).toEqual([null, 'false', 'false'])
    expect(await headersOf({ isolationLevel: 'Serializable', deferrable: true })).toEqual([
      'Serializable',
      'true',
      'true',
    ])
  })

  test('a signal cancels the query', async () => {
    const controller = new AbortController()
    neonConfig.fetchFunction = (_target, init) =>
      new Promise((_, reject) => {
        init?.signal?.addEventListener('abort', () => reject(init.signal?.reason))
        controller.abort()
      })
    const sql = neon(url, { fetchOptions: { signal: controller.signal } })
    const error = await sql`select 1`.catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ name: 'NeonDbError', sourceError: { name: 'AbortError' } })
    expect((error as Error).message).toMatch(/^Error connecting to database: AbortError: /)
  })

  test('an error without JSON', async () => {
    const failed = sentBy(
      driver,
      () => neon(url)`select 1`,
      () => new Response('upstream is gone', { status: 502 }),
    )
    await expect(failed).rejects.toMatchObject({
      name: 'NeonDbError',
      message: 'Server error (HTTP status 502): upstream is gone',
    })
  })

  test('nothing is sent twice', async () => {
    const fetch = vi.fn(async () => new Response('', { status: 503, headers: { 'retry-after': '0' } }))
    neonConfig.fetchFunction = fetch
    await expect(neon(url)`select 1`).rejects.toThrow('503')
    expect(fetch).toHaveBeenCalledTimes(1)
  })

  test('the answer of a fetch that is not the host’s', async () => {
    const bytes = new TextEncoder().encode(answer([['7']]))
    neonConfig.fetchFunction = async () =>
      ({
        ok: true,
        status: 200,
        headers: new Headers(),
        body: { pipe() {} },
        json: async () => JSON.parse(new TextDecoder().decode(bytes)),
        arrayBuffer: async () => bytes.buffer,
      }) as unknown as Response
    expect(await neon(url)`select 7 as a`).toEqual([{ a: 7 }])
  })

  test('a warning in a page, unless it is suppressed', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
    const query = () => sentBy(driver, () => neon(url)`select 1 as a`)
    await query()
    expect(warn).toHaveBeenCalledTimes(0)
    vi.stubGlobal('window', {})
    vi.stubGlobal('document', {})
    await query()
    expect(warn).toHaveBeenCalledTimes(1)
    await sentBy(driver, () => neon(url, { disableWarningInBrowsers: true })`select 1 as a`)
    neonConfig.disableWarningInBrowsers = true
    await query()
    expect(warn).toHaveBeenCalledTimes(1)
  })

  test('an answer with too few results', async () => {
    const sql = neon(url)
    const short = sentBy(
      driver,
      () => sql.transaction([sql`select 1 as a`, sql`select 2 as a`]),
      () => new Response(`{"results":[${answer([['1']])}]}`),
    )
    if (name === 'ours') await expect(short).rejects.toMatchObject({ name: 'NeonDbError' })
    else await short
  })
})

test('every error of ours has the DatabaseError as its cause, where it is not seen', async () => {
  const { neon, neonConfig } = drivers.ours
  neonConfig.fetchFunction = async () => new Response('{"message":"no","code":"42601"}', { status: 400 })
  const error = (await neon(url)`x`.catch((thrown: unknown) => thrown)) as Error
  expect(error.cause).toMatchObject({ name: 'DatabaseError', code: 'query', sqlstate: '42601' })
  expect(Object.keys(error)).not.toContain('cause')
})

test('nothing of ours shows a secret', async () => {
  const { neon, neonConfig } = drivers.ours
  const secret = 'hunter2secret'
  const shown = async (call: () => PromiseLike<unknown>) => {
    const error = await Promise.resolve()
      .then(call)
      .then(
        () => undefined,
        (thrown: Error) => thrown,
      )
    expect(error).toBeInstanceOf(Error)
    return JSON.stringify([error?.message, error, error?.cause, error?.stack])
  }
  const withSecret = `postgresql://u:${secret}@host.example/d`
  neonConfig.fetchFunction = async (_target, init) => {
    throw new TypeError(`bad header ${JSON.stringify(init?.headers)}`)
  }
  for (const call of [
    () => neon(withSecret)`select 1`,
    () => neon(`postgresql//u:${secret}@h/d`)`select 1`,
    () => neon(`postgresql://u:${secret}@h`)`select 1`,
    () => neon(withSecret, { authToken: () => Promise.reject(new Error(`token ${secret}1 is old`)) })`select 1`,
  ]) {
    expect(await shown(call)).not.toContain(secret)
  }
})

test('ours takes nothing from Object.prototype', async () => {
  const inherited = Object.prototype as unknown as Record<string, unknown>
  const names = ['host', 'user', 'password', 'authToken', 'arrayMode', 'fullResults', 'types', 'connectionString']
  const driver = drivers.ours
  const sql = driver.neon(url)
  let rows: unknown
  for (const name of names) {
    Object.defineProperty(inherited, name, { value: name === 'arrayMode' ? true : 'evil', configurable: true })
  }
  let sent: Sent[] = []
  try {
    sent = await sentBy(driver, async () => {
      rows = await sql.query('select 1 as a', [], {})
    })
  } finally {
    for (const name of names) delete inherited[name]
  }
  expect(rows).toEqual([{ a: 1 }])
  expect(sent[0]?.url).toBe('https://api.eu-central-1.aws.neon.tech/sql')
  expect(sent[0]?.headers.get('neon-connection-string')).toContain('me:pass%20word@ep-1')
  expect(sent[0]?.headers.has('authorization')).toBe(false)
})

test('ours follows no redirect, whatever the options of fetch', async () => {
  const driver = drivers.ours
  const sql = driver.neon(url, { fetchOptions: { redirect: 'follow' } })
  const [sent] = await sentBy(driver, () => sql`select 1 as a`)
  expect(sent?.init.redirect).toBe('manual')
})

test('a parser given while a query is under way counts for the next one', async () => {
  const { neon, neonConfig, types } = drivers.ours
  const before = types.getTypeParser(23)
  neonConfig.fetchFunction = async () => {
    types.setTypeParser(23, (text) => `<${text}>`)
    return new Response(answer([['1']]))
  }
  try {
    const sql = neon(url)
    expect(await sql`select 1 as a`).toEqual([{ a: 1 }])
    expect(await sql`select 1 as a`).toEqual([{ a: '<1>' }])
  } finally {
    types.setTypeParser(23, before)
  }
})

test('every name that the official driver exports can be imported from ours', () => {
  // It tells which of its two files was loaded.
  const { _bundleExt, ...exported } = drivers.official as unknown as Record<string, unknown>
  const ours = drivers.ours as unknown as Record<string, unknown>
  for (const [name, value] of Object.entries(exported)) {
    expect(Object.keys(ours)).toContain(name)
    expect([name, typeof ours[name]]).toEqual([name, name === 'neonConfig' ? 'object' : typeof value])
  }
})
