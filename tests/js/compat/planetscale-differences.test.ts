// Where tcpless/compat/planetscale and the official client differ: both outputs, with the reason.
// docs/compat-planetscale.md lists them.
import { inspect } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type RunningMysql, startMysql } from '../gateway/mysql-running.js'
import { startTimeout } from '../gateway/running.js'
import { type Client, clients } from './planetscale-clients.js'

let running: RunningMysql
beforeAll(async () => {
  running = await startMysql()
  await running.execute('create table t (id int primary key)')
}, startTimeout)
afterAll(() => running?.stop())

interface Difference {
  readonly because: string
  readonly call: (client: Client, url: string) => unknown
  readonly official: string
  readonly ours: string
}

const formatted = (sql: string, values: unknown[] | Record<string, unknown>) => (client: Client) =>
  client.format(sql, values)

const selected =
  (sql: string, ...args: unknown[]) =>
  async (client: Client, url: string) =>
    (await client.connect({ url }).execute(sql, args)).rows

/** The requests of `select 1`, answered without a server. */
const sentBy =
  (config: object, pick: (url: string, init: RequestInit) => unknown) =>
  async ({ connect }: Client) => {
    const sent: unknown[] = []
    const fetch = async (url: string, init: RequestInit) => {
      sent.push(pick(url, init))
      return new Response('{"session":{"signature":"x"},"result":{}}')
    }
    await connect({ ...config, fetch: fetch as never }).execute('select 1')
    return sent[0]
  }

const authorization = (_: string, { headers }: RequestInit) =>
  Buffer.from(new Headers(headers).get('authorization')?.slice(6) ?? '', 'base64').toString()

/** Answers without a server. */
const answering =
  (reply: () => Promise<Response>) =>
  ({ connect }: Client) =>
    connect({ url: 'https://u:p@db.example', fetch: reply as never }).execute('select 1')

/** Sends all but a statement, which the network eats. */
const losing =
  (lost: string): typeof fetch =>
  (url, init) =>
    String(init?.body).includes(lost) ? Promise.reject(new TypeError(`lost ${lost}`)) : fetch(url, init)

const differences: Record<string, Difference> = {
  'the literal of text': {
    because:
      'theirs is another value under NO_BACKSLASH_ESCAPES, ours is the same under every sql_mode and character set',
    call: formatted('select ?, ?', ["it's", 'é']),
    official: "select 'it''s', 'é'",
    ours: "select _utf8mb4 x'69742773', _utf8mb4 x'c3a9'",
  },
  'text under NO_BACKSLASH_ESCAPES': {
    because: 'the same',
    call: async ({ connect }, url) => {
      const connection = connect({ url })
      await connection.execute("set sql_mode = 'NO_BACKSLASH_ESCAPES'")
      return (await connection.execute('select ? as v', ['a\\b\n'])).rows
    },
    official: String.raw`[ { v: 'a\\\\b\\n' } ]`,
    ours: String.raw`[ { v: 'a\\b\n' } ]`,
  },
  'the literal of a Date': {
    because: 'not every version reads the T',
    call: formatted('select ?', [new Date('2024-02-29T12:34:56.789Z')]),
    official: "select '2024-02-29T12:34:56.789'",
    ours: "select '2024-02-29 12:34:56.789'",
  },
  'the literal of -0': {
    because: 'it is not 0',
    call: formatted('select ?', [-0]),
    official: 'select 0',
    ours: 'select -0e0',
  },
  'an object': {
    because: 'it is sent as JSON',
    call: selected('select ? as v', { a: 1 }),
    official: "[ { v: '[object Object]' } ]",
    ours: `[ { v: '{"a":1}' } ]`,
  },
  'an array of numbers of two bytes': {
    because: 'bytes are bytes, whatever the view on them',
    call: formatted('select ?', [Uint16Array.of(1, 2)]),
    official: "select '1,2'",
    ours: "select x'01000200'",
  },
  'a function': {
    because: 'it is no value',
    call: formatted('select ?', [Math.max]),
    official: "select 'function max() { [native code] }'",
    ours: 'DatabaseError: a function cannot be a parameter',
  },
  'a value too few': {
    because: 'the statement cannot be what was meant',
    call: formatted('select ?, ?', [1]),
    official: 'select 1, ?',
    ours: 'DatabaseError: the SQL text has more placeholders than there are values',
  },
  'a value too many': {
    because: 'the statement cannot be what was meant',
    call: formatted('select ?', [1, 2]),
    official: 'select 1',
    ours: 'DatabaseError: there are more values than placeholders in the SQL text',
  },
  'a name without a value': {
    because: 'the statement cannot be what was meant',
    call: formatted('select :a', { b: 1 }),
    official: 'select :a',
    ours: 'DatabaseError: the SQL text has placeholders, and there are no values',
  },
  'a column called __proto__': {
    because: 'it is a column',
    call: async ({ connect }, url) => {
      const { rows } = await connect({ url }).execute('select 1 as `__proto__`')
      return Object.keys(rows[0] as object)
    },
    official: '[]',
    ours: "[ '__proto__' ]",
  },
  'text that begins with a byte order mark': {
    because: 'it is part of the text',
    call: selected("select convert(x'efbbbf61' using utf8mb4) as v"),
    official: "[ { v: 'a' } ]",
    ours: "[ { v: '\ufeffa' } ]",
  },
  'a password with percent signs': {
    because: 'that is how a URL writes it',
    call: sentBy({ url: 'mysql://me:p%40ss@db.example/shop' }, authorization),
    official: 'me:p%40ss',
    ours: 'me:p@ss',
  },
  'a password with other letters': {
    because: 'user and password are UTF-8 (RFC 7617 section 2.1)',
    call: sentBy({ host: 'db.example', username: 'me', password: 'пароль' }, authorization),
    official: 'InvalidCharacterError: Invalid character',
    ours: 'me:пароль',
  },
  "MySQL's port": {
    because: 'nobody serves HTTPS there',
    call: sentBy({ url: 'mysql://me:pass@db.example:3306/shop' }, (url) => url),
    official: 'https://db.example:3306/psdb.v1alpha1.Database/Execute',
    ours: 'https://db.example/psdb.v1alpha1.Database/Execute',
  },
  'what fetch is asked for': {
    because: 'older Workers throw at the option `cache`, and a redirect would take the password elsewhere',
    call: sentBy({ url: 'https://me:pass@db.example' }, (_, { cache, redirect }) => ({ cache, redirect })),
    official: "{ cache: 'no-store', redirect: undefined }",
    ours: "{ cache: undefined, redirect: 'manual' }",
  },
  'the configuration that was given': {
    because: 'it is not ours to change',
    call: ({ connect }) => {
      const config = { url: 'https://me:pass@db.example' }
      connect(config)
      return config
    },
    official:
      "{\n  url: 'https://me:pass@db.example',\n  username: 'me',\n  password: 'pass',\n  host: 'db.example'\n}",
    ours: "{ url: 'https://me:pass@db.example' }",
  },
  'a failed connection': {
    because: 'it has a code that tells whether the statement may have been applied, and holds no secret',
    call: answering(async () => Promise.reject(new TypeError('fetch failed'))),
    official: 'TypeError: fetch failed',
    ours: 'UnknownError outcome_unknown: the query was sent and its answer lost; it may have been applied',
  },
  'an answer without a body': {
    because: 'a cut answer is an error of its own',
    call: answering(async () => new Response('')),
    official: 'SyntaxError: Unexpected end of JSON input',
    ours: 'UnknownError protocol: the JSON ends too early',
  },
  'a redirect': {
    because: 'it would take the password elsewhere',
    call: answering(async () => new Response('', { status: 302, headers: { location: 'https://other.example' } })),
    official: 'UnknownError: Expected JSON response from database API, got HTTP 302',
    ours: 'UnknownError redirect: the service answered with a redirect, which is never followed',
  },
  'an error in a transaction, and then no rollback': {
    because: 'the first error says what is wrong',
    call: async ({ connect }, url) => {
      const config = { url, fetch: losing('ROLLBACK') as never }
      return connect(config).transaction(() => Promise.reject(new Error('the first')))
    },
    official: 'TypeError: lost ROLLBACK',
    ours: 'Error: the first',
  },
  'a commit whose answer is lost': {
    because: 'it may have been applied',
    call: async ({ connect }, url) => connect({ url, fetch: losing('COMMIT') as never }).transaction(async () => 1),
    official: 'TypeError: lost COMMIT',
    ours: 'UnknownError outcome_unknown: the query was sent and its answer lost; it may have been applied',
  },
  'statements of a transaction at once': {
    because: 'they are sent one after the other',
    call: async ({ connect }, url) => {
      const results = await connect({ url }).transaction((tx) =>
        Promise.allSettled([tx.execute('select sleep(0.1) as a'), tx.execute('select 2 as a')]),
      )
      return results.map(({ status }) => status)
    },
    official: "[ 'fulfilled', 'rejected' ]",
    ours: "[ 'fulfilled', 'fulfilled' ]",
  },
  'a statement after its transaction': {
    because: 'it would be on its own',
    call: async ({ connect }, url) => {
      const tx = await connect({ url }).transaction(async (given) => given)
      return (await tx.execute('select 1 as a')).rows
    },
    official: '[ { a: 1 } ]',
    ours: 'UnknownError query: this transaction is over',
  },
  'refresh()': {
    because: 'a session begins with its first statement',
    call: async ({ connect }) => {
      let requests = 0
      const fetch = async () => {
        requests += 1
        return new Response('{"session":{}}')
      }
      await connect({ url: 'https://u:p@db.example', fetch: fetch as never }).refresh()
      return requests
    },
    official: '1',
    ours: '0',
  },
  'format() of text with a backslash right behind a letter that is not ASCII': {
    because: 'in gbk, sjis and big5 the backslash is half of a letter, and the value would be read as SQL',
    call: formatted("select '列\\\\', ?", [', 2']),
    official: "select '列\\\\', ', 2'",
    ours: 'DatabaseError: a backslash stands right behind a letter that is not ASCII, which some character sets take as one',
  },
}

async function shown(call: () => unknown): Promise<string> {
  try {
    const value = await call()
    return typeof value === 'string' ? value : inspect(value)
  } catch (thrown) {
    const { name, message, code } = thrown as Error & { code?: unknown }
    return `${name}${name === 'UnknownError' && code !== undefined ? ` ${code}` : ''}: ${message}`
  }
}

describe('differences from the official client', () => {
  test.each(Object.entries(differences))('%s', async (_, { because, call, official, ours }) => {
    expect(because).not.toBe('')
    expect(await shown(() => call(clients.official, running.url))).toBe(official)
    expect(await shown(() => call(clients.ours, running.url))).toBe(ours)
  })
})
