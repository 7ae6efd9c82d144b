import type { Core } from '../../bindings/instance.js'
import { serviceDurableObject } from '../../bindings/layout.js'
import { DatabaseError } from '../errors.js'
import { explainFailure } from './value-core.js'

/**
 * The error for what a call of an object threw. What SQLite says comes as data, so it is the way there that failed:
 * https://developers.cloudflare.com/durable-objects/best-practices/error-handling/
 *
 * @param readOnly nothing can have been changed
 */
export function explainCall(core: Core, thrown: unknown, readOnly: boolean): DatabaseError {
  if (thrown instanceof DatabaseError) return thrown
  const error = (typeof thrown === 'object' && thrown !== null ? thrown : {}) as {
    readonly message?: unknown
    readonly overloaded?: unknown
    readonly retryable?: unknown
    readonly durableObjectReset?: unknown
  }
  const message = String(error.message ?? 'the object threw something that is not an Error').toWellFormed()
  const details = { cause: thrown }
  if (error.overloaded === true) return new DatabaseError('rate_limited', message, details)
  if (/does not implement|not a function/.test(message)) {
    return new DatabaseError('unsupported', 'the class of this object is no DurableDatabase of tcpless', details)
  }
  if (message.includes('limited to 32MiB')) return new DatabaseError('limit', message, details)
  if (error.retryable !== true && error.durableObjectReset !== true) {
    const explained = explainFailure(core, serviceDurableObject, thrown, readOnly)
    if (explained.code !== 'query') return explained
  }
  if (!readOnly) {
    return new DatabaseError(
      'outcome_unknown',
      `the answer was lost, the queries may have been applied: ${message}`,
      details,
    )
  }
  return new DatabaseError('unavailable', message, { ...details, retryable: true })
}
