import { DatabaseError } from '../errors.js'

/** PostgreSQL's error fields under the official driver's names: https://www.postgresql.org/docs/current/protocol-error-fields.html */
export const errorFields = [
  'severity',
  'code',
  'detail',
  'hint',
  'position',
  'internalPosition',
  'internalQuery',
  'where',
  'schema',
  'table',
  'column',
  'dataType',
  'constraint',
  'file',
  'line',
  'routine',
] as const

/** An error field by the official driver's name. */
export type ErrorField = (typeof errorFields)[number]

/** What the official driver throws: the database's own error fields, or `sourceError` when the query did not get there. */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the constructor defines every field
export class NeonDbError extends Error {
  override name = 'NeonDbError' as const
  /** Why there is no answer of the database; undefined when there is one. */
  sourceError: Error | undefined

  constructor(message: string) {
    super(message)
    for (const field of errorFields) this[field] = undefined
  }
}

/** The error fields; `code` is the SQLSTATE. */
export interface NeonDbError extends Record<ErrorField, string | undefined> {}

const neverAnswered = ['network', 'outcome_unknown', 'aborted', 'timeout']

/**
 * The error as the official driver would give it. Its `cause`, which is not enumerable, is the DatabaseError; what is
 * none is given back.
 */
export function toNeonDbError(thrown: unknown): unknown {
  if (!(thrown instanceof DatabaseError)) return thrown
  const { sqlstate, status } = thrown
  const isOfDatabase = sqlstate !== undefined || thrown.code === 'query'
  const error = new NeonDbError(messageOf(thrown, isOfDatabase && status === 400))
  if (isOfDatabase) {
    for (const field of errorFields) error[field] = field === 'code' ? sqlstate : thrown[field]
  } else error.sourceError = thrown
  Object.defineProperty(error, 'cause', { value: thrown, writable: true, configurable: true })
  return error
}

function messageOf(error: DatabaseError, isPlain: boolean): string {
  const { code, message, status, sample } = error
  if (isPlain) return message
  if (neverAnswered.includes(code)) return `Error connecting to database: ${error}`
  return status && status !== 200 ? `Server error (HTTP status ${status}): ${sample ?? message}` : message
}
