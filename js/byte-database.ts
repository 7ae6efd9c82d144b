import { Answer, RowAnswer } from '../bindings/answer.js'
import {
  outputJson,
  outputNdjson,
  settingOutput,
  settingReadOnly,
  settingSingle,
  signalComplete,
  signalFailed,
  signalTape,
} from '../bindings/layout.js'
import type { RecordWriter } from '../bindings/record.js'
import type { CompleteSection } from '../bindings/tape.js'
import { Attempts } from './attempts.js'
import { safeCause } from './cause.js'
import { createDatabase, type Database } from './database.js'
import { Deadline } from './deadline.js'
import { DatabaseError } from './errors.js'
import { type ByteService, Exchange } from './exchange.js'
import type { Fragment } from './fragment.js'
import { type ClientOptions, mergeOptions, type QueryOptions, recordTypes } from './options.js'
import { optionsOf } from './query.js'
import { recordFragment } from './record.js'
import { noRows, type RespondOptions, ResponsePlan } from './response.js'
import { ResponseBody, streamBody } from './response-body.js'
import { type Result, toResult } from './result.js'
import { RetryBudget } from './retry.js'

type RecordSettings = (writer: RecordWriter) => void

/** A service that is reached by HTTP requests whose bytes the core writes and reads. */
export interface ByteDatabaseConfig extends ByteService {
  /** Settings that are found anew for each query, before it is recorded. */
  readonly settings: (() => Promise<RecordSettings>) | undefined
}

const noSettings: RecordSettings = () => {}

/** Makes the database of a byte service. */
export function byteDatabase(config: ByteDatabaseConfig, client: ClientOptions): Database {
  const budget = new RetryBudget()

  /** One query: until `work` has what it wants, the options allow no further attempt, or all is lost. */
  async function perform<T>(
    fragment: Fragment,
    options: QueryOptions,
    answer: Answer,
    recordOutput: RecordSettings,
    work: (exchange: Exchange, attempts: Attempts) => Promise<T>,
  ): Promise<T> {
    const attempts = new Attempts(config.name, options, client.on, budget)
    const deadline = Deadline.of(options)
    let exchange: Exchange | undefined
    try {
      deadline.check()
      const recordSettings = config.settings && (await deadline.race(config.settings()))
      exchange = new Exchange(config, answer, options.readOnly === true, deadline, (writer) => {
        recordSettings?.(writer)
        recordOutput(writer)
        if (options.readOnly) writer.setNumber(settingReadOnly, 1)
        recordTypes(writer, options.types)
        recordFragment(writer, fragment)
      })
      for (;;) {
        attempts.begin(exchange.requestBytes)
        try {
          await exchange.send()
          const result = await work(exchange, attempts)
          attempts.answered()
          return result
        } catch (thrown) {
          exchange.cancel()
          await attempts.retry(exchange.explain(thrown), deadline)
        }
      }
    } catch (thrown) {
      if (exchange) exchange.close()
      else deadline.end()
      throw attempts.fail(asDatabaseError(thrown))
    }
  }

  function run(fragment: Fragment, queryOptions: QueryOptions): Promise<Result<unknown>> {
    const answer = new RowAnswer()
    return perform(fragment, mergeOptions(client, queryOptions), answer, noSettings, async (exchange, attempts) => {
      for (;;) {
        const signals = await exchange.advance()
        if (signals & (signalTape | signalFailed)) exchange.take()
        if (signals & signalComplete) break
      }
      exchange.close()
      attempts.succeed(exchange.status, exchange.responseBytes, answer.resultRows.length)
      return resultOf(answer, exchange.requestId)
    })
  }

  async function respond(fragment: Fragment, respondOptions: RespondOptions | undefined): Promise<Response> {
    const plan = new ResponsePlan(respondOptions)
    const options = mergeOptions(mergeOptions(client, optionsOf(fragment)), plan.query)
    const answer = new Answer()
    return perform(fragment, options, answer, outputSettings(plan), async (exchange, attempts) => {
      const body = new ResponseBody(exchange, answer, plan, attempts)
      await body.fill()
      if (plan.single === true && body.isEmpty) throw noRows()
      const whole = body.takeWhole()
      if (!whole) return plan.stream(streamBody(body))
      return plan.single && body.isEmpty ? plan.notFound() : plan.whole(whole)
    })
  }

  return createDatabase(config.name, run, respond)
}

function resultOf(answer: RowAnswer, requestId: string | undefined): Result<unknown> {
  const { command, affected } = answer.completeSection as CompleteSection
  const meta = requestId === undefined ? {} : { requestId }
  return toResult(answer.resultRows, answer.resultColumns, command, affected, null, meta)
}

function outputSettings(plan: ResponsePlan): RecordSettings {
  return (writer) => {
    writer.setNumber(settingOutput, plan.format === 'json' ? outputJson : outputNdjson)
    if (plan.single) writer.setNumber(settingSingle, 1)
  }
}

function asDatabaseError(thrown: unknown): DatabaseError {
  if (thrown instanceof DatabaseError) return thrown
  return new DatabaseError('core_fault', 'the query failed in an unforeseen way', {
    cause: safeCause(thrown, []),
  })
}
