import type { Core } from '../../bindings/instance.js'
import {
  operationConfigure,
  servicePlanetscale,
  settingBoost,
  settingReplica,
  settingSession,
  settingUrl,
} from '../../bindings/layout.js'
import { byteDatabase } from '../byte-database.js'
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
import { settingsOf, type withWriter } from '../record.js'
import { RetryBudget } from '../retry.js'
import { fetchOf, httpChecks, type HttpOptions, recordEndpoint } from './http-options.js'
import { type OpenSession, Session, type SessionDatabase, transact, type Transaction } from '../transaction.js'

/** Options of a client for PlanetScale. */
export interface PlanetscaleOptions extends HttpOptions {
  /** URL that stands for `https://HOST/psdb.v1alpha1.Database/Execute`. */
  readonly endpoint?: string | undefined
  /** Queries that PlanetScale Boost caches come from its cache. Costs one more request, once. */
  readonly boost?: boolean | undefined
  /** A replica answers, which may be behind, and cannot write. Costs one more request, once. */
  readonly replica?: boolean | undefined
}

/** Where a PlanetScale database is, with options of a client for it. */
export interface PlanetscaleTarget extends PlanetscaleOptions {
  /** `mysql://user:password@host`, or `https:`; in place of the other three. */
  readonly url?: string | undefined
  /** `aws.connect.psdb.cloud`, perhaps with a port. */
  readonly host?: string | undefined
  readonly username?: string | undefined
  readonly password?: string | undefined
}

/** PlanetScale for MySQL. */
export type PlanetscaleDatabase = SessionDatabase<'mysql'>

/** The database inside a transaction of PlanetScale. */
export type PlanetscaleTransaction = Transaction<'mysql'>

const service = 'planetscale'

const checks: Record<string, OptionCheck> = {
  ...httpChecks,
  url: isText,
  host: must((value) => typeof value === 'string' && /^[^/?#@\\\s]+$/.test(value), 'the name of a host'),
  username: isText,
  password: isText,
  boost: isBoolean,
  replica: isBoolean,
}

/**
 * A client whose queries run in this core.
 *
 * @throws {DatabaseError} `connection_string` when it is no text, `option`
 */
export function planetscaleClient(
  core: Core,
  target: string | PlanetscaleTarget,
  more?: PlanetscaleOptions,
): PlanetscaleDatabase {
  const given = typeof target === 'string' ? { ...more, url: target } : target
  const {
    url,
    host,
    username,
    password,
    endpoint,
    fetch: send,
    insecure,
    boost,
    replica,
    ...client
  } = readOptions<PlanetscaleTarget>(given, checks, service)
  const prefix = settingsOf(service, (writer) => {
    writer.setText(settingUrl, url ?? urlOf(host, username, password), 'connection_string')
    recordEndpoint(writer, endpoint, insecure)
  })
  const config = {
    name: service,
    dialect: 'mysql' as const,
    number: servicePlanetscale,
    core,
    fetch: fetchOf(send),
    prefix,
    budget: new RetryBudget(),
  }
  const asked = [...(boost ? [settingBoost] : []), ...(replica ? [settingReplica] : [])]

  // Text alone is kept: a promise of one request of a Worker cannot be awaited in another.
  let configured: string | undefined
  async function start(): Promise<string> {
    if (configured !== undefined) return configured
    const session = new Session('')
    for (const setting of asked) {
      const turn = () => session.turn(operationConfigure, (writer) => writer.setNumber(setting, 1))
      await byteDatabase({ ...config, operation: operationConfigure, turn }, inheritNothing(client)).query('')
    }
    configured = session.text
    return configured
  }

  const open: OpenSession<PlanetscaleTransaction> = (session, options, operation) =>
    byteDatabase(
      { ...config, ...(operation !== undefined && { operation }), turn: () => session.turn(operation) },
      options,
    )
  async function settings() {
    const text = await start()
    return (writer: Parameters<typeof withWriter>[1] extends (writer: infer Writer) => unknown ? Writer : never) =>
      writer.setText(settingSession, text)
  }
  const own: QueryOptions = inheritNothing(client)
  const database = byteDatabase({ ...config, ...(asked.length > 0 && { settings }) }, own)
  return Object.assign(database, {
    transaction: <T>(
      work: (transaction: PlanetscaleTransaction) => Promise<T> | T,
      options?: Parameters<PlanetscaleDatabase['transaction']>[1],
    ) => transact(open, start, own, service, work, options),
  })
}

function urlOf(host: string | undefined, username: string | undefined, password = ''): string {
  if (!host || !username) {
    throw new DatabaseError('option', 'it takes a URL, or the options host, username and password', { service })
  }
  return `mysql://${encodeURIComponent(username)}:${encodeURIComponent(password.toWellFormed())}@${host}`
}
