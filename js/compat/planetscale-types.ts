import type { cast } from './planetscale-cast.js'
import type { format } from './planetscale-format.js'

/** What a statement gave. */
export interface ExecutedQuery<T = Row<'array'> | Row<'object'>> {
  /** The names of the columns. */
  headers: string[]
  /** Vitess's type of each column, by name. */
  types: Record<string, string>
  rows: T[]
  fields: Field[]
  /** How many rows there are. */
  size: number
  /** The SQL text that was sent. */
  statement: string
  /** The key of the last row inserted, in digits; `0` for none. */
  insertId: string
  rowsAffected: number
  /** What it took the service, in milliseconds. */
  time: number
}

// biome-ignore lint/suspicious/noExplicitAny: rows are anything, as in the official client
type Anything = any

/** A row: its cells, or the cells by the names of the columns. */
export type Row<T extends ExecuteAs = 'object'> = T extends 'array'
  ? Anything[]
  : T extends 'object'
    ? Record<string, Anything>
    : never

/** The fetch that requests are sent with: the host's own, or one of fewer parts. */
export type Fetch = (input: string, init?: Req) => Promise<Res>

type Req = {
  method: string
  headers: Record<string, string>
  body: string
  cache?: RequestCache
}

/** What is needed of a response. */
export type Res = {
  ok: boolean
  status: number
  statusText: string
  text(): Promise<string>
  headers?: {
    forEach(fn: (value: string, key: string) => void): void
  }
}

/** Makes a JavaScript value of a cell: its bytes, one character each, or null. */
export type Cast = typeof cast

/** Writes values into SQL text. */
export type Format = typeof format

/** Where the database is, and what is done differently there. */
export interface Config {
  /** `mysql://user:password@host/database`; or the parts, below. */
  url?: string
  username?: string
  password?: string
  host?: string
  fetch?: Fetch
  format?: Format
  cast?: Cast
}

/** A column: `query.Field` of https://github.com/vitessio/vitess/blob/main/proto/query.proto. */
export interface Field {
  name: string
  type: string
  table?: string
  orgTable?: string | null
  database?: string | null
  orgName?: string | null
  columnLength?: number | null
  charset?: number | null
  decimals?: number
  flags?: number | null
  columnType?: string | null
}

/** What rows are. */
export type ExecuteAs = 'array' | 'object'

/** Values for the placeholders of a statement. */
// biome-ignore lint/suspicious/noExplicitAny: values are anything, as in the official client
export type ExecuteArgs = Record<string, any> | any[] | null

/** Options of one statement. */
export type ExecuteOptions<T extends ExecuteAs = 'object'> = T extends 'array'
  ? { as?: 'object'; cast?: Cast }
  : T extends 'object'
    ? { as: 'array'; cast?: Cast }
    : never
