// The host's own parser of URLs as the oracle of ours: whatever stands in a connection string or an endpoint, the
// request goes where that parser says, or nothing is sent and the error says that it was not.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DatabaseError } from '../../js/index.js'
import { d1Rest } from '../../js/services/d1-rest.js'
import { neon } from '../../js/services/neon.js'
import { planetscale } from '../../js/services/planetscale.js'

const seed = Number(process.env.TCPLESS_SEED ?? Date.now() & 0x7fffffff)
const numRuns = process.env.TCPLESS_SOAK ? 200_000 : 10_000

const pieces = [
  ...[
    'a',
    'Z',
    '0',
    '1',
    '9',
    '255',
    '256',
    '0x7f',
    'xn--',
    '-',
    '_',
    '.',
    '..',
    ':',
    '::',
    '[',
    ']',
    '[::1]',
    '/',
    '//',
  ],
  ...[
    '\\',
    '@',
    '?',
    '#',
    '%',
    '%2e',
    '%2F',
    '%40',
    '%00',
    '%zz',
    ' ',
    '\t',
    '\n',
    '\0',
    'é',
    '。',
    '\ud800',
    '&',
    '=',
  ],
  ...[
    'localhost',
    '127.0.0.1',
    'db.example',
    'ep-x.aws.neon.tech',
    'x.xata.tech',
    'aws.connect.psdb.cloud',
    ':80',
    ':0',
  ],
  ...["'", '"', '<', '>', '|', '^', '`', '{', '}', '~', '!', '$', '(', ')', '*', '+', ',', ';'],
]
const text = fc.array(fc.constantFrom(...pieces), { maxLength: 5 }).map((parts) => parts.join(''))
const hostText = fc.oneof(text, fc.constantFrom('localhost', 'db.example', '[::1]', '127.0.0.1', 'x.xata.tech'))
const urlOf = (scheme: string) =>
  fc
    .tuple(
      fc.oneof({ weight: 3, arbitrary: fc.constant('u:p@') }, { weight: 1, arbitrary: text }),
      hostText,
      text,
      text,
    )
    .map(([user, host, port, rest]) => `${scheme}://${user}${host}${port}/${rest}`)
const endpoint = fc
  .tuple(fc.constantFrom('https://', 'http://', 'HTTPS://', 'https:', '//', ''), hostText, text, text)
  .map(([scheme, host, port, rest]) => `${scheme}${host}${port}/${rest}`)

const refusals = new Set(['connection_string', 'option', 'authentication', 'limit'])

/** The URL that is sent to, or undefined when the query is refused as it must be. */
async function sentTo(open: (fetch: typeof globalThis.fetch) => PromiseLike<unknown>): Promise<string | undefined> {
  const sent: string[] = []
  const fetch = (async (url: string) => {
    sent.push(url)
    return new Response('not an answer')
  }) as typeof globalThis.fetch
  let code: string | undefined
  try {
    await open(fetch)
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error
    code = error.code
  }
  if (sent.length === 0) expect(refusals).toContain(code)
  return sent[0]
}

// https://www.rfc-editor.org/rfc/rfc6890#section-2.2.2 and https://www.rfc-editor.org/rfc/rfc6761#section-6.3
const loopback = /^(?:(?:.*\.)?localhost|127\.\d+\.\d+\.\d+|\[::1\])$/

/** What is sent to has no credentials, and goes in the clear on this machine alone. */
function expectUrl(given: string): URL {
  const url = new URL(given)
  expect({ given, user: url.username, password: url.password }).toMatchObject({ user: '', password: '' })
  if (url.protocol === 'http:') expect(url.hostname).toMatch(loopback)
  else expect(url.protocol).toBe('https:')
  return url
}

/** The host that a connection string names, written as fetch would, without the dot at its end. */
const hostOf = (connection: string) => new URL(`https://${new URL(connection).hostname}`).hostname.replace(/\.$/, '')

let reached = 0
const check = (arbitrary: fc.Arbitrary<string>, property: (value: string) => Promise<void>) =>
  fc.assert(fc.asyncProperty(arbitrary, property), { seed, numRuns, endOnFailure: true })

const time = { timeout: numRuns * 5 + 10_000 }

test(`connection strings of Neon, seed ${seed}`, time, async () => {
  reached = 0
  await check(urlOf('postgresql'), async (connection) => {
    const given = await sentTo((fetch) => neon(connection, { fetch, retry: false })`select`)
    if (given === undefined) return
    reached++
    const { hostname } = expectUrl(given)
    const asked = hostOf(connection)
    // Neon's proxy stands beside the endpoint, as do the others.
    expect([asked, `api.${asked.slice(asked.indexOf('.') + 1)}`]).toContain(hostname)
  })
  expect(reached).toBeGreaterThan(numRuns / 50)
})

test(`URLs of PlanetScale, seed ${seed}`, time, async () => {
  reached = 0
  await check(urlOf('mysql'), async (connection) => {
    const given = await sentTo((fetch) => planetscale(connection, { fetch, retry: false })`select`)
    if (given === undefined) return
    reached++
    expect(expectUrl(given).hostname).toBe(hostOf(connection))
  })
  expect(reached).toBeGreaterThan(numRuns / 50)
})

test(`endpoints, seed ${seed}`, time, async () => {
  reached = 0
  await check(endpoint, async (url) => {
    const given = [
      await sentTo((fetch) => neon('postgresql://u:p@db.example/d', { fetch, retry: false, endpoint: url })`select`),
      await sentTo(
        (fetch) =>
          d1Rest({
            accountId: 'a',
            databaseId: 'b',
            apiToken: 'c',
            fetch,
            retry: false,
            endpoint: url,
          } as never)`select`,
      ),
    ]
    for (const sent of given) {
      if (sent === undefined) continue
      reached++
      expect(expectUrl(sent).host).toBe(new URL(url).host)
    }
  })
  expect(reached).toBeGreaterThan(numRuns / 50)
})
