/**
 * The part of Cloudflare's REST API that runs SQL in D1, in front of a SQLite file:
 * https://developers.cloudflare.com/api/resources/d1/subresources/database/
 * Only for the gateway; no other entry of the package imports it.
 */
import type { IncomingHttpHeaders } from 'node:http'
import { same } from '../secret.js'
import type { Exchange, Protocol, Reply } from '../server.js'
import type { Sqlite } from '../sqlite.js'
import type { SqliteOutcome } from '../sqlite-messages.js'
import { D1Refused, errorBody, explain, malformed } from './errors.js'
import { readRequest } from './request.js'

/** What is behind the protocol, who may use it, and how large an answer may be. */
export interface D1Options {
  readonly sqlite: Sqlite
  readonly token: string
  readonly maxResponseBytes: number
}

const prefix = '/client/v4/'
const route = /^\/client\/v4\/accounts\/([0-9a-f]{32})\/d1\/database\/([^/]+)\/(query|raw)$/
const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const headers = { 'content-type': 'application/json' }

/** Throws `D1Refused` unless the request has the token, as an API token is sent. */
function checkToken({ authorization }: IncomingHttpHeaders, token: string): void {
  if (authorization === undefined) {
    throw new D1Refused('Missing X-Auth-Key, X-Auth-Email or Authorization headers', 9106)
  }
  const [, given] = /^Bearer +([^ ]+)$/i.exec(authorization) ?? []
  if (given === undefined) throw new D1Refused('Invalid format for Authorization header', 6111)
  if (!same(given, token)) throw new D1Refused('Authentication error', 10000, 401)
}

/**
 * The meta of one result. SQLite does not count for us what D1 bills: of rows read, those returned are known,
 * and of rows written, those changed, without what indexes cost.
 */
function meta(outcome: SqliteOutcome): string {
  return JSON.stringify({
    served_by: 'tcpless.gateway',
    served_by_primary: true,
    total_attempts: 1,
    timings: { sql_duration_ms: outcome.milliseconds },
    duration: outcome.milliseconds,
    changes: outcome.changes,
    last_row_id: outcome.lastRowId,
    changed_db: outcome.changed,
    size_after: outcome.size,
    rows_read: outcome.rows,
    rows_written: outcome.changes,
  })
}

function successBody(outcomes: readonly SqliteOutcome[]): Buffer {
  const results = outcomes.map((outcome) => `{"results":${outcome.json},"success":true,"meta":${meta(outcome)}}`)
  return Buffer.from(`{"result":[${results.join(',')}],"errors":[],"messages":[],"success":true}`)
}

async function answerQuery(exchange: Exchange, options: D1Options): Promise<Buffer> {
  // Before the body: nobody without the token makes the gateway hold one.
  checkToken(exchange.headers, options.token)
  const [, , database = '', method] = route.exec(exchange.path) ?? []
  if (method === undefined) {
    const message = `Could not route to ${exchange.path}, perhaps your object identifier is invalid?`
    throw new D1Refused(message, 7003, 404)
  }
  if (!uuid.test(database)) throw malformed('Invalid property: databaseId => Invalid uuid')
  if (exchange.method !== 'POST') throw new D1Refused('Method not allowed', 10405, 405)
  const texts = readRequest(await exchange.readBody())
  const run = { texts, arrays: method === 'raw', maxBytes: options.maxResponseBytes }
  return successBody(await options.sqlite.run(run, exchange.signal))
}

/** Serves D1's REST API from a SQLite database: for every account, and for every database the same. */
export function d1Protocol(options: D1Options): Protocol {
  return {
    serves: `Cloudflare D1's REST API below ${prefix}`,
    async answer(exchange): Promise<Reply | undefined> {
      if (!exchange.path.startsWith(prefix)) return undefined
      try {
        return { status: 200, headers, body: [await answerQuery(exchange, options)] }
      } catch (error) {
        const refused = explain(error)
        return { status: refused.status, headers, body: [Buffer.from(errorBody(refused))] }
      }
    },
  }
}
