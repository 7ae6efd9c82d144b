import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { driverHeaders, type Failure, post, rawRequest, type Running, start, startTimeout } from './running.js'

describe('the HTTP frame', () => {
  let running: Running
  beforeAll(async () => {
    running = await start('PostgreSQL')
  }, startTimeout)
  afterAll(() => running?.stop())

  test('answers a preflight as Neon does', async () => {
    const response = await rawRequest(running.gateway, { method: 'OPTIONS' })
    expect(response.status).toBe(200)
    expect(response.headers).toMatchObject({
      allow: 'OPTIONS, POST',
      'access-control-allow-origin': '*',
      'access-control-allow-headers':
        'Authorization, Neon-Connection-String, Neon-Raw-Text-Output, Neon-Array-Mode, Neon-Pool-Opt-In, Neon-Batch-Read-Only, Neon-Batch-Isolation-Level',
      'access-control-max-age': '86400',
    })
    expect(response.body).toBe('')
  })

  test.each([
    ['GET', '/sql'],
    ['PUT', '/sql'],
    ['POST', '/'],
    ['POST', '/sql/'],
    ['POST', '/v2'],
    ['OPTIONS', '/'],
  ])('refuses %s %s', async (method, path) => {
    const response = await rawRequest(running.gateway, { method, path, headers: driverHeaders(running.gateway) })
    const message = `this gateway does not serve ${method} ${path}; it serves Neon's SQL over HTTP at POST /sql`
    expect(response.status).toBe(400)
    expect(JSON.parse(response.body)).toMatchObject({ message, error: { message }, errors: [{ message }] })
    expect(response.headers['neon-request-id']).toBeDefined()
  })

  test('serves loopback names only, so that no other site can rebind its name to it', async () => {
    const status = async (host: string) => {
      const headers = { ...driverHeaders(running.gateway), host }
      return (await rawRequest(running.gateway, { headers, body: '{"query":"select 1"}' })).status
    }
    for (const host of ['localhost', 'LOCALHOST:1', '127.0.0.1:99', '[::1]:5488', 'db.localhost']) {
      expect([host, await status(host)]).toEqual([host, 200])
    }
    const strangers = ['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example', '10.0.0.1', 'evil-localhost']
    for (const host of strangers) expect([host, await status(host)]).toEqual([host, 403])
  })

  const connection = (change: (url: URL) => void) => {
    const url = new URL(running.gateway.url)
    change(url)
    return { ...driverHeaders(running.gateway), 'Neon-Connection-String': url.href }
  }
  const password = () => new URL(running.gateway.url).password

  test.each<[string, () => Record<string, string>, string]>([
    ['no connection string', () => ({}), 'invalid header: neon-connection-string'],
    ['no URL', () => ({ 'Neon-Connection-String': 'hello' }), 'invalid connection string'],
    [
      'another scheme',
      () => ({ 'Neon-Connection-String': running.gateway.url.replace('postgres:', 'mysql:') }),
      'incorrect scheme',
    ],
    ['no user', () => connection((url) => (url.username = '')), 'missing username'],
    ['a user that is not UTF-8', () => connection((url) => (url.username = '%ff')), 'invalid username'],
    ['no database', () => connection((url) => (url.pathname = '')), 'missing database name'],
    [
      'no password',
      () => connection((url) => (url.password = '')),
      'missing authentication credentials: required password',
    ],
    [
      'a password and a token',
      () => ({ ...driverHeaders(running.gateway), Authorization: `Bearer ${password()}` }),
      'missing authentication credentials: required password',
    ],
    [
      'another kind of authorization',
      () => ({ ...connection((url) => (url.password = '')), Authorization: `Basic ${password()}` }),
      'missing authentication credentials: required authorization bearer token in JWT format',
    ],
    [
      'an unknown isolation level',
      () => ({ ...driverHeaders(running.gateway), 'Neon-Batch-Isolation-Level': 'serializable' }),
      'invalid isolation level',
    ],
  ])('refuses a request with %s', async (_, headers, message) => {
    const response = await post(running.gateway, { query: 'select 1' }, headers())
    expect(response.status).toBe(400)
    expect((await response.json()) as Failure).toMatchObject({ message, code: null, severity: null })
  })

  test('takes any endpoint host', async () => {
    const headers = connection((url) => (url.host = 'ep-cool-123456-pooler.us-east-2.aws.neon.tech'))
    expect((await post(running.gateway, { query: 'select 1' }, headers)).status).toBe(200)
  })

  test('never shows a password or a stack', async () => {
    const secret = password()
    const upstream = running.postgres?.password ?? 'missing'
    const bodies = await Promise.all([
      post(
        running.gateway,
        { query: 'select 1' },
        connection((url) => (url.password = `${secret}x`)),
      ),
      post(
        running.gateway,
        { query: 'select 1' },
        connection((url) => (url.pathname = '/nowhere')),
      ),
      post(
        running.gateway,
        { query: 'select 1' },
        connection((url) => (url.search = '?nonsense=1')),
      ),
      post(running.gateway, `{"query":"${secret}`),
    ])
    for (const response of bodies) {
      expect(response.status).toBe(400)
      const text = await response.text()
      expect(text).not.toContain(secret)
      expect(text).not.toContain(upstream)
      expect(text).not.toMatch(/\bat .*\.[jt]s\b/)
    }
  })
})
