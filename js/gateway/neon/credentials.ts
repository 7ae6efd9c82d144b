import type { IncomingHttpHeaders } from 'node:http'
import { same } from '../secret.js'
import { startupSettings } from '../settings.js'
import { RequestRefused } from './errors.js'

/** What a client must present. */
export interface Account {
  readonly user: string
  readonly password: string
}

/** What an accepted connection string asks for. */
export interface Target {
  readonly database: string
  readonly settings: ReadonlyMap<string, string>
}

function decode(text: string, onError: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw new RequestRefused(onError)
  }
}

/** A header as visible ASCII, or undefined when it is missing. */
function header(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name]
  if (value === undefined) return undefined
  if (typeof value !== 'string' || !/^[\x20-\x7e\t]*$/.test(value)) {
    throw new RequestRefused(`invalid header: ${name}`)
  }
  return value
}

/**
 * Reads the connection string that every Neon request carries, and checks user and password. The host is not
 * looked at: at Neon it names the endpoint, here there is one. `Authorization: Bearer` is taken in place of
 * a password in the URL, as Neon does for tokens; the token is the gateway's password.
 *
 * The rules and messages are those of `get_conn_info` in Neon's proxy (proxy/src/serverless), except that
 * IP addresses are allowed as hosts. Throws `RequestRefused` with them, or `DatabaseFailure` for a setting.
 */
export function readCredentials(headers: IncomingHttpHeaders, account: Account): Target {
  const text = header(headers, 'neon-connection-string')
  if (text === undefined) throw new RequestRefused('invalid header: neon-connection-string')
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined) throw new RequestRefused('invalid connection string')
  if (url.protocol !== 'postgres:' && url.protocol !== 'postgresql:') throw new RequestRefused('incorrect scheme')
  const segment = url.pathname.split('/')[1] ?? ''
  const database = decode(segment, 'invalid database name')
  if (database === '') throw new RequestRefused('missing database name')
  if (database.includes('\0')) throw new RequestRefused('invalid database name')
  const user = decode(url.username, 'invalid username')
  if (user === '') throw new RequestRefused('missing username')
  if (url.hostname === '') throw new RequestRefused('missing hostname')

  const authorization = header(headers, 'authorization')
  let password: string
  if (authorization !== undefined) {
    if (url.password !== '') throw new RequestRefused('missing authentication credentials: required password')
    if (!authorization.startsWith('Bearer ')) {
      throw new RequestRefused('missing authentication credentials: required authorization bearer token in JWT format')
    }
    password = authorization.slice('Bearer '.length)
  } else {
    if (url.password === '') throw new RequestRefused('missing authentication credentials: required password')
    password = decode(url.password, 'invalid connection string')
  }
  // Both are compared always, so that a wrong user takes as long as a wrong password.
  const userMatches = same(user, account.user)
  const passwordMatches = same(password, account.password)
  if (!userMatches || !passwordMatches) {
    throw new RequestRefused(`password authentication failed for user '${user}'`)
  }
  return { database, settings: startupSettings(url.searchParams) }
}
