import { RowAnswer, type RowResult } from '../../bindings/answer.js'
import {
  isolationLevels,
  operationBatch,
  operationExecute,
  serviceNeon,
  settingAuthToken,
  settingDeferrable,
  settingEndpoint,
  settingInsecure,
  settingIsolationLevel,
  settingReadOnly,
  settingTypes,
  settingUrl,
  signalComplete,
  stepStatement,
} from '../../bindings/layout.js'
import type { RecordWriter } from '../../bindings/record.js'
import { Deadline } from '../deadline.js'
import { DatabaseError, withDetails } from '../errors.js'
import { Exchange } from '../exchange.js'
import { recordValue } from '../parameter.js'
import { withWriter } from '../record.js'
import type { Connection } from './neon-connection.js'
import { defaultEndpoint, neonConfig } from './neon-config.js'
import type { CustomTypesConfig, FullQueryResults } from './neon-options.js'
import { prepareValue } from './neon-parameter.js'
import { type ParameterizedQuery, type QueryData, SqlTemplate } from './neon-query.js'
import { core } from './neon-rows.js'
import { Parsing, parseColumns } from './neon-types.js'

/** A query ready to be sent, and the shape of its result. */
export interface HttpQuery {
  readonly query: ParameterizedQuery
  readonly arrayMode: boolean
  readonly fullResults: boolean
  readonly types: CustomTypesConfig | undefined
}

/** What goes into one request. */
export interface HttpRequest {
  readonly connection: Connection
  readonly token: string | undefined
  readonly fetchOptions: RequestInit
  readonly queries: readonly HttpQuery[]
  /** Undefined for a single query. */
  readonly transaction: TransactionSettings | undefined
}

/** Settings of a transaction; what is undefined is left to the database. */
export interface TransactionSettings {
  readonly isolationLevel: string | undefined
  readonly readOnly: boolean | undefined
  readonly deferrable: boolean | undefined
}

/** The text of a query, and its values as they are sent. */
export function prepareQuery(data: QueryData): ParameterizedQuery {
  const { query, params } = data instanceof SqlTemplate ? data.toParameterizedQuery() : data
  return { query, params: params.map((value) => prepareValue(value)) }
}

/**
 * Sends the queries in one request.
 *
 * @returns the result of each
 * @throws {DatabaseError} whatever goes wrong; what a type parser throws
 */
export async function sendQueries(request: HttpRequest): Promise<unknown[]> {
  const { queries, transaction, fetchOptions } = request
  if (queries.length === 0) return []
  const prefix = withWriter(undefined, (writer) => {
    recordConnection(writer, request)
    if (transaction) recordTransaction(writer, transaction)
    return writer.prefix()
  })
  const parsing = queries.map(({ types }) => new Parsing(types))
  const answer = new RowAnswer(queries.map(({ arrayMode }) => (arrayMode ? 'array' : 'object')))
  const service = { name: 'neon', number: serviceNeon, core, fetch: fetchWith(fetchOptions, transaction), prefix }
  const deadline = Deadline.of(fetchOptions.signal ? { signal: fetchOptions.signal } : {})
  let exchange: Exchange | undefined
  try {
    deadline.check()
    exchange = new Exchange(
      service,
      answer,
      false,
      deadline,
      transaction ? operationBatch : operationExecute,
      (writer) => recordQueries(writer, queries, parsing, transaction !== undefined),
    )
    let signals = 0
    while (!(signals & signalComplete)) signals = await exchange.advance()
  } catch (thrown) {
    throw withDetails(exchange ? exchange.explain(thrown) : thrown, { service: service.name })
  } finally {
    if (exchange) exchange.close()
    else deadline.end()
  }
  return answer.results.map((result, index) => resultOf(result, queries[index] as HttpQuery, parsing[index] as Parsing))
}

function recordConnection(writer: RecordWriter, { connection, token }: HttpRequest): void {
  const { text, url } = connection
  const { fetchEndpoint } = neonConfig
  writer.setText(settingUrl, text)
  if (token !== undefined) writer.setText(settingAuthToken, token)
  if (fetchEndpoint === defaultEndpoint) return
  const given: unknown =
    typeof fetchEndpoint === 'function'
      ? fetchEndpoint(url.hostname, url.port, { jwtAuth: token !== undefined })
      : fetchEndpoint
  if (typeof given !== 'string') throw new DatabaseError('option', 'neonConfig.fetchEndpoint must give a URL')
  writer.setText(settingEndpoint, given)
  // Whoever names such an endpoint wants it: a proxy on a development network has no certificate.
  writer.setNumber(settingInsecure, 1)
}

function recordTransaction(writer: RecordWriter, settings: TransactionSettings): void {
  const { isolationLevel, readOnly, deferrable } = settings
  if (isolationLevel !== undefined) {
    const level = isolationLevels.indexOf(isolationLevel as '')
    if (level < 1)
      throw new DatabaseError('option', `isolationLevel must be one of ${isolationLevels.slice(1).join(', ')}`)
    writer.setNumber(settingIsolationLevel, level)
  }
  if (readOnly) writer.setNumber(settingReadOnly, 1)
  if (deferrable) writer.setNumber(settingDeferrable, 1)
}

function recordQueries(
  writer: RecordWriter,
  queries: readonly HttpQuery[],
  parsing: readonly Parsing[],
  isBatch: boolean,
): void {
  queries.forEach(({ query }, index) => {
    if (isBatch) writer.query()
    writer.setText(settingTypes, parsing[index]?.forms as string)
    writer.textStep(stepStatement, query.query, 'template_misuse')
    for (const value of query.params) {
      writer.parameter()
      recordValue(writer, value)
    }
  })
}

// False is what a database that is read-only by its own setting needs to hear; the core does not say it.
function fetchWith({ signal: _, ...options }: RequestInit, transaction: TransactionSettings | undefined): typeof fetch {
  const denied: Record<string, string> = {}
  if (transaction?.readOnly === false) denied['Neon-Batch-Read-Only'] = 'false'
  if (transaction?.deferrable === false) denied['Neon-Batch-Deferrable'] = 'false'
  return async (url, init) => {
    const send = neonConfig.fetchFunction ?? globalThis.fetch
    const headers = { ...(init?.headers as Record<string, string>), ...denied }
    // A redirect is never followed with credentials.
    const response = await send(url, { ...init, headers, ...options, redirect: 'manual' })
    return hasStream(response) ? response : wholeResponse(response)
  }
}

const hasStream = ({ body }: Response): boolean => !body || typeof body.getReader === 'function'

// The body of node-fetch is a stream of Node.js.
async function wholeResponse(response: Response): Promise<Response> {
  const { status, headers } = response
  return new Response(await response.arrayBuffer(), { status, headers: [...headers] })
}

function resultOf(result: RowResult, { arrayMode, fullResults }: HttpQuery, parsing: Parsing): unknown {
  const { columns, command, affected, rows } = result
  const typed = columns.map(({ name, typeId = 0 }) => ({ name, typeId }))
  const keys = arrayMode ? [...columns.keys()] : columns.map(({ name }) => name)
  parseColumns(typed, rows as Record<string, unknown>[], keys, parsing.parsersOf(typed))
  if (!fullResults) return rows
  const fields = columns.map(({ name, typeId = 0, tableId = 0, columnId = 0, typeSize = 0, typeModifier = 0 }) => ({
    name,
    dataTypeID: typeId,
    tableID: tableId,
    columnID: columnId,
    dataTypeSize: typeSize,
    dataTypeModifier: typeModifier,
    format: 'text',
  }))
  const full: FullQueryResults<boolean> & { viaNeonFetch: true } = {
    command,
    fields,
    rowCount: affected as number,
    rows: rows as Record<string, unknown>[],
    rowAsArray: arrayMode,
    viaNeonFetch: true,
  }
  return full
}
