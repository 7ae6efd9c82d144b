import { DatabaseError, type ErrorCode } from '../errors.js'
import { explainStorage } from './key-value.js'

/** Why an object that its client restarts breaks off the call that does it. */
export const restarted = 'restarted by its client'

/** What calls of the object's storage give: errors are data, because a call drops their codes. */
export type CallAnswer = { readonly value: unknown } | { readonly error: CallError }

/** An error on its way. */
export interface CallError {
  readonly code: ErrorCode
  readonly message: string
}

/** What `work` gives, or its error as data. */
export async function toAnswer(work: () => unknown): Promise<CallAnswer> {
  try {
    return { value: await work() }
  } catch (thrown) {
    const { code, message } = explainStorage(thrown)
    return { error: { code, message } }
  }
}

/** The value of an answer. */
export function fromAnswer(answer: unknown): unknown {
  if (typeof answer === 'object' && answer !== null) {
    if ('value' in answer) return answer.value
    const { code, message } = ('error' in answer ? answer.error : {}) as Partial<CallError>
    if (code !== undefined && message !== undefined) throw new DatabaseError(code, message)
  }
  throw new DatabaseError('protocol', 'the object and its client do not speak the same protocol')
}
