import type { Core } from '../../bindings/instance.js'
import { serviceD1 } from '../../bindings/layout.js'
import { Attempts } from '../attempts.js'
import { type BatchDatabase, createDatabase, eachOfBatch } from '../database.js'
import { Deadline } from '../deadline.js'
import { DatabaseError } from '../errors.js'
import type { Fragment } from '../fragment.js'
import {
  type ClientOptions,
  clientChecks,
  mergeOptions,
  must,
  type OptionCheck,
  queryChecks,
  type QueryOptions,
  readOptions,
} from '../options.js'
import { optionsOf } from '../query.js'
import { type BatchRespondOptions, readMembers, ResponsePlan, type RespondOptions } from '../response.js'
import type { Result } from '../result.js'
import { RetryBudget } from '../retry.js'
import { fromD1, fromRaw } from './d1-rows.js'
import { compileQuery, explainFailure } from './value-core.js'
import { respondWithMembers, respondWithRows } from './value-response.js'

/** What this package needs of a D1 binding, or of a session of one. */
export interface D1Binding {
  prepare(sql: string): D1Statement
  batch(statements: D1Statement[]): Promise<unknown[]>
  /** A binding has it, a session has not. */
  withSession?(constraintOrBookmark?: string): D1Binding
  /** A session has it, a binding has not. */
  getBookmark?(): string | null
}

/** What this package needs of a prepared statement of D1. */
export interface D1Statement {
  bind(...values: unknown[]): D1Statement
  all(): Promise<unknown>
  /** For rows that are arrays. */
  raw?(options: { columnNames: true }): Promise<unknown>
}

/** Options of a client for D1. */
export interface D1Options extends Omit<ClientOptions, 'types'> {
  /**
   * The binding gives integers as numbers: beyond 2^53 they have lost digits. `number` (default) gives them as they
   * are; `exact` makes them the error `value`, and a REAL that is whole and that large too.
   */
  readonly integers?: 'number' | 'exact'
}

/** D1 by its binding. */
export interface D1Client extends BatchDatabase<QueryOptions, 'sqlite'> {
  /**
   * A session: its queries see what earlier ones of it wrote, whichever replica answers
   * (https://developers.cloudflare.com/d1/best-practices/read-replication/).
   *
   * @param start `first-primary`, `first-unconstrained` (D1's default), or a bookmark of another session
   * @throws {DatabaseError} `option`; `unsupported` when the binding has no sessions
   */
  session(start?: 'first-primary' | 'first-unconstrained' | (string & {})): D1Session
}

/** A session of D1. */
export interface D1Session extends BatchDatabase<QueryOptions, 'sqlite'> {
  /** Where the session has come to, for another one to go on from; null before its first query. */
  readonly bookmark: string | null
}

const service = 'd1'

/** Asks the binding, again where that is allowed. */
type Send = <Answer>(ask: () => Promise<Answer>) => Promise<Answer>

// The binding has decided already what values look like.
const noTypes: OptionCheck = () => 'must not be given: the D1 binding gives values that are decoded already'
const checks: Record<string, OptionCheck> = {
  ...clientChecks,
  types: noTypes,
  integers: must((value) => value === 'number' || value === 'exact', 'one of number, exact'),
}
const batchChecks: Record<string, OptionCheck> = { ...queryChecks, types: noTypes }

/**
 * A client whose queries are compiled in this core.
 *
 * @throws {DatabaseError} `option`
 */
export function d1Client(core: Core, binding: D1Binding, d1Options?: D1Options): D1Client {
  if (typeof binding?.prepare !== 'function' || typeof binding.batch !== 'function') {
    throw new DatabaseError('option', 'this is not a D1 binding; is it named in the configuration of the Worker?', {
      service,
    })
  }
  const { integers, ...client } = readOptions(d1Options, checks, service)
  const exact = integers === 'exact'
  const budget = new RetryBudget()

  /** Runs `work` against the binding, and turns whatever fails into the error to throw. */
  async function withBinding<T>(
    options: QueryOptions,
    work: (send: Send, attempts: Attempts) => Promise<T>,
    statements?: number,
  ): Promise<T> {
    const attempts = new Attempts(service, options, client.on, budget, statements)
    const deadline = Deadline.of(options)
    const explain = (thrown: unknown) => explainFailure(core, serviceD1, thrown, options.readOnly === true)
    const send: Send = async (ask) => {
      for (;;) {
        attempts.begin(0)
        try {
          const answer = await deadline.race(ask())
          attempts.answered()
          return answer
        } catch (thrown) {
          await attempts.retry(explain(thrown), deadline)
        }
      }
    }
    try {
      if (options.types) throw new DatabaseError('option', `the option types ${noTypes(options.types)}`)
      deadline.check()
      return await work(send, attempts)
    } catch (thrown) {
      throw attempts.fail(explain(thrown))
    } finally {
      deadline.end()
    }
  }

  /** The statements of a query: mostly one. */
  function bind(query: Fragment): D1Statement[] {
    return compileQuery(core, serviceD1, query).map(({ sql, parameters }) => {
      const statement = binding.prepare(sql)
      return parameters.length === 0 ? statement : statement.bind(...parameters)
    })
  }

  async function sendAll(send: Send, statements: D1Statement[]): Promise<unknown[]> {
    const [only] = statements
    if (only && statements.length === 1) return [await send(() => only.all())]
    const answers = await send(() => binding.batch(statements))
    if (Array.isArray(answers) && answers.length === statements.length) return answers
    throw new DatabaseError('protocol', 'D1 gave another number of results than there were queries')
  }

  async function sendRaw(send: Send, [only, ...more]: D1Statement[]): Promise<Result<unknown>> {
    const raw = more.length === 0 && only?.raw
    if (!raw) throw noArrays()
    return fromRaw(await send(() => raw.call(only, { columnNames: true })), exact)
  }

  function run(query: Fragment, queryOptions: QueryOptions): Promise<Result<unknown>> {
    const options = mergeOptions(client, queryOptions)
    const isArray = options.rowMode === 'array'
    return withBinding(options, async (send, attempts) => {
      if (isArray && options.rename) throw new DatabaseError('option', 'rename does not go with rowMode on D1')
      const statements = bind(query)
      const result = isArray
        ? await sendRaw(send, statements)
        : fromD1(await sendAll(send, statements), exact, options.rename)
      attempts.succeed(0, 0, result.length)
      return result
    })
  }

  async function batch(queries: readonly unknown[], batchOptions?: QueryOptions): Promise<Result<unknown>[]> {
    return runAll(queries, mergeOptions(client, readOptions(batchOptions, batchChecks, service)), true)
  }

  async function runAll(
    queries: readonly unknown[],
    options: QueryOptions,
    isRows: boolean,
  ): Promise<Result<unknown>[]> {
    if (queries.length === 0) return []
    const work = async (send: Send, attempts: Attempts) => {
      const statements = eachOfBatch(queries, (query, _, { types, rowMode = options.rowMode }) => {
        if (isRows && rowMode === 'array') throw noArrays()
        if (types) throw new DatabaseError('option', `the option types ${noTypes(types)}`)
        return bind(query)
      })
      const answers = await sendAll(send, statements.flat())
      const results = statements.map(({ length }) => fromD1(answers.splice(0, length), exact, options.rename))
      attempts.succeed(
        0,
        0,
        results.reduce((rows, result) => rows + result.length, 0),
      )
      return results
    }
    return withBinding(options, work, queries.length)
  }

  async function respond(query: Fragment, respondOptions: RespondOptions | undefined): Promise<Response> {
    const plan = new ResponsePlan(respondOptions)
    const options = mergeOptions(mergeOptions(optionsOf(query), plan.query), { rowMode: 'object' })
    return respondWithRows(await run(query, options), plan)
  }

  async function respondWith(queries: object, respondOptions: BatchRespondOptions | undefined): Promise<Response> {
    const members = readMembers(queries, respondOptions, batchChecks)
    return respondWithMembers(await runAll(members.queries, mergeOptions(client, members.options), false), members)
  }

  function session(start?: string): D1Session {
    if (typeof binding.withSession !== 'function') {
      throw new DatabaseError('unsupported', 'this binding has no sessions, or is one already', { service })
    }
    // It is sent in a header.
    if (start !== undefined && !(typeof start === 'string' && /^[\x21-\x7e]+$/.test(start))) {
      throw new DatabaseError('option', 'a session starts with a constraint or a bookmark', { service })
    }
    return d1Client(core, binding.withSession(start), d1Options) as unknown as D1Session
  }

  const database = createDatabase(service, 'sqlite', run, respond, { batch, respondWith }) as BatchDatabase<
    QueryOptions,
    'sqlite'
  >
  if (typeof binding.getBookmark !== 'function') return Object.assign(database, { session })
  const bookmark = { get: () => binding.getBookmark?.() ?? null, enumerable: true }
  return Object.defineProperty(database, 'bookmark', bookmark) as unknown as D1Client
}

function noArrays(): DatabaseError {
  return new DatabaseError('unsupported', 'the D1 binding gives the rows of several statements as objects alone')
}
