// A core of one build, led through a query as the package leads it, without anything of the package around it.
import { readFileSync } from 'node:fs'
import { type Context, Core } from '../../../bindings/instance.js'
import {
  feedHead,
  feedLast,
  operationBatch,
  operationExecute,
  outputJson,
  serviceD1Rest,
  serviceNeon,
  servicePlanetscale,
  settingAuthToken,
  settingMember,
  settingOutput,
  settingSingle,
  settingTypes,
  settingUrl,
  signalBytes,
  signalComplete,
  signalFailed,
  stepQuery,
} from '../../../bindings/layout.js'
import { RecordWriter } from '../../../bindings/record.js'
import {
  type Column,
  type CompleteSection,
  type RequestSection,
  readColumns,
  readRequest,
  readTape,
  type Tape,
  type TapeSink,
} from '../../../bindings/tape.js'
import type { DatabaseError } from '../../../js/errors.js'

export const root = new URL('../../..', import.meta.url).pathname

/** The builds whose modules are tested. */
export const builds = ['wasi', 'emscripten'] as const

export function coreOf(build: (typeof builds)[number], name = 'neon'): Core {
  const module = new WebAssembly.Module(readFileSync(`${root}build/${build}/${name}.wasm`))
  return new Core(() => module)
}

export const testUrl = 'postgresql://user:s3cret-pass@ep-test-1.eu-central-1.aws.neon.tech/db'

/** A service whose golden bodies are in a folder of this name. */
export interface GoldenService {
  readonly folder: string
  readonly module: string
  readonly number: number
  /** Settings that say where it is. */
  place(writer: RecordWriter): void
}

export const goldenServices: readonly GoldenService[] = [
  { folder: 'neon', module: 'neon', number: serviceNeon, place: (writer) => writer.setText(settingUrl, testUrl) },
  {
    folder: 'd1',
    module: 'd1_rest',
    number: serviceD1Rest,
    place(writer) {
      writer.setText(settingUrl, 'account/data-base')
      writer.setText(settingAuthToken, 's3cret-pass')
    },
  },
  {
    folder: 'planetscale',
    module: 'planetscale',
    number: servicePlanetscale,
    place: (writer) => writer.setText(settingUrl, 'mysql://user:s3cret-pass@aws.connect.psdb.cloud/db'),
  },
]

/** The `types` option of a query; `oids` and `columns` are nested. */
export interface Types {
  readonly [name: string]: string | Types
}

function typeEntries(types: Types, prefix = ''): string[] {
  return Object.entries(types).flatMap(([name, form]) =>
    typeof form === 'string' ? `${prefix}${name}=${form}` : typeEntries(form, `${name} `),
  )
}

/** A writer with the settings of a query whose rows go to the tape, or as JSON to a response. */
export function queryWriter(types: Types = {}, json = false, place = testUrl as string | GoldenService): RecordWriter {
  const writer = new RecordWriter()
  if (typeof place === 'string') writer.setText(settingUrl, place)
  else place.place(writer)
  if (json) writer.setNumber(settingOutput, outputJson)
  setTypes(writer, types)
  return writer
}

function setTypes(writer: RecordWriter, types: Types): void {
  if (Object.keys(types).length > 0) writer.setText(settingTypes, typeEntries(types).join('\0'))
}

/** A query whose text does not matter. */
export function select(writer: RecordWriter): RecordWriter {
  writer.text('select 1')
  return writer
}

/** A query of a batch, as golden bodies have it. */
export interface BatchQuery {
  readonly name?: string
  readonly types?: Types
  readonly single?: boolean
}

/** Queries whose text does not matter, as one batch. */
export function selectAll(writer: RecordWriter, queries: readonly BatchQuery[]): RecordWriter {
  for (const { name, types = {}, single } of queries) {
    writer.step(stepQuery)
    setTypes(writer, types)
    if (name !== undefined) writer.setText(settingMember, name)
    if (single) writer.setNumber(settingSingle, 1)
    select(writer)
  }
  return writer
}

/** A result that is whole. */
export interface GatheredResult {
  columns: Column[] | undefined
  rows: unknown[][]
  complete: CompleteSection
}

/** Everything a query gave. */
export interface Gathered {
  /** Of a batch, the results before the one that columns, rows and complete are of. */
  earlier: GatheredResult[]
  request: RequestSection | undefined
  columns: Column[] | undefined
  rows: unknown[][]
  meta?: { readonly lastId: number | null; readonly meta: Record<string, unknown> }
  complete: CompleteSection | undefined
  error: DatabaseError | undefined
  /** What the next request of the session is sent with. */
  session?: string
  /** What a response would be. */
  text: string
}

class Gathering implements Partial<TapeSink> {
  readonly gathered: Gathered

  constructor(gathered: Gathered) {
    this.gathered = gathered
  }

  request(tape: Tape): void {
    this.gathered.request = readRequest(tape)
  }

  #archive(): void {
    const { columns, rows, complete } = this.gathered
    if (!complete) return
    this.gathered.earlier.push({ columns, rows, complete })
    Object.assign(this.gathered, { columns: undefined, rows: [], complete: undefined })
  }

  columns(tape: Tape): void {
    this.#archive()
    this.gathered.columns = readColumns(tape)
  }

  rows(tape: Tape, count: number): void {
    const width = this.gathered.columns?.length ?? 0
    for (let i = 0; i < count; i++) this.gathered.rows.push(Array.from({ length: width }, () => tape.cell()))
  }

  meta(lastId: number | null, meta: Record<string, unknown>): void {
    this.gathered.meta = { lastId, meta }
  }

  session(session: string): void {
    this.gathered.session = session
  }

  complete(section: CompleteSection): void {
    this.gathered.complete = section
  }

  error(error: DatabaseError): void {
    this.#archive()
    this.gathered.error = error
  }
}

export interface Head {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
}

/** Builds a query. */
export function start(
  core: Core,
  writer: RecordWriter,
  batch = false,
  service = serviceNeon,
): { context: Context; gathered: Gathered } {
  const context = core.build(writer, batch ? operationBatch : operationExecute, service)
  const gathered: Gathered = {
    earlier: [],
    request: undefined,
    columns: undefined,
    rows: [],
    complete: undefined,
    error: undefined,
    text: '',
  }
  readTape(context.tape(), new Gathering(gathered))
  return { context, gathered }
}

/** A whole query with its answer in pieces that end at the places. */
export function answer(
  core: Core,
  writer: RecordWriter,
  head: Head,
  body: Uint8Array,
  places: readonly number[],
  batch = false,
  service = serviceNeon,
): Gathered {
  const { context, gathered } = start(core, writer, batch, service)
  try {
    const { status, headers = {} } = head
    const values = [headers['content-type'], headers['retry-after'], headers['neon-request-id']]
    const lines = [status, ...values.map((value) => value ?? '')].join('\n')
    let signals = context.feed(new TextEncoder().encode(lines), feedHead)
    const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
    let begin = 0
    for (const end of [...places, body.length]) {
      if (signals & (signalComplete | signalFailed)) break
      signals = context.feed(body.subarray(begin, end), end === body.length ? feedLast : 0)
      begin = end
      readTape(context.tape(), new Gathering(gathered))
      if (signals & signalBytes) gathered.text += decoder.decode(context.responseBytes(), { stream: true })
    }
    return gathered
  } finally {
    context.close()
  }
}

/** A value as spec cases and golden bodies write it. */
export function marked(value: unknown): unknown {
  if (typeof value === 'bigint') return { bigint: String(value) }
  if (typeof value === 'number' && (!Number.isFinite(value) || Object.is(value, -0))) {
    return { number: Object.is(value, -0) ? '-0' : String(value) }
  }
  if (value instanceof Date) return { date: value.getTime() }
  if (value instanceof Uint8Array) return { hex: Buffer.from(value).toString('hex') }
  if (Array.isArray(value)) return value.map(marked)
  return value
}

/** Whether a value is what a mark says; JSON with bigints is compared as its text would parse. */
export function isMarked(value: unknown, mark: unknown): boolean {
  if (mark !== null && typeof mark === 'object' && Object.keys(mark).join() === 'json') {
    return (
      JSON.stringify(value, digits) === JSON.stringify(JSON.parse((mark as { json: string }).json, toBigint), digits)
    )
  }
  return undefined === firstDifference(marked(value), localDates(mark))
}

/** A mark whose local dates are those of this process. */
function localDates(mark: unknown): unknown {
  if (Array.isArray(mark)) return mark.map(localDates)
  const local = (mark as { local?: string } | null)?.local
  return typeof local === 'string' ? { date: new Date(local).getTime() } : mark
}

function digits(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? `${value}n` : value
}

function toBigint(_key: string, value: unknown, context?: { source?: string }): unknown {
  return typeof value === 'number' && !Number.isSafeInteger(value) ? BigInt(context?.source ?? '') : value
}

function firstDifference(a: unknown, b: unknown): string | undefined {
  const [left, right] = [JSON.stringify(a), JSON.stringify(b)]
  return left === right ? undefined : `${left} and ${right}`
}

/** Members of an expectation that an error does not have. */
export function missing(error: DatabaseError | undefined, expected: Readonly<Record<string, unknown>>): string[] {
  if (!error) return ['an error']
  // The tape tells it apart; the error of the package says it as `retryable`.
  const { notApplied: _, ...members } = expected
  return Object.entries(members)
    .filter(([name, value]) => (error as unknown as Record<string, unknown>)[name] !== value)
    .map(([name]) => `${name}: ${String((error as unknown as Record<string, unknown>)[name])}`)
}
