// What every entry of the package gives beside its own.

export type { Column, Result } from './result.js'
export type { BatchDatabase, BatchResults, Database, Dialect } from './database.js'
export { DatabaseError, type ErrorCode, type ErrorDetails } from './errors.js'
export type { ErrorEvent, EventHandlers, QueryEvent, ResponseEvent, RetryEvent } from './events.js'
export type { Fragment } from './fragment.js'
export type { CellForm, QueryOptions, TypeOptions, TypePreset, ValueForm } from './options.js'
export type { Query } from './query.js'
export type { BatchRespondOptions, RespondOptions } from './response.js'
export type { RetryOptions } from './retry.js'
export { type Parameter, sql, type SqlTag } from './sql.js'
