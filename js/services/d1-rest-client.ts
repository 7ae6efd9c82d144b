import type { Core } from '../../bindings/instance.js'
import { serviceD1Rest, settingAuthToken, settingUrl } from '../../bindings/layout.js'
import { byteDatabase } from '../byte-database.js'
import type { ByteDatabase } from '../database.js'
import { DatabaseError } from '../errors.js'
import { inheritNothing, isText, type OptionCheck, type QueryOptions, readOptions } from '../options.js'
import { settingsOf } from '../record.js'
import { fetchOf, httpChecks, type HttpOptions, recordEndpoint } from './http-options.js'

/** Where a D1 database is, and options of a client for it by the REST API. */
export interface D1RestOptions extends HttpOptions {
  /** Id of the Cloudflare account. */
  readonly accountId: string
  /** Id of the database, a UUID. */
  readonly databaseId: string
  /** A token that may read D1, and write where that is asked: https://developers.cloudflare.com/fundamentals/api/get-started/create-token/ */
  readonly apiToken: string
  /** URL that stands for `https://api.cloudflare.com/client/v4`, of a gateway for example. */
  readonly endpoint?: string | undefined
}

/** D1 by its REST API. */
export type D1RestDatabase = ByteDatabase<QueryOptions, 'sqlite'>

const service = 'd1'

const checks: Record<string, OptionCheck> = {
  ...httpChecks,
  accountId: isText,
  databaseId: isText,
  apiToken: isText,
}

/**
 * A client whose queries run in this core.
 *
 * @throws {DatabaseError} `option`
 */
export function d1RestClient(core: Core, options: D1RestOptions): D1RestDatabase {
  const {
    accountId,
    databaseId,
    apiToken,
    endpoint,
    fetch: send,
    insecure,
    ...client
  } = readOptions(options, checks, service)
  for (const [name, value] of Object.entries({ accountId, databaseId, apiToken })) {
    if (value === undefined) throw new DatabaseError('option', `the option ${name} must be given`, { service })
  }
  const prefix = settingsOf(service, (writer) => {
    writer.setText(settingUrl, `${accountId}/${databaseId}`)
    writer.setText(settingAuthToken, apiToken)
    recordEndpoint(writer, endpoint, insecure)
  })
  const config = {
    name: service,
    dialect: 'sqlite' as const,
    number: serviceD1Rest,
    core,
    fetch: fetchOf(send),
    prefix,
    batchChecks: {},
  }
  return byteDatabase(config, inheritNothing(client))
}
