import type * as kysely from 'kysely/helpers/sqlite'
import { functionJsonObject, queryDialectSqlite } from '../../../bindings/query.js'
import { arrayFrom, buildObject, objectFrom } from '../json-helpers.js'

/** The rows of a query as one JSON array. */
export const jsonArrayFrom = arrayFrom(queryDialectSqlite) as unknown as typeof kysely.jsonArrayFrom

/** The row of a query as a JSON object. */
export const jsonObjectFrom = objectFrom(queryDialectSqlite) as unknown as typeof kysely.jsonObjectFrom

/** A JSON object of expressions. */
export const jsonBuildObject = buildObject(functionJsonObject) as unknown as typeof kysely.jsonBuildObject
