import { createHmac, randomUUID } from 'node:crypto'
import { same } from '../secret.js'
import { VitessRefused } from './errors.js'

/** Where a statement goes, as the session says it. Each tablet here is the one server. */
interface ShardSession {
  readonly target: { readonly keyspace: string; readonly shard: '-'; readonly tabletType: 'PRIMARY' }
  /** The connection that waits for this session. */
  readonly transactionId: string
}

/**
 * What a session remembers, in the names of `vtgate.Session` in Vitess's proto/vtgate.proto. It travels with the
 * client, so the gateway keeps nothing for a session that has no connection to itself.
 */
export interface VitessSession {
  readonly autocommit: boolean
  readonly inTransaction?: true | undefined
  readonly inReservedConn?: true | undefined
  readonly shardSessions?: readonly ShardSession[] | undefined
  /** `keyspace@tablet type`, after USE. */
  readonly targetString?: string | undefined
  readonly options: { readonly includedFields: 'ALL'; readonly clientFoundRows: true }
  /** The last LAST_INSERT_ID(), in decimal digits. */
  readonly lastInsertId?: string | undefined
  /** Variables of the server that SET gave a value, as the server reports it. */
  readonly systemVariables?: Readonly<Record<string, string>> | undefined
  readonly DDLStrategy: 'direct'
  readonly SessionUUID: string
  readonly enableSystemSettings: true
}

/** A session as it travels. */
export interface SignedSession {
  readonly signature: string
  readonly vitessSession: VitessSession
}

/** A session that nothing has happened in. */
export function newSession(): VitessSession {
  return {
    autocommit: true,
    options: { includedFields: 'ALL', clientFoundRows: true },
    DDLStrategy: 'direct',
    SessionUUID: randomUUID(),
    enableSystemSettings: true,
  }
}

/** The same text for the same value, in whatever order a client writes the members. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? ''
  const members = Object.entries(value).filter(([, member]) => member !== undefined)
  members.sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join(',')}}`
}

/** Signs sessions, and knows its own again: the password is the key, so a gateway knows those of one before it. */
export class SessionSigner {
  readonly #password: string

  constructor(password: string) {
    this.#password = password
  }

  sign(session: VitessSession): SignedSession {
    return { signature: this.#signature(session), vitessSession: session }
  }

  /** The session of a request; a new one for none. Throws `VitessRefused` for one that was not signed here. */
  read(value: unknown): VitessSession {
    if (value === undefined || value === null) return newSession()
    const { signature, vitessSession } = value as { signature?: unknown; vitessSession?: unknown }
    if (typeof vitessSession !== 'object' || vitessSession === null || typeof signature !== 'string') {
      throw new VitessRefused('session is not one of this server', 'INVALID_ARGUMENT')
    }
    if (!same(signature, this.#signature(vitessSession))) {
      throw new VitessRefused('session has a wrong signature', 'INVALID_ARGUMENT')
    }
    return vitessSession as VitessSession
  }

  #signature(session: object): string {
    return createHmac('sha256', `session:${this.#password}`).update(canonical(session), 'utf8').digest('base64')
  }
}
