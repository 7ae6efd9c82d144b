import { inheritNothing } from '../options.js'
import { NeonDbError } from './neon-error.js'
import type { ConnectionParameters } from './neon-options.js'

const parts = ['user', 'username', 'password', 'host', 'hostname', 'port', 'database'] as const
const memberOfUrl = { user: 'username', host: 'hostname', database: 'pathname' } as const

/** The connection string with all parameters in it, and what it says. */
export interface Connection {
  readonly text: string
  readonly url: URL
}

/** The parameters of several, the last first; a connection string takes the place of all before it. */
export function mergeParameters(...all: (ConnectionParameters | undefined)[]): ConnectionParameters {
  let merged: ConnectionParameters = inheritNothing({})
  for (const next of all)
    if (next) merged = inheritNothing(next.connectionString === undefined ? { ...merged, ...next } : next)
  return merged
}

/**
 * Resolves the parameters, calling the functions among them, and puts them into the connection string.
 *
 * @throws {NeonDbError} when they are not right; never quotes them
 */
export async function resolveConnection(text: unknown, parameters: ConnectionParameters): Promise<Connection> {
  const given: unknown = parameters.connectionString ?? text ?? 'postgresql://-'
  const base: unknown = typeof given === 'function' ? await given() : given
  if (typeof base !== 'string') {
    throw new NeonDbError('Connection string must be a string or a function resolving to one')
  }
  if (parameters.user !== undefined && parameters.username !== undefined) {
    throw new NeonDbError('Please specify one only of user and username')
  }
  if (parameters.host !== undefined && parameters.hostname !== undefined) {
    throw new NeonDbError('Please specify one only of host and hostname')
  }
  const { protocol, url } = parseConnectionString(base)
  await Promise.all(
    parts.map(async (name) => {
      const given: unknown = parameters[name]
      const value: unknown = typeof given === 'function' ? await given() : given
      if (value === undefined) return
      if (typeof value !== 'string' && !(name === 'port' && typeof value === 'number')) {
        const orNumber = name === 'port' ? ' or a number' : ''
        throw new NeonDbError(
          `Connection parameter "${name}" must be a string${orNumber} or a function resolving to one`,
        )
      }
      url[memberOfUrl[name as keyof typeof memberOfUrl] ?? name] = String(value)
    }),
  )
  const { username, hostname, pathname } = url
  if (!/^postgres(ql)?:$/.test(protocol) || !username || hostname === '-' || !hostname || pathname.length < 2) {
    throw new NeonDbError('Wrong URL scheme or missing user, host or database in connection parameters')
  }
  return { text: `postgresql:${url.href.slice(url.protocol.length)}`, url }
}

/**
 * The connection string as a URL of a scheme that browsers know, or its parts could not be set
 * (https://url.spec.whatwg.org/#special-scheme), and its own scheme.
 *
 * @throws {NeonDbError} when it is no URL; never quotes it
 */
export function parseConnectionString(text: string): { protocol: string; url: URL } {
  try {
    const { protocol } = new URL(text)
    return { protocol, url: new URL(`http:${text.slice(protocol.length)}`) }
  } catch {
    throw new NeonDbError('Database connection string provided to neon() is not a valid URL')
  }
}
