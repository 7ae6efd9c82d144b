// SQL that a visitor wrote. Only for the person at this machine, while developing.
import { type Fragment, sql } from 'tcpless/neon'
import type { Environment } from './databases.js'
import { Refusal } from './refusal.js'

const rowLimit = 500

// The SQL goes back in a header, and Node's HTTP client takes 16 KiB of headers in all.
const longestEncoded = 4_000

/**
 * Whether this request may bring SQL: the variable is set, and the browser was told to go to this very machine. The
 * name in the URL is the Host header, so another site's name that was made to resolve to 127.0.0.1 does not pass.
 */
export function mayWriteSql(request: Request, environment: Environment): boolean {
  if (environment.FREE_SQL !== 'loopback') return false
  const { hostname, origin } = new URL(request.url)
  if (!['localhost', '127.0.0.1', '[::1]'].includes(hostname)) return false
  // Pages of other sites can make a browser send, though not read; theirs is another origin.
  const from = request.headers.get('origin')
  return from === null || from === origin
}

/**
 * The visitor's SQL as a query that cannot write and gives at most 500 rows.
 *
 * Postgres: the session is read-only (`openDatabase`), the extended protocol takes one statement only, and inside of
 * a subquery even a `with` may not change data. A session setting cannot be taken back from within a query.
 *
 * PlanetScale: the session is one of a replica, and takes one statement only.
 *
 * D1 and Durable Objects have no read-only sessions, and run all statements of a text. So there must not be a second one: telling a
 * semicolon in a string from one between statements takes SQLite's own tokenizer, hence none is allowed at all. Then
 * the text is one statement that begins with our `select`, and by SQLite's grammar a select cannot write.
 *
 * A NUL would end the text early for SQLite, before our limit. A comment at the end stops at our line break.
 */
export function limitedQuery(text: string): Fragment {
  const statement = text.trim().replace(/;$/, '')
  if (!/^(?:select|with|values)\b/i.test(statement)) {
    throw new Refusal(400, 'sql_refused', 'Only a query can run here: it must begin with select, with or values.')
  }
  if (statement.includes(';')) {
    throw new Refusal(400, 'sql_refused', 'Only one statement can run here, and no semicolon may stand in it.')
  }
  if (statement.includes('\0')) throw new Refusal(400, 'sql_refused', 'There is a NUL character in the SQL.')
  if (encodeURIComponent(statement.toWellFormed()).length > longestEncoded) {
    throw new Refusal(400, 'sql_refused', 'The SQL is too long for this page.')
  }
  return sql`select * from (\n${sql.raw(statement)}\n) as visitor limit ${sql.raw(String(rowLimit))}`
}
