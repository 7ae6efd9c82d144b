import { startMariadb } from '../../../services/mariadb.js'
import type { D1Client } from '../../../../js/services/d1.js'
import { type D1RestDatabase, d1Rest } from '../../../../js/services/d1-rest.js'
import { type NeonDatabase, neon } from '../../../../js/services/neon.js'
import { type PlanetscaleDatabase, planetscale } from '../../../../js/services/planetscale.js'
import { startBinding } from '../../adapters/databases.js'
import { start } from '../../gateway/running.js'

/** A database of each dialect: PostgreSQL 15 and MariaDB 10.11 behind the gateway, D1 by the binding of workerd. */
export interface Engines {
  readonly postgres: NeonDatabase
  readonly mysql: PlanetscaleDatabase
  readonly sqlite: D1Client
  /** D1 by the REST API of the gateway, another database than that of the binding. */
  readonly rest: D1RestDatabase
  /** Where the first two are. */
  readonly urls: { readonly postgres: string; readonly mysql: string }
  stop(): Promise<void>
}

/** Starts one of each. */
export async function startEngines(): Promise<Engines> {
  const mariadb = await startMariadb()
  const { gateway, stop } = await start('PostgreSQL', { mysql: mariadb.url, sqlite: ':memory:' })
  const d1 = await startBinding()
  const urls = { postgres: gateway.url, mysql: gateway.planetscale?.url ?? '' }
  return {
    postgres: neon(urls.postgres),
    mysql: planetscale(urls.mysql),
    sqlite: d1.database,
    rest: d1Rest(gateway.d1 as NonNullable<typeof gateway.d1>),
    urls,
    async stop() {
      await d1.stop()
      await stop()
      await mariadb.stop()
    },
  }
}
