import type { DatabaseError } from './errors.js'

/** What all events say. */
export interface QueryEvent {
  /** The service the query is for: `neon`, `d1`. */
  readonly service: string
  /** The `name` option of the query. */
  readonly name?: string
  /** Queries that are sent at once: more than 1 in a batch. */
  readonly statements: number
  /** Which attempt this is, from 1. */
  readonly attempt: number
  /** Bytes of the request's body; 0 for a binding. */
  readonly requestBytes: number
}

/** A query has its whole result. */
export interface ResponseEvent extends QueryEvent {
  /** HTTP status; 0 for a binding. */
  readonly status: number
  /** Bytes of the answer's body, decompressed; 0 for a binding. */
  readonly responseBytes: number
  /** Rows of the result. */
  readonly rows: number
  /** Milliseconds since the first attempt began. Workers stop the clock while code runs. */
  readonly duration: number
}

/** A query has failed for good. */
export interface ErrorEvent extends QueryEvent {
  /** What the caller gets. */
  readonly error: DatabaseError
  /** Milliseconds since the first attempt began. */
  readonly duration: number
}

/** A query will be sent again. */
export interface RetryEvent extends QueryEvent {
  /** Why this attempt failed. */
  readonly error: DatabaseError
  /** Milliseconds until then. */
  readonly delay: number
}

/** Handlers of events. What they throw is ignored, what they return is not awaited. */
export interface EventHandlers {
  /** Each attempt, as it begins. */
  readonly query?: (event: QueryEvent) => void
  /** A query has its whole result. */
  readonly response?: (event: ResponseEvent) => void
  /** A query has failed for good. */
  readonly error?: (event: ErrorEvent) => void
  /** An attempt has failed and there will be another. */
  readonly retry?: (event: RetryEvent) => void
}
