import type { Core } from '../../bindings/instance.js'
import {
  limitContextBytes,
  serviceNeon,
  settingAuthToken,
  settingEndpoint,
  settingHeldRowsBytes,
  settingInsecure,
  settingUrl,
} from '../../bindings/layout.js'
import type { RecordPrefix, RecordWriter } from '../../bindings/record.js'
import { byteDatabase } from '../byte-database.js'
import { safeCause } from '../cause.js'
import type { Database } from '../database.js'
import { DatabaseError } from '../errors.js'
import {
  type ClientOptions,
  clientChecks,
  inheritNothing,
  isBoolean,
  isFunction,
  isText,
  type OptionCheck,
  readOptions,
} from '../options.js'
import { withWriter } from '../record.js'

/** Options of a client for Neon. */
export interface NeonOptions extends ClientOptions {
  /** URL of the SQL endpoint, instead of the one the host of the connection string leads to. */
  readonly endpoint?: string
  /** A bearer token (Neon Authorize) in place of the password, or what gives it for each query. */
  readonly authToken?: string | (() => string | Promise<string>)
  /** Sends with this instead of the host's fetch. */
  readonly fetch?: typeof fetch
  /** Allows `http:` to hosts other than this machine. Credentials can then be read on the way. */
  readonly insecure?: boolean
  /** Bytes of raw rows kept when an answer names its columns after its rows. Default 8 MiB. */
  readonly maxBuffered?: number
}

const service = 'neon'

const checks: Record<string, OptionCheck> = {
  ...clientChecks,
  endpoint: isText,
  authToken: (value) => (typeof value === 'function' ? undefined : isText(value) && 'must be a string or a function'),
  fetch: isFunction,
  insecure: isBoolean,
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
export function neonClient(core: Core, connectionString: string, options?: NeonOptions): Database {
  if (typeof connectionString !== 'string' || connectionString === '') {
    throw new DatabaseError('connection_string', 'the connection string must be a string that is not empty', {
      service,
    })
  }
  const { endpoint, authToken, fetch: send, insecure, maxBuffered, ...client } = readOptions(options, checks, service)
  const prefix: RecordPrefix = withWriter(undefined, (writer) => {
    writer.setText(settingUrl, connectionString)
    if (endpoint !== undefined) writer.setText(settingEndpoint, endpoint)
    if (insecure) writer.setNumber(settingInsecure, 1)
    if (maxBuffered !== undefined) writer.setNumber(settingHeldRowsBytes, maxBuffered)
    if (typeof authToken === 'string') writer.setText(settingAuthToken, authToken)
    return writer.prefix()
  })
  const config = {
    name: service,
    number: serviceNeon,
    core,
    fetch: send ?? ((...request: Parameters<typeof fetch>) => globalThis.fetch(...request)),
    prefix,
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
