import type { DatabaseError } from './errors.js'

/** When to send a query again. Times are in milliseconds. */
export interface RetryOptions {
  /** How often it is sent at most, the first time included. Default 3. */
  readonly maxAttempts?: number
  /** No attempt begins later than this after the first. Default 30,000. */
  readonly maxElapsed?: number
  /** The most to wait before the second attempt; doubled for each further one. Default 100. */
  readonly baseDelay?: number
  /** The most to wait before any attempt, unless the service asks for more. Default 20,000. */
  readonly maxDelay?: number
}

// The quota of the AWS SDKs' standard mode: it stops a client from multiplying the load of a service
// that is down (https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html).
const budgetTokens = 500
const retryCost = 5
const timeoutCost = 10
const successGain = 1

/** What a client may still spend on retries. */
export class RetryBudget {
  #tokens = budgetTokens

  /** Takes what a retry after this error costs, or says that it cannot be afforded. */
  spend(error: DatabaseError): boolean {
    const cost = error.code === 'timeout' ? timeoutCost : retryCost
    if (cost > this.#tokens) return false
    this.#tokens -= cost
    return true
  }

  /** Gives back what an answer earns: the price of the retry that got it, or one token. */
  gain(attempts: number): void {
    this.#tokens = Math.min(budgetTokens, this.#tokens + (attempts > 1 ? retryCost : successGain))
  }
}

/**
 * Milliseconds to wait before the next attempt: a random part of a growing limit ("full jitter"), and
 * at least what the service asked for.
 *
 * @param attempt how often the query was sent
 * @param elapsed milliseconds since the first attempt began
 * @returns undefined when it should not be sent again
 */
export function retryDelay(
  options: RetryOptions | false | undefined,
  budget: RetryBudget,
  error: DatabaseError,
  attempt: number,
  elapsed: number,
): number | undefined {
  if (options === false || !error.retryable || error.code === 'outcome_unknown') return undefined
  const { maxAttempts = 3, maxElapsed = 30_000, baseDelay = 100, maxDelay = 20_000 } = options ?? {}
  if (attempt >= maxAttempts) return undefined
  const jitter = Math.random() * Math.min(maxDelay, baseDelay * 2 ** (attempt - 1))
  const delay = Math.max(jitter, error.retryAfter ?? 0)
  if (elapsed + delay > maxElapsed || !budget.spend(error)) return undefined
  return delay
}

const httpDate = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? .*\d:\d\d:\d\d/

/**
 * A Retry-After header as the core reads it, which has no clock: of a date the seconds until then.
 * https://www.rfc-editor.org/rfc/rfc9110.html#section-10.2.3
 */
export function retrySeconds(header: string): string {
  if (!httpDate.test(header)) return header
  // The form of asctime names no zone; all are in GMT.
  const until = Date.parse(header.endsWith('GMT') ? header : `${header} GMT`)
  return Number.isNaN(until) ? '' : String(Math.max(0, Math.ceil((until - Date.now()) / 1000)))
}
