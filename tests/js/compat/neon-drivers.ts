// The official driver and tcpless/compat/neon, for the same calls through both.
import * as official from '@neondatabase/serverless'
import * as ours from '../../../js/compat/neon.js'

/** What both export. */
export type Driver = Pick<
  typeof ours,
  | 'neon'
  | 'neonConfig'
  | 'NeonDbError'
  | 'parseIntoClientConfig'
  | 'NeonQueryPromise'
  | 'Pool'
  | 'SqlTemplate'
  | 'types'
  | 'UnsafeRawSql'
>

/** Both, the official one first. */
export const drivers = { official: official as unknown as Driver, ours: ours as Driver }

// The official driver knows no endpoint on this machine.
official.neonConfig.fetchEndpoint = (host, port) => `http://${host}:${port}/sql`

/** How a call ended, in a form that can be compared. */
export type Outcome = { readonly value: unknown } | { readonly error: Record<string, unknown> }

/** Makes the call with one driver. */
export async function outcomeOf(call: () => unknown): Promise<Outcome> {
  try {
    return { value: plain(await call()) }
  } catch (thrown) {
    const { name, message } = thrown as Error
    return { error: { ...(plain(thrown) as object), name, message } }
  }
}

/** Makes the call with both drivers. */
export async function outcomesOf(call: (driver: Driver) => unknown): Promise<{ official: Outcome; ours: Outcome }> {
  return {
    official: await outcomeOf(() => call(drivers.official)),
    ours: await outcomeOf(() => call(drivers.ours)),
  }
}

// Two differences that docs/compat-neon.md names are left out here, as they would stand in every case: bytes are a
// Buffer there, and a full result there has two members of its own parsers.
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return new Uint8Array(value)
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null || value instanceof Date) return value
  const members = Object.entries(value).filter(([name]) => name !== '_parsers' && name !== '_types')
  return Object.fromEntries(members.map(([name, member]) => [name, plain(member)]))
}
