// The whole API, for every host that has Request and Response. Its address does not matter to it:
//
//   GET  ?                                        what there is: databases and queries
//   GET  ?database=d1&query=latest                rows as JSON, by respond()
//   GET  ?database=d1&query=latest&format=ndjson&download
//   POST {"database":"d1","sql":"select 1"}       only in development, see free-sql.ts
//
// The answer's header `sent` tells what went to the database: JSON, percent-encoded.
import { DatabaseError, type Fragment, type RespondOptions } from 'tcpless/neon'
import {
  type DatabaseId,
  databaseIds,
  describeDatabase,
  type Environment,
  type Opened,
  openDatabase,
} from './databases.js'
import { limitedQuery, mayWriteSql } from './free-sql.js'
import { queries } from './queries.js'
import { Refusal } from './refusal.js'

/** Answers a request. Never rejects. */
export async function handle(request: Request, environment: Environment): Promise<Response> {
  const detailed = mayWriteSql(request, environment)
  try {
    if (request.method === 'POST') return await freeSql(request, environment, detailed)
    if (request.method !== 'GET') throw new Refusal(405, 'method', 'Only GET and POST are answered here.')
    const wanted = new URL(request.url).searchParams
    return await (wanted.has('query') ? namedQuery(wanted, environment, detailed) : catalogue(environment, detailed))
  } catch (error) {
    return failure(error, detailed)
  }
}

async function namedQuery(wanted: URLSearchParams, environment: Environment, detailed: boolean): Promise<Response> {
  const named = queries.find(({ id }) => id === wanted.get('query'))
  if (!named) throw new Refusal(404, 'no_query', 'There is no such query.')
  const id = databaseId(wanted.get('database'))
  const opened = open(id, environment)
  const value = (name: string): string => {
    const input = named.inputs?.find((candidate) => candidate.name === name)
    const given = wanted.get(name) ?? input?.value ?? ''
    if (input?.type === 'number' && !Number.isSafeInteger(Number(given || Number.NaN))) {
      throw new Refusal(400, 'input', `“${input.label}” must be a whole number.`)
    }
    return given
  }
  return answer(opened, named.query(opened.db, value, id), wanted, detailed, named.single ? { single: '404' } : {})
}

async function freeSql(request: Request, environment: Environment, allowed: boolean): Promise<Response> {
  if (!allowed) throw new Refusal(403, 'forbidden', 'SQL of your own can only run on your own machine.')
  // A page of another site cannot send this type without being asked for permission first, which nobody gives.
  if (request.headers.get('content-type') !== 'application/json') throw new Refusal(415, 'type', 'Send JSON.')
  const body = (await request.json().catch(() => undefined)) as { database?: unknown; sql?: unknown } | undefined
  if (typeof body?.sql !== 'string') throw new Refusal(400, 'input', 'Send an object with database and sql.')
  const opened = open(databaseId(body.database), environment, { readOnly: true })
  return answer(opened, limitedQuery(body.sql), new URL(request.url).searchParams, true)
}

/** The rows of a query, without a JavaScript object for any row of Postgres. */
async function answer(
  { db, sent }: Opened,
  query: Fragment,
  wanted: URLSearchParams,
  detailed: boolean,
  options: RespondOptions = {},
): Promise<Response> {
  const format = wanted.get('format') === 'ndjson' ? 'ndjson' : 'json'
  const headers = new Headers()
  if (wanted.has('download')) headers.set('content-disposition', `attachment; filename="birds.${format}"`)
  let response: Response
  try {
    response = await db.respond(query, { ...options, format, init: { headers } })
  } catch (error) {
    response = failure(error, detailed)
  }
  const told = sent()
  // A new Response, because headers of one from fetch cannot change on every host.
  const answered = new Response(response.body, response)
  if (told) answered.headers.set('sent', encodeURIComponent(JSON.stringify(told)))
  return answered
}

/** What the page needs to know first. Here rows are objects, as ordinary code wants them. */
async function catalogue(environment: Environment, freeSql: boolean): Promise<Response> {
  const databases = await Promise.all(
    databaseIds.map(async (id) => {
      const state = await countRows(id, environment)
      return { id, ...describeDatabase(id), ...state }
    }),
  )
  const named = queries.map(({ id, title, about, inputs = [] }) => ({ id, title, about, inputs }))
  return Response.json({ databases, queries: named, freeSql }, { headers: { 'cache-control': 'no-store' } })
}

async function countRows(id: DatabaseId, environment: Environment): Promise<{ rows?: number; problem?: string }> {
  const opened = openDatabase(id, environment)
  if (!opened) return { problem: 'not set up on this host' }
  try {
    const [row] = await opened.db<{ total: number }>`select count(*) as total from observations`
    return { rows: row?.total ?? 0 }
  } catch (error) {
    return { problem: error instanceof DatabaseError ? error.code : 'error' }
  }
}

function open(id: DatabaseId, environment: Environment, options?: { readOnly: boolean }): Opened {
  const opened = openDatabase(id, environment, options)
  if (!opened) throw new Refusal(404, 'no_database', 'This database is not set up on this host.')
  return opened
}

function databaseId(wanted: unknown): DatabaseId {
  const id = databaseIds.find((candidate) => candidate === wanted)
  if (!id) throw new Refusal(404, 'no_database', 'There is no such database.')
  return id
}

/** Errors of a database can tell about its inside, so only a developer sees their message. */
function failure(error: unknown, detailed: boolean): Response {
  if (error instanceof Refusal) return errorResponse(error.status, error.code, error.message)
  if (!(error instanceof DatabaseError)) {
    console.error(error)
    return errorResponse(500, 'internal', 'Something went wrong here.')
  }
  if (!detailed) console.error(`${error.name}: ${error.code}: ${error.message}`)
  const status = error.code === 'query' && detailed ? 400 : error.code === 'timeout' ? 504 : 502
  return errorResponse(status, error.code, detailed ? error.message : 'The database did not answer as it should.')
}

function errorResponse(status: number, code: string, message: string): Response {
  return Response.json({ error: { code, message } }, { status, headers: { 'cache-control': 'no-store' } })
}
