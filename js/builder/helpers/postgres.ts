import type * as kysely from 'kysely/helpers/postgres'
import { functionJsonBuildObject, functionMergeAction, queryDialectPostgres } from '../../../bindings/query.js'
import { callKnown } from '../function-module.js'
import { arrayFrom, buildObject, objectFrom } from '../json-helpers.js'

/** The rows of a query as one JSON array. */
export const jsonArrayFrom = arrayFrom(queryDialectPostgres) as unknown as typeof kysely.jsonArrayFrom

/** The row of a query as a JSON object. */
export const jsonObjectFrom = objectFrom(queryDialectPostgres) as unknown as typeof kysely.jsonObjectFrom

/** A JSON object of expressions. */
export const jsonBuildObject = buildObject(functionJsonBuildObject) as unknown as typeof kysely.jsonBuildObject

/** Which action of a merge gave a returned row. */
export const mergeAction = (() => callKnown(functionMergeAction, [])) as unknown as typeof kysely.mergeAction

export type { MergeAction } from 'kysely/helpers/postgres'
