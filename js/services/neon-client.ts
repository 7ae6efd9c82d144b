import type { Core } from '../../bindings/instance.js'
import {
  isolationLevels,
  limitContextBytes,
  providers,
  serviceNeon,
  settingAuthToken,
  settingDeferrable,
  settingHeldRowsBytes,
  settingIsolationLevel,
  settingProvider,
  settingUrl,
} from '../../bindings/layout.js'
import type { RecordWriter } from '../../bindings/record.js'
import { byteDatabase } from '../byte-database.js'
import { safeCause } from '../cause.js'
import type { ByteDatabase } from '../database.js'
import { DatabaseError } from '../errors.js'
import {
  inheritNothing,
  isBoolean,
  isText,
  must,
  type OptionCheck,
  type QueryOptions,
  readOptions,
} from '../options.js'
import { settingsOf } from '../record.js'
import { fetchOf, httpChecks, type HttpOptions, recordEndpoint } from './http-options.js'

/** Options of a client for Neon. */
export interface NeonOptions extends HttpOptions {
  /** A bearer token (Neon Authorize) in place of the password, or what gives it for each query. */
  readonly authToken?: string | (() => string | Promise<string>)
  /** Who serves the protocol: what they have and where their endpoint is differs. Default: as the host tells. */
  readonly provider?: 'neon' | 'xata' | 'planetscale'
  /** Bytes of raw rows kept when an answer names its columns after its rows. Default 8 MiB. */
  readonly maxBuffered?: number
}

/** What can be said of a batch, which is one transaction. `readOnly` also makes the transaction one that cannot write. */
export interface NeonBatchOptions extends QueryOptions {
  /** How much it sees of others. Default: what the database is set to. */
  readonly isolationLevel?: Exclude<(typeof isolationLevels)[number], ''> | undefined
  /** With `Serializable` and `readOnly`: waits until it can run without ever failing to be serialized. */
  readonly deferrable?: boolean | undefined
}

/** A database that is reached by Neon's SQL over HTTP. */
export type NeonDatabase = ByteDatabase<NeonBatchOptions, 'postgres'>

const batchChecks: Record<string, OptionCheck> = {
  isolationLevel: must(
    (value) => isolationLevels.indexOf(value as '') > 0,
    `one of ${isolationLevels.slice(1).join(', ')}`,
  ),
  deferrable: isBoolean,
}

function recordBatch(writer: RecordWriter, { isolationLevel, deferrable }: NeonBatchOptions): void {
  if (isolationLevel) writer.setNumber(settingIsolationLevel, isolationLevels.indexOf(isolationLevel))
  if (deferrable) writer.setNumber(settingDeferrable, 1)
}

const checks: Record<string, OptionCheck> = {
  ...httpChecks,
  authToken: (value) => (typeof value === 'function' ? undefined : isText(value) && 'must be a string or a function'),
  provider: must((value) => providers.indexOf(value as 'neon') > 0, `one of ${providers.slice(1).join(', ')}`),
  maxBuffered: (value) =>
    Number.isInteger(value) && (value as number) > 0 && (value as number) <= limitContextBytes / 2
      ? undefined
      : `must be an integer up to ${limitContextBytes / 2}`,
}

/**
 * A client whose queries run in this core.
 *
 * @throws {DatabaseError} `connection_string` when it is no text, `option`
 */
export function neonClient(
  core: Core,
  connectionString: string,
  options?: NeonOptions,
  service = 'neon',
  fixedProvider?: 'xata' | 'planetscale',
): NeonDatabase {
  if (typeof connectionString !== 'string' || connectionString === '') {
    throw new DatabaseError('connection_string', 'the connection string must be a string that is not empty', {
      service,
    })
  }
  const {
    endpoint,
    authToken,
    fetch: send,
    insecure,
    maxBuffered,
    provider = fixedProvider,
    ...client
  } = readOptions(options, checks, service)
  const prefix = settingsOf(service, (writer) => {
    writer.setText(settingUrl, connectionString, 'connection_string')
    recordEndpoint(writer, endpoint, insecure)
    if (provider) writer.setNumber(settingProvider, providers.indexOf(provider))
    if (maxBuffered !== undefined) writer.setNumber(settingHeldRowsBytes, maxBuffered)
    if (typeof authToken === 'string') writer.setText(settingAuthToken, authToken)
  })
  const config = {
    name: service,
    dialect: 'postgres' as const,
    number: serviceNeon,
    core,
    fetch: fetchOf(send),
    prefix,
    batchChecks,
    recordBatch,
    settings: typeof authToken === 'function' ? () => tokenSetting(authToken) : undefined,
  }
  return byteDatabase(config, inheritNothing(client))
}

async function tokenSetting(getToken: () => string | Promise<string>): Promise<(writer: RecordWriter) => void> {
  let token: string
  try {
    token = await getToken()
  } catch (thrown) {
    throw new DatabaseError('authentication', 'the function authToken failed', { cause: safeCause(thrown, []) })
  }
  if (typeof token !== 'string' || token === '') {
    throw new DatabaseError('authentication', 'the function authToken gave no token')
  }
  return (writer) => writer.setText(settingAuthToken, token)
}
