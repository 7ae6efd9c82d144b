import { inspect } from 'node:util'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { safeCause } from '../../js/cause.js'
import { type NeonOptions, neon } from '../../js/services/neon.js'
import {
  type Answer,
  canaryPassword,
  canaryUrl,
  errorBody,
  fakeNeon,
  jsonResponse,
  oid,
  resultBody,
} from './support/neon-service.js'

const tokenUrl = canaryUrl.replace(/:[^:@/]+@/, '@')
const token = 'canarytoken.eyJzdWIiOiJ4In0.c2lnbmF0dXJl'

const lowerEscapes = (encoded: string) => encoded.replace(/%../g, (byte) => byte.toLowerCase())

/** The password in the spellings that a service may quote it in, which need not be that of the connection string. */
const spellings = {
  'percent-decoded': canaryPassword,
  'percent-encoded in upper case': encodeURIComponent(canaryPassword),
  'percent-encoded in lower case': lowerEscapes(encodeURIComponent(canaryPassword)),
}
/** How a connection string may have it. */
const writtenSpellings = {
  'percent-encoded in upper case': encodeURIComponent(canaryPassword),
  'percent-encoded in lower case': lowerEscapes(encodeURIComponent(canaryPassword)),
  'percent-encoded where it must be': canaryPassword.replace('/', '%2F'),
  'percent-encoded where it need not be': 'c4nary%2DP%6155%2fw%40rd',
}

/** The secrets in every form in which they could show. */
function forms(secret: string): string[] {
  const base64 = Buffer.from(secret).toString('base64')
  return [
    secret,
    encodeURIComponent(secret),
    lowerEscapes(encodeURIComponent(secret)),
    encodeURI(secret),
    base64,
    base64.replace(/=+$/, ''),
    Buffer.from(secret).toString('hex'),
  ]
}
const canaries = [
  ...forms(canaryPassword),
  ...Object.values(writtenSpellings),
  ...forms(token),
  ...forms(canaryUrl),
  canaryUrl.replace('postgresql', 'postgres'),
]

function expectNoSecret(text: string): void {
  for (const canary of canaries) expect(text.includes(canary), `${canary} in ${text.slice(0, 2000)}`).toBe(false)
}

/** Everything an error shows, in every way a logger might look at it. */
function shown(thrown: unknown, depth = 0): string {
  if (depth > 5 || typeof thrown !== 'object' || thrown === null) return String(thrown)
  const parts = [
    inspect(thrown, { depth: 10, showHidden: true, getters: true }),
    JSON.stringify(thrown),
    String(thrown),
  ]
  for (const name of Reflect.ownKeys(thrown))
    parts.push(String(name), shown((thrown as Record<PropertyKey, unknown>)[name], depth + 1))
  if (thrown instanceof Error) parts.push(thrown.message, thrown.stack ?? '', shown(thrown.cause, depth + 1))
  return parts.join('\n')
}

const passwords = `${canaryUrl} ${canaryPassword} ${encodeURIComponent(canaryPassword)}`

const faults = (everything: string): Record<string, Answer> => ({
  'a refused connection': () => {
    throw Object.assign(new TypeError('fetch failed'), {
      cause: Object.assign(new Error(`connect to ${everything}`), { code: 'ECONNREFUSED' }),
    })
  },
  'a fetch that throws the request': (request) => {
    throw Object.assign(new Error(JSON.stringify(request.init)), {
      request,
      headers: request.init.headers,
      cause: request,
    })
  },
  'a fetch that throws a string': () => {
    throw everything
  },
  'a fetch whose error has the secret as its code': () => {
    throw Object.assign(new Error('x'), { code: everything.slice(-12) })
  },
  'a fetch that gives no Response': (request) => request as unknown as Response,
  'a redirect to a URL with the secret': () =>
    new Response(null, { status: 302, headers: { location: `https://x/${encodeURIComponent(everything)}` } }),
  'a foreign page that shows them': () =>
    new Response(`<html>${everything}</html>`, { status: 502, headers: { 'content-type': 'text/html' } }),
  'a foreign page with status 200': () => new Response(everything, { status: 200 }),
  'a database error that shows them': () =>
    jsonResponse(
      errorBody(`password authentication failed ${everything}`, '28P01', { detail: everything, hint: everything }),
      400,
    ),
  'a service error that shows them': () => jsonResponse(JSON.stringify({ msg: everything }), 429),
  'a body that fails': () => {
    const body = new ReadableStream({ pull: (controller) => controller.error(new Error(everything)) })
    return jsonResponse(body)
  },
  'a body that is cut': () => jsonResponse(`{"fields":[],"rows":[["${everything}`),
  'a request id that shows them': () => jsonResponse(errorBody('x', '42601'), 400, { 'neon-request-id': everything }),
})

describe('threat 7: no error, event, log or object shows a secret', () => {
  const logged: unknown[] = []
  beforeEach(() => {
    for (const method of ['log', 'warn', 'error', 'info', 'debug'] as const) {
      vi.spyOn(console, method).mockImplementation((...all) => void logged.push(...all))
    }
  })
  afterEach(() => {
    vi.restoreAllMocks()
    expectNoSecret(
      logged
        .splice(0)
        .map((value) => shown(value))
        .join('\n'),
    )
  })

  const clients: [kind: string, options: NeonOptions, url: string, shown: string][] = [
    ['a password', {}, canaryUrl, passwords],
    ['a token', { authToken: token }, tokenUrl, token],
    ['a token function', { authToken: async () => token }, tokenUrl, token],
  ]
  for (const [written, password] of Object.entries(writtenSpellings)) {
    const url = canaryUrl.replace(encodeURIComponent(canaryPassword), password)
    for (const [quoted, shown] of Object.entries({ 'as written': password, ...spellings })) {
      clients.push([`a password ${written}, quoted ${quoted}`, {}, url, shown])
    }
  }
  for (const [kind, options, url, quoted] of clients) {
    for (const [name, answer] of Object.entries(faults(quoted))) {
      test(`${name}, with ${kind}`, async () => {
        const events: unknown[] = []
        const keep = (event: unknown) => void events.push(event)
        const client = {
          retry: false,
          on: { query: keep, response: keep, error: keep, retry: keep },
          ...options,
        } as const
        const { db, sent } = fakeNeon(answer, client, url)
        const error = await db`select 1`.then(
          () => expect.unreachable(),
          (thrown: unknown) => thrown,
        )
        const second = await db.respond(db`select 1`).then(
          () => expect.unreachable(),
          (thrown: unknown) => thrown,
        )
        expect(error).toBeInstanceOf(Error)
        expectNoSecret(shown(error) + shown(second) + shown(events))
        expect(sent[0]?.url).toBe(
          url === tokenUrl
            ? 'https://apiauth.eu-central-1.aws.neon.tech/sql'
            : 'https://api.eu-central-1.aws.neon.tech/sql',
        )
        expect(JSON.stringify(sent[0]?.init.headers)).toContain(url === tokenUrl ? token : 'Neon-Connection-String')
      })
    }
  }

  test('a token function that throws', async () => {
    const authToken = () => {
      throw new Error(`${passwords} ${token}`)
    }
    const error = await neon(canaryUrl, { authToken, fetch: () => expect.unreachable() })`x`.catch(
      (thrown: unknown) => thrown,
    )
    expect(error).toMatchObject({ code: 'authentication' })
    expectNoSecret(shown(error))
  })

  test.each([
    'postgresql://canaryuser:c4nary-Pa55%2Fw%40rd@',
    'mysql://canaryuser:c4nary-Pa55%2Fw%40rd@host/db',
    'postgresql://canaryuser:c4nary-Pa55%2Fw%40rd@ho st/db',
    'postgresql://canaryuser:c4nary-Pa55%2Fw%40rd@host:99999999/db',
    'postgresql://canaryuser:c4nary-Pa55%2Fw%40rd%zz@host/db',
    'canaryuser:c4nary-Pa55/w@rd',
  ])('the connection string %s is wrong', async (url) => {
    const { db, sent } = fakeNeon(resultBody([], []), {}, url)
    const error = await db`select 1`.then(
      () => expect.unreachable(),
      (thrown: unknown) => thrown,
    )
    expect(error).toMatchObject({ code: 'connection_string' })
    expect(sent).toEqual([])
    expectNoSecret(shown(error))
  })

  test('wrong options', () => {
    const attempt = (make: () => unknown) => {
      try {
        make()
      } catch (thrown) {
        return shown(thrown)
      }
      return expect.unreachable()
    }
    expectNoSecret(attempt(() => neon({ url: canaryUrl } as unknown as string)))
    expectNoSecret(attempt(() => neon(canaryUrl, { authToken: { token } as unknown as string })))
    expectNoSecret(attempt(() => neon(canaryUrl, canaryUrl as unknown as object)))
    expectNoSecret(attempt(() => neon(canaryUrl, { [token]: 1 } as object)))
  })

  test('the client, its queries and results', async () => {
    const { db } = fakeNeon(resultBody([['a', oid.int4]], [['1']]), { authToken: token })
    const query = db`select ${1}`
    const result = await query
    const seen = [db, query, result, db.query, db.respond, query.with({ name: 'x' })]
    for (const value of seen) {
      expectNoSecret(
        shown(value) + inspect(value, { depth: 20, showHidden: true, getters: true }) + JSON.stringify(value),
      )
    }
  })

  test.each<[unknown, string]>([
    [Object.assign(new Error('fetch failed'), { code: 'ECONNRESET' }), 'fetch failed (ECONNRESET)'],
    [Object.assign(new Error('fetch failed'), { cause: { code: 'UND_ERR_SOCKET' } }), 'fetch failed (UND_ERR_SOCKET)'],
    [new Error('Network connection lost.'), 'Network connection lost.'],
    [Object.assign(new Error('fetch failed'), { code: 'hunter' }), 'fetch failed'],
    [new Error('the password is Hunter'), 'the message is withheld, it could show a secret'],
    [new Error('at 127.0.0.1:5432'), 'the message is withheld, it could show a secret'],
    ['hunter', 'something that is not an Error was thrown'],
  ])('the cause that stands for %s', (thrown, message) => {
    const cause = safeCause(thrown, ['https://h.example/', 'postgresql://u:hunter@h.example/d'])
    expect(cause).toMatchObject({ name: 'Error', message })
    expect(cause).not.toBe(thrown)
  })
})
