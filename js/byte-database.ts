import { outputJson, outputNdjson, settingOutput, settingSingle, signalFailed, signalTape } from '../bindings/layout.js'
import type { RecordPrefix, RecordWriter } from '../bindings/record.js'
import { RowReader } from '../bindings/rows.js'
import { Attempts } from './attempts.js'
import { safeCause } from './cause.js'
import { createDatabase, type Database } from './database.js'
import { Deadline } from './deadline.js'
import { DatabaseError } from './errors.js'
import { type ByteService, Exchange } from './exchange.js'
import type { Fragment } from './fragment.js'
import { type ClientOptions, mergeOptions, type QueryOptions } from './options.js'
import { optionsOf } from './query.js'
import { noRows, ResponsePlan, type RespondOptions } from './response.js'
import { ResponseBody, streamBody } from './response-body.js'
import { type Result, toResult } from './result.js'
import { RetryBudget } from './retry.js'

/** A service that is reached by HTTP requests whose bytes the core writes and reads. */
export interface ByteDatabaseConfig extends ByteService {
  /** Settings that are the same for all queries. */
  readonly prefix: RecordPrefix
  /** Settings that are found anew for each query, before it is recorded. */
  readonly settings?: () => Promise<(writer: RecordWriter) => void>
}

const noSettings = (): void => {}

/** Makes the database of a byte service. */
export function byteDatabase(config: ByteDatabaseConfig, client: ClientOptions): Database {
  const budget = new RetryBudget()

  /** Prepares a query, runs `work` with it, and turns whatever fails into the error to throw. */
  async function withExchange<T>(
    fragment: Fragment,
    options: QueryOptions,
    recordOutput: (writer: RecordWriter) => void,
    work: (exchange: Exchange, attempts: Attempts, deadline: Deadline) => Promise<T>,
  ): Promise<T> {
    const attempts = new Attempts(config.name, options, client.on, budget)
    const deadline = new Deadline(options)
    let exchange: Exchange | undefined
    try {
      deadline.check()
      const recordSettings = config.settings ? await deadline.race(config.settings()) : noSettings
      exchange = new Exchange(config, fragment, options, deadline, config.prefix, (writer) => {
        recordSettings(writer)
        recordOutput(writer)
      })
      return await work(exchange, attempts, deadline)
    } catch (thrown) {
      if (exchange) exchange.close()
      else deadline.end()
      throw attempts.fail(asDatabaseError(thrown))
    }
  }

  function runAttempts<T>(
    exchange: Exchange,
    attempts: Attempts,
    deadline: Deadline,
    consume: () => Promise<T>,
  ): Promise<T> {
    const attempt = async () => {
      await exchange.send()
      return consume()
    }
    const giveUp = (thrown: unknown) => {
      exchange.cancel()
      return exchange.explain(thrown)
    }
    return attempts.run(exchange.requestBytes, deadline, attempt, giveUp)
  }

  function run(fragment: Fragment, queryOptions: QueryOptions): Promise<Result<unknown>> {
    const options = mergeOptions(client, queryOptions)
    return withExchange(fragment, options, noSettings, async (exchange, attempts, deadline) => {
      const result = await runAttempts(exchange, attempts, deadline, () => collect(exchange))
      exchange.close()
      attempts.succeed(exchange.status, exchange.responseBytes, result.length)
      return result
    })
  }

  async function respond(fragment: Fragment, respondOptions: RespondOptions | undefined): Promise<Response> {
    const plan = new ResponsePlan(respondOptions)
    const options = mergeOptions(mergeOptions(client, optionsOf(fragment)), plan.query)
    return withExchange(fragment, options, outputSettings(plan), async (exchange, attempts, deadline) => {
      const body = await runAttempts(exchange, attempts, deadline, async () => {
        const attempt = new ResponseBody(exchange, plan, {
          succeed: (rows) => attempts.succeed(exchange.status, exchange.responseBytes, rows),
          fail: (error) => attempts.fail(error),
        })
        await attempt.fill()
        return attempt
      })
      if (plan.single === true && body.isEmpty) throw noRows()
      const whole = body.takeWhole()
      if (!whole) return plan.stream(streamBody(body))
      return plan.single && body.isEmpty ? plan.notFound() : plan.whole(whole)
    })
  }

  return createDatabase(config.name, run, respond)
}

async function collect(exchange: Exchange): Promise<Result<unknown>> {
  const reader = new RowReader()
  for (;;) {
    const signals = await exchange.advance()
    if (!(signals & (signalTape | signalFailed))) continue
    const complete = exchange.take({
      columns: (columns) => reader.setColumns(columns),
      rows: (tape, count) => reader.read(tape, count),
    })
    if (!complete) continue
    const { requestId } = exchange
    return toResult(reader.rows, {
      columns: exchange.columns,
      command: complete.command,
      affected: complete.affected,
      lastId: null,
      meta: requestId === undefined ? {} : { requestId },
    })
  }
}

function outputSettings(plan: ResponsePlan): (writer: RecordWriter) => void {
  return (writer) => {
    writer.setNumber(settingOutput, plan.format === 'json' ? outputJson : outputNdjson)
    if (plan.single) writer.setNumber(settingSingle, 1)
  }
}

function asDatabaseError(thrown: unknown): DatabaseError {
  if (thrown instanceof DatabaseError) return thrown
  return new DatabaseError('core_fault', 'the query failed in a way that was not foreseen', {
    cause: safeCause(thrown, []),
  })
}
