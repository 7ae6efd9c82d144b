import type { Core } from '../../bindings/instance.js'
import { DatabaseError } from '../errors.js'
import { type NeonDatabase, type NeonOptions, neonClient } from './neon-client.js'

/** Options of a client for a service that speaks Neon's protocol and takes a password alone. */
export interface ProviderOptions extends Omit<NeonOptions, 'provider' | 'authToken'> {}

/**
 * A client for such a service.
 *
 * @throws {DatabaseError} `connection_string` when it is no text, `option`
 */
export function providerClient(
  core: Core,
  connectionString: string,
  options: ProviderOptions | undefined,
  service: string,
  provider: 'xata' | 'planetscale',
): NeonDatabase {
  for (const name of ['provider', 'authToken']) {
    if (Object.hasOwn(options ?? {}, name)) {
      throw new DatabaseError('option', `there is no option ${name}`, { service })
    }
  }
  return neonClient(core, connectionString, options, service, provider)
}
