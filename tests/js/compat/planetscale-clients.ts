import * as official from '@planetscale/database'
import * as ours from '../../../js/compat/planetscale.js'

/** The official client, and ours under its types: what compiles for one compiles for the other. */
export const clients = { official, ours: ours as unknown as Client }
export type Client = typeof official

/** What a call gives, or throws, in a form that can be compared. */
export async function outcome(call: () => Promise<unknown>): Promise<unknown> {
  try {
    return { value: await call() }
  } catch (thrown) {
    const { name, message, status, body } = thrown as Error & { status?: number; body?: unknown }
    return { name, message, status, body }
  }
}
