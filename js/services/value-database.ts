import { type BatchDatabase, createDatabase, eachOfBatch } from '../database.js'
import { DatabaseError } from '../errors.js'
import type { Fragment } from '../fragment.js'
import { mergeOptions, type OptionCheck, queryChecks, type QueryOptions, readOptions } from '../options.js'
import { optionsOf } from '../query.js'
import { type BatchRespondOptions, readMembers, ResponsePlan, type RespondOptions } from '../response.js'
import type { Result } from '../result.js'
import type { RowOptions } from './durable-rows.js'
import { respondWithMembers, respondWithRows } from './value-response.js'

/** A query, and what its rows are to be. */
export interface ValueQuery {
  readonly query: Fragment
  readonly rows: RowOptions
}

/**
 * Runs the queries as one transaction and gives a Result for each.
 *
 * @param statements how many queries a batch has; undefined for a single one
 */
export type RunValues = (
  queries: readonly ValueQuery[],
  options: QueryOptions,
  statements?: number,
) => Promise<Result<unknown>[]>

/** Refuses the option `types` where values are decoded already. */
export const noTypes: OptionCheck = () => 'must not be given: a Durable Object gives values that are decoded already'

/** Checks of the options of a batch. */
export const batchChecks: Record<string, OptionCheck> = { ...queryChecks, types: noTypes }

/** A database that takes SQLite's SQL and whose rows are JavaScript values, over what runs its queries. */
export function valueDatabase(
  service: string,
  client: QueryOptions,
  runAll: RunValues,
): BatchDatabase<QueryOptions, 'sqlite'> {
  async function run(query: Fragment, queryOptions: QueryOptions): Promise<Result<unknown>> {
    const options = mergeOptions(client, queryOptions)
    const [result] = await runAll([{ query, rows: options }], options)
    return result as Result<unknown>
  }

  function runMembers(queries: readonly unknown[], options: QueryOptions, rowMode?: 'object') {
    const members = eachOfBatch(queries, (query, _, own) => {
      if (own.types) throw new DatabaseError('option', `the option types ${noTypes(own.types)}`)
      return { query, rows: { rename: options.rename, rowMode: rowMode ?? own.rowMode ?? options.rowMode } }
    })
    return runAll(members, options, members.length)
  }

  async function batch(queries: readonly unknown[], batchOptions?: QueryOptions): Promise<Result<unknown>[]> {
    const options = mergeOptions(client, readOptions(batchOptions, batchChecks, service))
    return queries.length === 0 ? [] : runMembers(queries, options)
  }

  async function respond(query: Fragment, respondOptions: RespondOptions | undefined): Promise<Response> {
    const plan = new ResponsePlan(respondOptions)
    // These have all columns in order, also those of one name.
    const rowMode = plan.format === 'csv' || plan.format === 'arrays' ? 'array' : 'object'
    const options = mergeOptions(mergeOptions(optionsOf(query), plan.query), { rowMode })
    return respondWithRows(await run(query, options), plan)
  }

  async function respondWith(queries: object, respondOptions: BatchRespondOptions | undefined): Promise<Response> {
    const members = readMembers(queries, respondOptions, batchChecks)
    const options = mergeOptions(client, members.options)
    return respondWithMembers(await runMembers(members.queries, options, 'object'), members)
  }

  return createDatabase(service, 'sqlite', run, respond, { batch, respondWith })
}
