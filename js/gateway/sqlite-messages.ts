/** What the gateway and the process that has the SQLite file (`sqlite-process.ts`) tell each other. */

/** What the process is told first. */
export interface SqliteStart {
  readonly file: string
  /** True for a file that nobody keeps: it need not survive a power cut. */
  readonly temporary: boolean
  readonly rules: SqliteRules
}

/** What statements may do. Names are in lower case. */
export interface SqliteRules {
  /** Run-time limits of SQLite by the names of `node:sqlite`. */
  readonly limits: Readonly<Record<string, number>>
  /** Pragmas by name, and what may be given to them. */
  readonly pragmas: Readonly<Record<string, 'nothing' | 'boolean' | 'anything'>>
  readonly refusedFunctions: readonly string[]
  /** Tables and indexes whose names begin so belong to the service. */
  readonly reservedPrefix: string
}

/** A value to bind: a number is bound as a floating-point number, as D1 does. */
export type SqliteValue = null | number | string | Uint8Array

/** Statements separated by semicolons; values are for a text of one statement. */
export interface SqliteText {
  readonly sql: string
  readonly values: readonly SqliteValue[]
}

/** To the process: texts to run as one transaction. Rows come back as objects or as arrays. */
export interface SqliteRun {
  readonly texts: readonly SqliteText[]
  readonly arrays: boolean
  readonly maxBytes: number
}

/** What one statement did. `json` is its rows as JSON text. */
export interface SqliteOutcome {
  readonly json: string
  readonly rows: number
  readonly changes: number
  readonly lastRowId: number
  readonly changed: boolean
  readonly size: number
  readonly milliseconds: number
}

/** Why a request failed. `sqlite` has SQLite's extended result code; `refused` is the gateway's own reason. */
export type SqliteFailure =
  | { readonly kind: 'sqlite'; readonly message: string; readonly code: number }
  | { readonly kind: 'refused'; readonly reason: 'transaction' | 'parameters' | 'several' | 'empty' | 'size' }
  | { readonly kind: 'unexpected'; readonly message: string }

/** From the process: it is ready, could not open the file, or has the answer to a run. */
export type FromSqlite =
  | { readonly kind: 'ready'; readonly version: string }
  | { readonly kind: 'done'; readonly outcomes: readonly SqliteOutcome[] }
  | { readonly kind: 'failed'; readonly failure: SqliteFailure }
