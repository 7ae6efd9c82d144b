import type { Core } from '../../bindings/instance.js'
import { limitWorkersRpcBytes, serviceDurableObject } from '../../bindings/layout.js'
import { Attempts } from '../attempts.js'
import { type BatchDatabase, type ByteDatabase, checkedQuery } from '../database.js'
import { Deadline } from '../deadline.js'
import { DatabaseError, naming, withDetails } from '../errors.js'
import type { Fragment } from '../fragment.js'
import { isText, mergeOptions, must, type OptionCheck, type QueryOptions, readOptions } from '../options.js'
import { optionsOf } from '../query.js'
import type { Result } from '../result.js'
import { RetryBudget } from '../retry.js'
import { type Batch, streamChecks, type StreamOptions } from '../stream.js'
import { AnswerFrames } from './durable-answer.js'
import { durableChecks, type DurableOptions, service } from './durable-client.js'
import { explainCall } from './durable-failure.js'
import { type FrameCell, FrameWriter, protocolVersion } from './durable-frames.js'
import { fromAnswer, restarted } from './durable-remote-call.js'
import { fromOutcome } from './durable-rows.js'
import { streamRows } from './durable-stream.js'
import { type DurableNamespace, type DurableStub, ObjectCaller } from './durable-stub.js'
import type { DurableIntegers } from './durable-types.js'
import { type KeyValue, keyValueOver } from './key-value.js'
import { compileQuery } from './value-core.js'
import { noTypes, type ValueQuery, valueDatabase } from './value-database.js'

/** Which object, and options of a client for it. */
export interface DurableObjectOptions extends Omit<DurableOptions, 'name'> {
  /** Name of the object: one database a tenant, a user, a room. Of a binding this or `id` must be given. */
  readonly name?: string
  /** Its id, as `env.DB.idFromString` or `newUniqueId` give it. */
  readonly id?: object
  /** Where an object that is new should be: https://developers.cloudflare.com/durable-objects/reference/data-location/ */
  readonly locationHint?: string
  /** How queries reach it: by a call (default), or by `fetch`, which also a class without RPC has. */
  readonly via?: 'rpc' | 'fetch'
}

/** The SQLite of a Durable Object, from outside of it. */
export interface DurableObjectDatabase extends BatchDatabase<QueryOptions, 'sqlite'>, Pick<ByteDatabase, 'stream'> {
  /** Its key-value storage and its alarm. It needs calls: not with `via: 'fetch'` alone. */
  keyValue<Schema extends object = Record<string, unknown>>(): KeyValue<Schema>
  /** Bytes that the object's storage holds. */
  databaseSize(): Promise<number>
  /**
   * A bookmark: the state of the storage now, or at a time of the last 30 days
   * (https://developers.cloudflare.com/durable-objects/api/sqlite-storage-api/#pitr-point-in-time-recovery-api).
   */
  bookmark(time?: Date | number): Promise<string>
  /**
   * Brings the storage back to what it was at the bookmark, for which the object restarts: what runs in it breaks off.
   *
   * @returns the bookmark that undoes it
   */
  restore(bookmark: string): Promise<string>
}

const isObject = (value: unknown) => typeof value === 'object' && value !== null

const checks: Record<string, OptionCheck> = {
  ...durableChecks,
  name: isText,
  id: must(isObject, 'an id of the binding'),
  locationHint: isText,
  via: must((value) => value === 'rpc' || value === 'fetch', 'one of rpc, fetch'),
}

/**
 * A database that is an object of the binding, or the object of a stub. Its queries are compiled in this core.
 *
 * @throws {DatabaseError} `option`
 */
export function durableObjectClient(
  core: Core,
  target: DurableNamespace | DurableStub,
  objectOptions?: DurableObjectOptions,
): DurableObjectDatabase {
  const read = readOptions(objectOptions, checks, service)
  const { name, id, locationHint, via = 'rpc', integers = 'number', ...client } = read
  const caller = naming(service, () => new ObjectCaller(target, { name, id, locationHint, via }))
  const budget = new RetryBudget()

  function encode(queries: readonly Fragment[], statements: number | undefined): Uint8Array<ArrayBuffer> {
    const writer = new FrameWriter()
    writer.cell(protocolVersion)
    // Text is made of them here.
    writer.cell((integers === 'string' ? 'bigint' : integers) satisfies DurableIntegers)
    writer.cell(queries.length)
    queries.forEach((query, statement) => {
      const sections = withPlace(statements === undefined ? {} : { statement }, () =>
        compileQuery(core, serviceDurableObject, query),
      )
      writer.cell(sections.length)
      for (const { sql, kind, parameters } of sections) {
        writer.cell(sql)
        writer.cell(kind)
        writer.cell(parameters.length)
        for (const parameter of parameters) writer.cell(parameter as FrameCell)
      }
    })
    if (via === 'rpc' && writer.length > limitWorkersRpcBytes - 1024) {
      throw new DatabaseError('limit', 'the queries have more than the 32 MiB that a call takes: use several batches')
    }
    return writer.take()
  }

  /** Sends the queries, again where that is allowed, until `work` has what it wants of the answer. */
  async function perform<T>(
    queries: readonly Fragment[],
    options: QueryOptions,
    attempts: Attempts,
    deadline: Deadline,
    statements: number | undefined,
    work: (answer: AnswerFrames) => Promise<T>,
  ): Promise<T> {
    if (options.types) throw new DatabaseError('option', `the option types ${noTypes(options.types)}`)
    deadline.check()
    const request = encode(queries, statements)
    for (;;) {
      attempts.begin(request.length)
      const answer = new AnswerFrames(integers, statements !== undefined)
      try {
        const asked = caller.query(request, deadline.signal)
        discardLate(asked, deadline)
        answer.open(await deadline.race(asked), deadline)
        const made = await work(answer)
        attempts.answered()
        return made
      } catch (thrown) {
        answer.cancel()
        caller.renew()
        await attempts.retry(explain(thrown, options), deadline)
      }
    }
  }

  const explain = (thrown: unknown, { readOnly }: QueryOptions) => explainCall(core, thrown, readOnly === true)

  async function runAll(
    queries: readonly ValueQuery[],
    options: QueryOptions,
    statements?: number,
  ): Promise<Result<unknown>[]> {
    const attempts = new Attempts(service, options, client.on, budget, statements)
    const deadline = Deadline.of(options)
    const fragments = queries.map(({ query }) => query)
    try {
      const outcomes = await perform(fragments, options, attempts, deadline, statements, async (answer) => {
        await answer.readAll(fragments.length)
        return answer
      })
      const results = outcomes.results.map((outcome, index) =>
        fromOutcome(outcome, (queries[index] as ValueQuery).rows),
      )
      attempts.succeed(
        outcomes.status,
        outcomes.bytes,
        results.reduce((rows, result) => rows + result.length, 0),
      )
      return results
    } catch (thrown) {
      throw attempts.fail(explain(thrown, options))
    } finally {
      deadline.end()
    }
  }

  function stream(query: Fragment, streamOptions?: StreamOptions): AsyncIterableIterator<Batch> {
    const { batchSize, ...given } = readOptions(streamOptions, streamChecks, service)
    const fragment = naming(service, () => checkedQuery(query))
    const options = mergeOptions(mergeOptions(client, optionsOf(fragment)), given)
    const attempts = new Attempts(service, options, client.on, budget)
    return streamRows(
      (deadline) =>
        perform([fragment], options, attempts, deadline, undefined, async (answer) => {
          await answer.readColumns()
          return answer
        }),
      options,
      attempts,
      batchSize,
      (thrown) => explain(thrown, options),
    )
  }

  async function call(method: string, args: readonly unknown[], readOnly: boolean): Promise<unknown> {
    try {
      return fromAnswer(await caller.storage(method, args))
    } catch (thrown) {
      if (!(thrown instanceof DatabaseError)) caller.renew()
      throw withDetails(explainCall(core, thrown, readOnly), { service })
    }
  }

  async function restore(bookmark: string): Promise<string> {
    if (typeof bookmark !== 'string') throw new DatabaseError('option', 'restore takes a bookmark', { service })
    const undo = (await call('restore', [bookmark], false)) as string
    try {
      fromAnswer(await caller.storage('restart', []))
    } catch (thrown) {
      // The object breaks off the call that restarts it.
      const { message, durableObjectReset } = Object(thrown) as { message?: unknown; durableObjectReset?: unknown }
      if (thrown instanceof DatabaseError || (message !== restarted && durableObjectReset !== true)) {
        throw new DatabaseError(
          'outcome_unknown',
          'whether the object was restarted is not known: its storage is brought back when it starts the next time',
          { service, cause: thrown },
        )
      }
    } finally {
      caller.renew()
    }
    return undo
  }

  const reading = ['get', 'list', 'getAlarm']
  const database = valueDatabase(service, client, runAll)
  return Object.assign(database, {
    stream,
    keyValue: () => keyValueOver(service, (method, args) => call(method, args, reading.includes(method))),
    databaseSize: () => call('databaseSize', [], true),
    bookmark: (time?: Date | number) => call('bookmark', time === undefined ? [] : [Number(time)], true),
    restore,
  }) as unknown as DurableObjectDatabase
}

function withPlace<T>(details: { statement?: number }, make: () => T): T {
  try {
    return make()
  } catch (thrown) {
    throw withDetails(thrown, details)
  }
}

// A call cannot be taken back: its answer may come when nobody waits any more.
function discardLate(asked: Promise<unknown>, deadline: Deadline): void {
  asked.then(
    (answer) => {
      if (deadline.error && answer instanceof ReadableStream) answer.cancel().catch(() => {})
    },
    () => {},
  )
}
