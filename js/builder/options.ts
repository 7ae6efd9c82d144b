import {
  queryOptionDeduplicateJoins,
  queryOptionEmptyLists,
  queryOptionNullComparison,
  queryOptionSnakeCase,
} from '../../bindings/query.js'
import {
  inheritNothing,
  isBoolean,
  isFunction,
  isText,
  must,
  type OptionCheck,
  queryChecks,
  type QueryOptions,
  readOptions,
} from '../options.js'
import type { Log } from './log.js'

/** Options of a builder. */
export interface BuilderOptions {
  /**
   * Names are in camel case here and in snake case there: `firstName` is `first_name` in the SQL text, and columns of
   * the result are given in camel case.
   */
  readonly camelCase?: boolean | undefined
  /** `in` with an empty list is false and `not in` is true, where the database would refuse it. */
  readonly emptyLists?: boolean | undefined
  /** Of joins that say the same and have no values the first one stays. */
  readonly deduplicateJoins?: boolean | undefined
  /** A comparison with null by `=`, `!=` and `<>` is written as `is null` and `is not null`. */
  readonly nullComparison?: boolean | undefined
  /** The schema of tables that name none, as `withSchema`. */
  readonly schema?: string | undefined
  /**
   * What becomes of an insert that is too long for one statement where there are no batches: several statements in one
   * `transaction`, or one after another, of which some may have been applied when one fails. Default: the error `limit`.
   */
  readonly splitInserts?: 'transaction' | 'separately' | undefined
  /** Told of each query: its SQL text, duration, rows and error, never its parameters. */
  readonly log?: Log | undefined
}

/** What queries can carry, in place of giving it to each `execute()`. */
export type CarriedOptions = Pick<QueryOptions, 'signal' | 'timeout' | 'name' | 'readOnly' | 'retry' | 'types'>

/** What a builder is told, as its queries need it. */
export interface Settings extends Pick<BuilderOptions, 'splitInserts' | 'log'> {
  /** The options of compiling, as they stand in the header of a record. */
  readonly compiling: string
  /** What every query carries. */
  readonly query: QueryOptions
}

const compilingOptions = {
  camelCase: queryOptionSnakeCase,
  emptyLists: queryOptionEmptyLists,
  deduplicateJoins: queryOptionDeduplicateJoins,
  nullComparison: queryOptionNullComparison,
} as const

/** Checks of BuilderOptions. */
export const builderChecks: Record<string, OptionCheck> = {
  camelCase: isBoolean,
  emptyLists: isBoolean,
  deduplicateJoins: isBoolean,
  nullComparison: isBoolean,
  schema: isText,
  splitInserts: must((value) => value === 'transaction' || value === 'separately', "'transaction' or 'separately'"),
  log: isFunction,
}

/**
 * Reads the options of a builder.
 *
 * @throws {DatabaseError} `option`
 */
export function readSettings(options: BuilderOptions | undefined): Settings & Pick<BuilderOptions, 'schema'> {
  const { schema, splitInserts, log, ...rest } = readOptions(options, builderChecks)
  let compiling = ''
  for (const [name, character] of Object.entries(compilingOptions)) {
    if (rest[name as keyof typeof compilingOptions]) compiling += character
  }
  const query: QueryOptions = inheritNothing({ rowMode: 'object', ...(rest.camelCase && { rename: 'camel' }) })
  return { schema, splitInserts, log, compiling, query }
}

/**
 * Reads what queries are to carry.
 *
 * @throws {DatabaseError} `option`
 */
export function readCarried(options: CarriedOptions): QueryOptions {
  const { rowMode: _mode, rename: _rename, ...own } = queryChecks
  return readOptions(options, own)
}
