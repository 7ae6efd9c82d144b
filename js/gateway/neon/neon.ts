/**
 * Neon's SQL over HTTP (`POST /sql`), as its proxy serves it: https://github.com/neondatabase/neon, folder
 * proxy/src/serverless. Only for the gateway; no other entry of the package imports it.
 */
import type { IncomingHttpHeaders } from 'node:http'
import type { Engine, Session } from '../engine.js'
import { Output } from '../output.js'
import type { Exchange, Protocol, Reply } from '../server.js'
import { MalformedCell } from './cells.js'
import { type Account, readCredentials } from './credentials.js'
import { errorReply, RequestRefused, responseTooLarge } from './errors.js'
import { type Payload, type Query, readPayload } from './payload.js'
import { ResultWriter } from './result.js'

/** What is behind the protocol, who may use it, and how large an answer may be. */
export interface NeonOptions {
  readonly engine: Engine
  readonly account: Account
  readonly maxResponseBytes: number
}

const path = '/sql'
const cors = { 'access-control-allow-origin': '*' }

const preflight: Reply = {
  status: 200,
  headers: {
    ...cors,
    allow: 'OPTIONS, POST',
    // Neon's list. Neon-Batch-Deferrable is missing there too, so no browser may send it.
    'access-control-allow-headers':
      'Authorization, Neon-Connection-String, Neon-Raw-Text-Output, Neon-Array-Mode, Neon-Pool-Opt-In, ' +
      'Neon-Batch-Read-Only, Neon-Batch-Isolation-Level',
    'access-control-max-age': '86400',
  },
  body: [],
}

const isolationLevels = new Map([
  ['ReadUncommitted', 'READ UNCOMMITTED'],
  ['ReadCommitted', 'READ COMMITTED'],
  ['RepeatableRead', 'REPEATABLE READ'],
  ['Serializable', 'SERIALIZABLE'],
])

/** What the headers ask for. A flag is set by the value `true` exactly. */
interface Wishes {
  readonly rawText: boolean
  readonly arrays: boolean
  readonly isolation: string | undefined
  readonly readOnly: boolean
  readonly deferrable: boolean
}

function readWishes(headers: IncomingHttpHeaders): Wishes {
  const isolation = headers['neon-batch-isolation-level']
  if (isolation !== undefined && !isolationLevels.has(String(isolation))) {
    throw new RequestRefused('invalid isolation level')
  }
  return {
    rawText: headers['neon-raw-text-output'] === 'true',
    arrays: headers['neon-array-mode'] === 'true',
    isolation: isolation === undefined ? undefined : String(isolation),
    readOnly: headers['neon-batch-read-only'] === 'true',
    deferrable: headers['neon-batch-deferrable'] === 'true',
  }
}

function batchHeaders(wishes: Wishes): Record<string, string> {
  return {
    ...(wishes.readOnly ? { 'neon-batch-read-only': 'true' } : {}),
    ...(wishes.deferrable ? { 'neon-batch-deferrable': 'true' } : {}),
    ...(wishes.isolation !== undefined ? { 'neon-batch-isolation-level': wishes.isolation } : {}),
  }
}

function beginStatement(wishes: Wishes): string {
  const parts = ['BEGIN']
  if (wishes.isolation !== undefined) parts.push(`ISOLATION LEVEL ${isolationLevels.get(wishes.isolation)}`)
  if (wishes.readOnly) parts.push('READ ONLY')
  if (wishes.deferrable) parts.push('DEFERRABLE')
  return parts.join(' ')
}

async function runQuery(session: Session, query: Query, wishes: Wishes, output: Output): Promise<void> {
  const arrays = query.arrayMode ?? wishes.arrays
  const writer = new ResultWriter(output, { rawText: wishes.rawText, arrays })
  writer.finish(await session.execute(query.text, query.values, writer))
}

/** All or nothing: the first failure rolls everything back and is the answer. */
async function runBatch(session: Session, queries: readonly Query[], wishes: Wishes, output: Output): Promise<void> {
  const ignored = { fields: () => {}, row: () => {} }
  await session.execute(beginStatement(wishes), [], ignored)
  try {
    output.write('{"results":[')
    for (const [index, query] of queries.entries()) {
      if (index > 0) output.write(',')
      await runQuery(session, query, wishes, output)
    }
    output.write(']}')
    await session.execute('COMMIT', [], ignored)
  } catch (error) {
    // Its own failure would only hide the first one, and an unfinished transaction is dropped in any case.
    await session.execute('ROLLBACK', [], ignored).catch(() => {})
    throw error
  }
}

function run(session: Session, payload: Payload, wishes: Wishes, output: Output): Promise<void> {
  return payload.kind === 'single'
    ? runQuery(session, payload.query, wishes, output)
    : runBatch(session, payload.queries, wishes, output)
}

async function answerQuery(exchange: Exchange, options: NeonOptions): Promise<Reply> {
  // Before the body: nobody without the password makes the gateway hold one.
  const target = readCredentials(exchange.headers, options.account)
  const wishes = readWishes(exchange.headers)
  const payload = readPayload(await exchange.readBody())
  const output = new Output(options.maxResponseBytes, responseTooLarge)
  await options.engine.withSession({ ...target, signal: exchange.signal }, (session) =>
    run(session, payload, wishes, output),
  )
  const echoed = payload.kind === 'batch' ? batchHeaders(wishes) : {}
  const headers = { ...cors, 'content-type': 'application/json', ...echoed }
  return { status: 200, headers, body: output.finish() }
}

/** Serves Neon's protocol from an engine. */
export function neonProtocol(options: NeonOptions): Protocol {
  return {
    serves: `Neon's SQL over HTTP at POST ${path}`,
    async answer(exchange) {
      if (exchange.path !== path) return undefined
      if (exchange.method === 'OPTIONS') return preflight
      if (exchange.method !== 'POST') return undefined
      try {
        return await answerQuery(exchange, options)
      } catch (error) {
        const { status, body } = errorReply(
          error instanceof MalformedCell ? new RequestRefused('could not parse postgres response', 500) : error,
        )
        const headers = { ...cors, 'content-type': 'application/json' }
        return { status, headers, body: [Buffer.from(body)] }
      }
    },
  }
}
