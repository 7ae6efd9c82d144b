import { Answer, RowAnswer, type RowResult } from '../bindings/answer.js'
import {
  formulasAsEscape,
  operationBatch,
  operationExecute,
  outputArrays,
  outputCsv,
  outputJson,
  outputLazy,
  outputNdjson,
  renameToCamel,
  settingAfterRows,
  settingBeforeRows,
  settingFormulas,
  settingHeader,
  settingMember,
  settingOutput,
  settingReadOnly,
  settingRename,
  settingSingle,
  signalComplete,
} from '../bindings/layout.js'
import type { RecordWriter } from '../bindings/record.js'
import { Attempts } from './attempts.js'
import { safeCause } from './cause.js'
import { type ByteDatabase, checkedQuery, createDatabase, type Dialect, eachOfBatch } from './database.js'
import { Deadline } from './deadline.js'
import { DatabaseError, naming } from './errors.js'
import { type ByteService, Exchange } from './exchange.js'
import type { Fragment } from './fragment.js'
import { LazyAnswer, type LazyResult, lazyRows } from './lazy.js'
import {
  type ClientOptions,
  mergeOptions,
  type OptionCheck,
  queryChecks,
  type QueryOptions,
  readOptions,
  recordTypes,
} from './options.js'
import { optionsOf } from './query.js'
import { recordFragment } from './record.js'
import { type BatchRespondOptions, noRows, readMembers, type RespondOptions, ResponsePlan } from './response.js'
import { ResponseBody, streamBody } from './response-body.js'
import { type Result, toResult } from './result.js'
import { RetryBudget } from './retry.js'
import { type Batch, type OpenStream, streamChecks, type StreamOptions, streamRows } from './stream.js'
import type { Turn } from './transaction.js'

/** Writes settings of a query. */
export type RecordSettings = (writer: RecordWriter) => void

/** For each attempt: what is called after every piece of the answer, until it gives something. */
type Work<T> = (exchange: Exchange, attempts: Attempts) => (signals: number) => T | undefined

/** A service that is reached by HTTP requests whose bytes the core writes and reads. */
export interface ByteDatabaseConfig<BatchOptions, Spoken extends Dialect> extends ByteService {
  /** Whose SQL it takes. */
  readonly dialect: Spoken
  /** Checks of the options that a batch has and a single query has not; none when it takes no batches. */
  readonly batchChecks?: Record<string, OptionCheck>
  /** Writes these options as settings. */
  readonly recordBatch?: (writer: RecordWriter, options: BatchOptions) => void
  /** Settings that are found anew for each query, before it is recorded. */
  readonly settings?: (() => Promise<RecordSettings>) | undefined
  /** The queries belong to a session: each takes its turn, which gives its settings. */
  readonly turn?: () => Turn
  /** What every query is, instead of a statement. */
  readonly operation?: number
  /** The budget for retries of another database, to share. */
  readonly budget?: RetryBudget
}

/** Makes the database of a byte service. */
export function byteDatabase<BatchOptions extends QueryOptions, Spoken extends Dialect>(
  config: ByteDatabaseConfig<BatchOptions, Spoken>,
  client: ClientOptions,
): ByteDatabase<BatchOptions, Spoken> {
  const batchChecks = { ...queryChecks, ...config.batchChecks }
  const budget = config.budget ?? new RetryBudget()

  /** One query or batch: until `work` has what it wants, the options allow no further attempt, or all is lost. */
  async function perform<T>(
    options: QueryOptions,
    answer: Answer,
    statements: number | undefined,
    record: RecordSettings,
    work: Work<T>,
    deadline = Deadline.of(options),
  ): Promise<T> {
    const attempts = new Attempts(config.name, options, client.on, budget, statements)
    const operation = config.operation ?? (statements === undefined ? operationExecute : operationBatch)
    const turn = config.turn?.()
    let exchange: Exchange | undefined
    try {
      deadline.check()
      const recordSettings = turn
        ? await turn.begin(deadline)
        : config.settings && (await deadline.race(config.settings()))
      exchange = new Exchange(config, answer, options.readOnly === true, deadline, operation, (writer) => {
        recordSettings?.(writer)
        if (options.readOnly) writer.setNumber(settingReadOnly, 1)
        if (options.rename) writer.setNumber(settingRename, renameToCamel)
        recordTypes(writer, options.types)
        record(writer)
      })
      for (;;) {
        attempts.begin(exchange.requestBytes)
        try {
          const step = work(exchange, attempts)
          for (;;) {
            const result = step(await exchange.advance())
            if (result === undefined) continue
            turn?.end(answer.sessionText)
            attempts.answered()
            return result
          }
        } catch (thrown) {
          const error = exchange.explain(thrown)
          exchange.cancel()
          await attempts.retry(error, deadline)
        }
      }
    } catch (thrown) {
      if (exchange) exchange.close()
      else deadline.end()
      const error = attempts.fail(asDatabaseError(thrown))
      turn?.fail(answer.sessionText, error)
      throw error
    }
  }

  function rowsOf<T>(
    options: QueryOptions,
    statements: number | undefined,
    rowModes: readonly QueryOptions['rowMode'][],
    record: RecordSettings,
    give: (results: readonly RowResult[], requestId: string | undefined) => T,
  ): Promise<T> {
    const answer = new RowAnswer(rowModes)
    return perform(options, answer, statements, record, (exchange, attempts) => (signals) => {
      if (!(signals & signalComplete)) return undefined
      exchange.close()
      attempts.succeed(exchange.status, exchange.responseBytes, answer.rowCount)
      return give(answer.results, exchange.requestId)
    })
  }

  function run(fragment: Fragment, queryOptions: QueryOptions): Promise<Result<unknown>> {
    const options = mergeOptions(client, queryOptions)
    const record: RecordSettings = (writer) => recordFragment(writer, fragment)
    return rowsOf(options, undefined, [options.rowMode], record, ([result], requestId) =>
      resultOf(result as RowResult, requestId),
    )
  }

  function recordQueries(
    queries: readonly unknown[],
    options: QueryOptions,
    recordMember: (writer: RecordWriter, index: number, queryOptions: QueryOptions) => void,
  ): RecordSettings {
    return (writer) => {
      config.recordBatch?.(writer, options as BatchOptions)
      eachOfBatch(queries, (query, index, queryOptions) => {
        writer.query()
        recordTypes(writer, queryOptions.types && mergeOptions(options, queryOptions).types)
        recordMember(writer, index, queryOptions)
        recordFragment(writer, query)
      })
    }
  }

  async function batch(queries: readonly unknown[], batchOptions?: BatchOptions): Promise<Result<unknown>[]> {
    const options = mergeOptions(client, readOptions<QueryOptions>(batchOptions, batchChecks, config.name))
    const rowModes: QueryOptions['rowMode'][] = []
    const record = recordQueries(queries, options, (_writer, index, { rowMode = options.rowMode }) => {
      rowModes[index] = rowMode
    })
    if (queries.length === 0) return []
    return rowsOf(options, queries.length, rowModes, record, (results, requestId) =>
      results.map((result) => resultOf(result, requestId)),
    )
  }

  async function lazy(query: Fragment): Promise<LazyResult> {
    const fragment = naming(config.name, () => checkedQuery(query))
    const options = mergeOptions(client, optionsOf(fragment))
    if (options.rowMode === 'array') {
      throw new DatabaseError('option', 'lazy rows have no rowMode', { service: config.name })
    }
    const answer = new LazyAnswer()
    const record: RecordSettings = (writer) => {
      writer.setNumber(settingOutput, outputLazy)
      recordFragment(writer, fragment)
    }
    return perform(options, answer, undefined, record, (exchange, attempts) => (signals) => {
      if (!(signals & signalComplete)) return undefined
      const rows = lazyRows(exchange.keep(), answer, metaOf(exchange.requestId))
      attempts.succeed(exchange.status, exchange.responseBytes, rows.length)
      return rows
    })
  }

  function stream(query: Fragment, streamOptions?: StreamOptions): AsyncIterableIterator<Batch> {
    const { batchSize, ...given } = readOptions(streamOptions, streamChecks, config.name)
    const fragment = naming(config.name, () => checkedQuery(query))
    const options = mergeOptions(mergeOptions(client, optionsOf(fragment)), given)
    let deadline: Deadline | undefined
    const record: RecordSettings = (writer) => recordFragment(writer, fragment)
    const open: OpenStream = (answer, work) => {
      // It begins with the first row that is asked for.
      deadline = Deadline.of(options, true)
      return perform(options, answer, undefined, record, work, deadline)
    }
    return streamRows(open, () => deadline?.cancel(), batchSize, options.rowMode)
  }

  async function respond(fragment: Fragment, respondOptions: RespondOptions | undefined): Promise<Response> {
    const plan = new ResponsePlan(respondOptions)
    const options = mergeOptions(mergeOptions(client, optionsOf(fragment)), plan.query)
    const record: RecordSettings = (writer) => {
      recordOutput(writer, plan)
      recordFragment(writer, fragment)
    }
    return respondBy(plan, options, undefined, record)
  }

  async function respondWith(members: object, respondOptions: BatchRespondOptions | undefined): Promise<Response> {
    const { names, queries, single, plan, ...rest } = readMembers(members, respondOptions, batchChecks)
    const options = mergeOptions(client, rest.options)
    const recordMembers = recordQueries(queries, options, (writer, index) => {
      const name = names[index] as string
      writer.setText(settingMember, name)
      if (single.includes(name)) writer.setNumber(settingSingle, 1)
    })
    return respondBy(plan, options, names.length, (writer) => {
      recordOutput(writer, plan)
      recordMembers(writer)
    })
  }

  function respondBy(
    plan: ResponsePlan,
    options: QueryOptions,
    statements: number | undefined,
    record: RecordSettings,
  ): Promise<Response> {
    const answer = new Answer()
    return perform(options, answer, statements, record, (exchange, attempts) => {
      const body = new ResponseBody(exchange, answer, plan, attempts)
      return (signals) => {
        if (!body.take(signals)) return undefined
        if (plan.single === true && body.isEmpty) throw noRows()
        const whole = body.takeWhole()
        if (!whole) return plan.stream(streamBody(body))
        return plan.single && body.isEmpty ? plan.notFound() : plan.whole(whole)
      }
    })
  }

  const batches = config.batchChecks && { batch, respondWith }
  const { name, dialect } = config
  const database = createDatabase<ByteDatabase<BatchOptions, Spoken>>(name, dialect, run, respond, batches)
  return Object.assign(database, { lazy, stream })
}

function resultOf(result: RowResult, requestId: string | undefined): Result<unknown> {
  const { rows, columns, command, affected, lastId } = result
  const meta = result.meta ?? metaOf(requestId)
  return toResult(rows, columns, command, affected, lastId, meta)
}

function metaOf(requestId: string | undefined): Result['meta'] {
  return requestId === undefined ? {} : { requestId }
}

const outputs = { json: outputJson, ndjson: outputNdjson, csv: outputCsv, arrays: outputArrays }

function recordOutput(writer: RecordWriter, plan: ResponsePlan): void {
  writer.setNumber(settingOutput, outputs[plan.format])
  if (plan.single) writer.setNumber(settingSingle, 1)
  if (plan.header) writer.setNumber(settingHeader, 1)
  if (plan.escapesFormulas) writer.setNumber(settingFormulas, formulasAsEscape)
  if (!plan.envelope) return
  writer.setText(settingBeforeRows, plan.envelope[0])
  writer.setText(settingAfterRows, plan.envelope[1])
}

function asDatabaseError(thrown: unknown): DatabaseError {
  if (thrown instanceof DatabaseError) return thrown
  return new DatabaseError('core_fault', 'the query failed in an unforeseen way', {
    cause: safeCause(thrown, []),
  })
}
