// Where tcpless/compat/neon and the official driver differ: both outputs, with the reason. docs/compat-neon.md lists them.
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { inspect } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Running, start, startTimeout } from '../gateway/running.js'
import { type Driver, drivers } from './neon-drivers.js'

process.env.TZ = 'America/New_York'

let running: Running
beforeAll(async () => {
  running = await start('PGlite')
}, startTimeout)
afterAll(() => running?.stop())

interface Difference {
  readonly because: string
  readonly call: (driver: Driver, url: string) => unknown
  readonly official: string
  readonly ours: string
}

const value = (expression: string) => async (driver: Driver, url: string) =>
  (await driver.neon(url).query(`select ${expression} as value`))[0]?.value

/** Answers without a server. */
const answering =
  (status: number, body: string, headers = {}) =>
  async ({ neon, neonConfig }: Driver) => {
    neonConfig.fetchFunction = async () => new Response(body, { status, headers })
    try {
      return await neon('postgresql://u:p@ep-1.neon.tech/d')`select 1 as a`
    } finally {
      neonConfig.fetchFunction = undefined
    }
  }

const differences: Record<string, Difference> = {
  bytes: {
    because: 'Buffer exists only in Node.js',
    call: value("'\\x00ff'::bytea"),
    official: '<Buffer 00 ff>',
    ours: 'Uint8Array(2) [ 0, 255 ]',
  },
  'an interval': {
    because: 'the members are the same; the methods of its class are not there',
    call: value("interval '1 day'"),
    official: 'PostgresInterval { days: 1 }',
    ours: '{ days: 1 }',
  },
  'a Date from before there were time zones': {
    because: 'the offset of a time zone had seconds then, and they leave them out',
    call: async ({ neon }, url) =>
      (await neon(url)`select ${new Date('1800-01-01T00:00:00Z')}::timestamptz as value`)[0]?.value,
    official: '1799-12-31T23:59:58.000Z',
    ours: '1800-01-01T00:00:00.000Z',
  },
  'types of neon()': {
    because: 'their documentation has the option there, their driver heeds it in query() alone',
    call: ({ neon }, url) =>
      neon(url, { types: { getTypeParser: () => (text: string) => `<${text}>` } })`select 1 as a`,
    official: '[ { a: 1 } ]',
    ours: "[ { a: '<1>' } ]",
  },
  'types of transaction()': {
    because: 'the same',
    call: ({ neon }, url) => {
      const sql = neon(url)
      return sql.transaction([sql`select 1 as a`], { types: { getTypeParser: () => (text: string) => `<${text}>` } })
    },
    official: '[ [ { a: 1 } ] ]',
    ours: "[ [ { a: '<1>' } ] ]",
  },
  'members of a full result': {
    because: 'the parsers of a query are inside the core',
    call: async ({ neon }, url) => Object.keys(await neon(url, { fullResults: true })`select 1`).sort(),
    official: "[ '_parsers', '_types', 'command', 'fields', 'rowAsArray', 'rowCount', 'rows', 'viaNeonFetch' ]",
    ours: "[ 'command', 'fields', 'rowAsArray', 'rowCount', 'rows', 'viaNeonFetch' ]",
  },
  'bytes inside an array': {
    because: 'theirs knows Buffer alone there',
    call: async ({ neon }, url) => (await neon(url)`select ${[new Uint8Array([1])]}::bytea[]::text as value`)[0]?.value,
    official: 'TypeError: r.replace is not a function',
    ours: '{"\\\\x01"}',
  },
  'an ArrayBuffer': {
    because: 'it is bytes, and theirs sends the JSON {}',
    call: async ({ neon }, url) => (await neon(url)`select ${new ArrayBuffer(2)}::text as value`)[0]?.value,
    official: '{}',
    ours: '\\x0000',
  },
  'NUL in text': {
    because: 'PostgreSQL cannot hold it, so nothing is sent',
    call: ({ neon }, url) => neon(url)`select ${'a\0b'}::text as value`,
    official: 'NeonDbError: invalid byte sequence for encoding "UTF8": 0x00',
    ours: 'NeonDbError: text has a NUL character, which PostgreSQL cannot store',
  },
  'a connection string that is no URL': {
    because: 'an error that is logged must not show a password',
    call: ({ neon }) => neon('postgresql//u:secret@h/d')`select 1`,
    official:
      'NeonDbError: Database connection string provided to neon() is not a valid URL (connection string: postgresql//u:secret@h/d)',
    ours: 'NeonDbError: Database connection string provided to neon() is not a valid URL',
  },
  'a connection that is refused': {
    because: 'the message says why, and what fetch threw could show a secret',
    call: async ({ neon, neonConfig }) => {
      const { fetchEndpoint } = neonConfig
      const port = await closedPort()
      neonConfig.fetchEndpoint = `http://127.0.0.1:${port}/sql`
      try {
        return await neon('postgresql://u:p@h/d')`select 1`
      } catch (thrown) {
        const error = thrown as Error
        error.message = error.message.replace(`:${port}`, '')
        throw error
      } finally {
        neonConfig.fetchEndpoint = fetchEndpoint
      }
    },
    official: 'NeonDbError: Error connecting to database: TypeError: fetch failed',
    ours: 'NeonDbError: Error connecting to database: DatabaseError: no connection to 127.0.0.1 could be made (ECONNREFUSED)',
  },
  'an error of the database with another status': {
    because: 'its fields are fields there too',
    call: (driver) =>
      answering(
        500,
        '{"message":"boom","code":"XX000","severity":"ERROR"}',
      )(driver).catch((error: { message: string; code: string }) => [error.message, error.code]),
    official: `[ 'Server error (HTTP status 500): {"message":"boom","code":"XX000","severity":"ERROR"}', undefined ]`,
    ours: "[ 'Server error (HTTP status 500): boom', 'XX000' ]",
  },
  'an answer that is cut': {
    because: 'every failure of a query is one class of error',
    call: answering(200, '{"fields":[{"name":"a","dataTypeID":23}],"rows":[["1"],'),
    official: 'SyntaxError: Unexpected end of JSON input',
    ours: 'NeonDbError: the JSON ends too early',
  },
  'a redirect': {
    because: 'the connection string goes to no other place',
    call: answering(307, '', { location: 'https://elsewhere.example/sql' }),
    official: 'NeonDbError: Server error (HTTP status 307): ',
    ours: 'NeonDbError: Server error (HTTP status 307): the service answered with a redirect, which is never followed',
  },
  'a pool without poolQueryViaFetch': {
    because: 'there is no WebSocket',
    call: ({ Pool }) => new Pool({ connectionString: 'postgresql://u:p@127.0.0.1:1/d' }).query('select 1'),
    official: '[object ErrorEvent]',
    ours: 'DatabaseError: Pool.query() without neonConfig.poolQueryViaFetch needs a connection',
  },
}

async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  return port
}

async function shown(call: () => unknown): Promise<string> {
  try {
    const result = await call()
    return typeof result === 'string' ? result : inspect(result, { depth: 4, breakLength: Number.POSITIVE_INFINITY })
  } catch (thrown) {
    return `${thrown}`
  }
}

describe('tcpless/compat/neon differs from the official driver in', () => {
  test.each(Object.entries(differences))('%s', async (_name, { call, official, ours }) => {
    const { url } = running.gateway
    expect(await shown(() => call(drivers.official, url))).toMatch(beginning(official))
    expect(await shown(() => call(drivers.ours, url))).toMatch(beginning(ours))
  })
})

// Errors go on in words that are the host's.
function beginning(text: string): RegExp {
  const escaped = text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
  return new RegExp(/Error/.test(text) && !text.startsWith('[') ? `^${escaped}` : `^${escaped}$`)
}
