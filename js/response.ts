import { limitCsvBufferBytes } from '../bindings/layout.js'
import { envelopeSides } from './envelope.js'
import { DatabaseError } from './errors.js'
import { isBoolean, must, noOptions, type OptionCheck, queryChecks, type QueryOptions, readOptions } from './options.js'

/** How `respond` answers. Options of the query may stand here too. */
export interface RespondOptions extends QueryOptions {
  /**
   * One JSON array of objects (default); NDJSON, one JSON object a line; CSV (RFC 4180); or one JSON
   * array of arrays, which has all columns in order, also those of one name.
   */
  readonly format?: ResponseFormat
  /** Status and headers of the Response. */
  readonly init?: ResponseInit
  /**
   * The body is the one row as an object. More rows are the error `too_many_rows`; none is
   * `no_rows`, or with `'404'` a Response of that status with the body `null`.
   */
  readonly single?: true | '404'
  /** NDJSON ends with the line `{"end":{"rows":N}}`, by which a reader knows that it has everything. */
  readonly end?: boolean
  /** JSON around the rows: `{ data: ROWS, page: 3 }`. ROWS stands for them; the other members are JSON values. */
  readonly envelope?: Readonly<Record<string, unknown>>
  /** CSV (default true) and arrays (default false) begin with the names of the columns. */
  readonly header?: boolean
  /** CSV: `'escape'` puts a quote before text that a spreadsheet would take for a formula. Default `'keep'`. */
  readonly formulas?: 'keep' | 'escape'
  /**
   * CSV cannot say that it ends too early, so it is held until it is known to be whole. `'allow'`
   * sends it as it comes; when it breaks off its reader may not notice.
   */
  readonly partial?: 'allow'
  /** CSV: bytes that are held, beyond which it is the error `limit`. Default 8 MiB. */
  readonly maxBuffered?: number
}

/** How `respond` answers several queries. Options of the batch may stand here too. */
export interface BatchRespondOptions {
  /** Several queries are members of one JSON object. */
  readonly format?: 'json'
  /** Status and headers of the Response. */
  readonly init?: ResponseInit
  /** JSON around the object, for which ROWS stands. */
  readonly envelope?: Readonly<Record<string, unknown>>
  /** These members are the one row as an object, or null; more rows are the error `too_many_rows`. */
  readonly single?: readonly string[]
}

/** What `respond` can write. */
export type ResponseFormat = 'json' | 'ndjson' | 'csv' | 'arrays'

const contentTypes: Record<ResponseFormat, string> = {
  json: 'application/json',
  ndjson: 'application/x-ndjson',
  csv: 'text/csv; charset=utf-8',
  arrays: 'application/json',
}

const respondChecks: Record<string, OptionCheck> = {
  ...queryChecks,
  format: must(
    (value) => Object.hasOwn(contentTypes, value as string),
    `one of ${Object.keys(contentTypes).join(', ')}`,
  ),
  init: must((value) => typeof value === 'object' && value !== null, 'an object'),
  single: must((value) => value === true || value === '404', "true or '404'"),
  end: isBoolean,
  envelope: must((value) => typeof value === 'object' && value !== null, 'an object'),
  header: isBoolean,
  formulas: must((value) => value === 'keep' || value === 'escape', "'keep' or 'escape'"),
  partial: must((value) => value === 'allow', "'allow'"),
  maxBuffered: must((value) => Number.isInteger(value) && (value as number) > 0, 'a positive integer'),
}

// The formats that an option goes with.
const formatsOf: Record<string, readonly ResponseFormat[]> = {
  single: ['json', 'arrays'],
  end: ['ndjson'],
  envelope: ['json', 'arrays'],
  header: ['csv', 'arrays'],
  formulas: ['csv'],
  partial: ['csv'],
  maxBuffered: ['csv'],
}

// https://fetch.spec.whatwg.org/#null-body-status
const nullBodyStatuses = [101, 103, 204, 205, 304]

/** The head of the Response to come, checked before anything is sent. */
export class ResponsePlan {
  readonly format: ResponseFormat
  readonly single: true | '404' | undefined
  readonly end: boolean
  readonly header: boolean
  readonly escapesFormulas: boolean
  /** JSON before and behind the rows. */
  readonly envelope: readonly [before: string, after: string] | undefined
  /** Bytes that are held until the result is known to be whole; undefined when they may leave before. */
  readonly held: number | undefined
  /** What is left for the query itself. */
  readonly query: QueryOptions
  readonly #init: ResponseInit
  readonly #headers: Headers | Record<string, string>

  /** @throws {DatabaseError} `option` */
  constructor(options: RespondOptions | undefined) {
    const read = readOptions(options, respondChecks)
    const { format = 'json', init = {}, single, end = false, envelope, header, formulas, ...more } = read
    const { partial, maxBuffered = limitCsvBufferBytes, ...query } = more
    for (const [name, formats] of Object.entries(formatsOf)) {
      if (read[name as keyof RespondOptions] && !formats.includes(format)) {
        throw new DatabaseError('option', `the option ${name} needs the format '${formats.join("' or '")}'`)
      }
    }
    if (single && header) throw new DatabaseError('option', 'the option header does not go with single')
    this.format = format
    this.single = single
    this.end = end
    this.header = header ?? format === 'csv'
    this.escapesFormulas = formulas === 'escape'
    this.envelope = envelope && envelopeSides(envelope)
    if (single) this.held = Number.POSITIVE_INFINITY
    else if (format === 'csv' && !partial) this.held = maxBuffered
    this.query = options ? query : noOptions
    this.#init = init
    this.#headers = headersOf(init.headers, format)
    checkStatus(init.status)
    checkStatusText(init.statusText)
  }

  /** A Response with the whole body. */
  whole(body: Uint8Array<ArrayBuffer>, status = this.#init.status): Response {
    const length = String(body.length)
    if (this.#headers instanceof Headers) this.#headers.set('content-length', length)
    else this.#headers['content-length'] = length
    return this.#response(body, status)
  }

  /** A Response whose body is still to come. */
  stream(body: ReadableStream<Uint8Array>): Response {
    return this.#response(body, this.#init.status)
  }

  /** The Response to a single row that there is not. */
  notFound(): Response {
    return this.whole(new TextEncoder().encode('null'), 404)
  }

  #response(body: BodyInit, status: number | undefined): Response {
    const init: Record<string, unknown> = { headers: this.#headers, status, statusText: this.#init.statusText }
    return new Response(body, init)
  }
}

/** Several queries whose results are the members of one JSON object. */
export interface Members {
  readonly names: readonly string[]
  readonly queries: readonly unknown[]
  /** Names of those that are one row. */
  readonly single: readonly string[]
  readonly plan: ResponsePlan
  /** What is left for the batch itself. */
  readonly options: QueryOptions
}

/**
 * Reads what `respond` got for several queries.
 *
 * @param batchChecks of the options that a batch can have
 * @throws {DatabaseError} `option`
 */
export function readMembers(
  members: object,
  options: BatchRespondOptions | undefined,
  batchChecks: Record<string, OptionCheck>,
): Members {
  const names = Object.keys(members)
  const {
    init = {},
    envelope,
    single = [],
    format: _,
    ...rest
  } = readOptions(options, {
    ...batchChecks,
    format: must((value) => value === 'json', "'json', because several queries are members of one JSON object"),
    init: respondChecks.init as OptionCheck,
    envelope: respondChecks.envelope as OptionCheck,
    single: must(
      (value) => Array.isArray(value) && value.every((name) => names.includes(name)),
      'an array of names that queries have',
    ),
  })
  const plan = new ResponsePlan({ init, ...(envelope && { envelope }) })
  return { names, queries: Object.values(members), single, plan, options: rest }
}

/** The error of `single` when there is no row. */
export function noRows(): DatabaseError {
  return new DatabaseError('no_rows', 'one row was asked for and none came')
}

// A plain object where nothing more is needed: workerd makes a Response of it in less time than of pairs.
function headersOf(own: HeadersInit | undefined, format: ResponseFormat): Headers | Record<string, string> {
  const defaults = {
    'content-type': contentTypes[format],
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  }
  if (!own) return defaults
  let headers: Headers
  try {
    headers = new Headers(own)
  } catch {
    throw new DatabaseError('option', 'the headers of the option init are not valid')
  }
  headers.delete('content-length')
  for (const [name, value] of Object.entries(defaults)) if (!headers.has(name)) headers.set(name, value)
  return headers
}

function checkStatusText(statusText: string | undefined): void {
  if (statusText === undefined) return
  try {
    new Response(null, { statusText })
  } catch {
    throw new DatabaseError('option', 'the statusText of the option init is not valid')
  }
}

function checkStatus(status: number | undefined): void {
  if (status === undefined) return
  if (!Number.isInteger(status) || status < 200 || status > 599 || nullBodyStatuses.includes(status)) {
    throw new DatabaseError('option', 'the status of the option init is not one with a body')
  }
}
