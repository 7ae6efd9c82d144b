import type { Completion } from './connection.js'
import { mentionsUserVariable } from './commands.js'
import { quoteName } from './names.js'
import type { VitessSession } from './session.js'

/**
 * Variables that a session does not carry on: results stay UTF-8, changes stay reported, and the rest is known from
 * elsewhere.
 */
const ignored = /^(?:character_set_|collation_connection$|session_track_|autocommit$|last_insert_id$|identity$)/

/** A value that the server reported, as a literal; undefined for one that is not plain in every sql_mode. */
function literal(value: string): string | undefined {
  if (/^-?\d+(?:\.\d+)?$/.test(value)) return value
  return /^[\w .,:+\-/@*%=()]*$/.test(value) ? `'${value}'` : undefined
}

/** What `SET` changed, without what is ignored. */
function carried(completion: Completion): [string, string][] {
  return Object.entries(completion.systemVariables).filter(([name]) => !ignored.test(name))
}

/** True when all that a statement changed in its session can be set again on another connection. */
export function isReplayable(sql: string, completion: Completion): boolean {
  if (!completion.stateChanged) return true
  const { schema, systemVariables } = completion
  if (schema === undefined && Object.keys(systemVariables).length === 0) return false
  return !mentionsUserVariable(sql) && carried(completion).every(([, value]) => literal(value) !== undefined)
}

/** The session after a statement: what it set is carried by it. */
export function afterCompletion(session: VitessSession, completion: Completion): VitessSession {
  const { schema, insertId, autocommit, systemVariables } = completion
  const lastInsertId = systemVariables.last_insert_id ?? (insertId === '0' ? session.lastInsertId : insertId)
  const variables = { ...session.systemVariables, ...Object.fromEntries(carried(completion)) }
  return {
    ...session,
    autocommit,
    targetString: schema ?? session.targetString,
    lastInsertId,
    systemVariables: Object.keys(variables).length === 0 ? undefined : variables,
  }
}

/** The keyspace and the rights of a session's target. */
function readTarget(session: VitessSession): { keyspace: string; readOnly: boolean } {
  const [keyspace = '', type = ''] = (session.targetString ?? '').split('@')
  return { keyspace, readOnly: type === 'replica' || type === 'rdonly' }
}

/** The database that statements of a session run in; empty for that of the gateway's URL. */
export function keyspaceOf(session: VitessSession): string {
  return readTarget(session).keyspace
}

/** The statements that make a fresh connection one of this session. */
export function* replay(session: VitessSession, schema: string): Generator<string> {
  const { keyspace, readOnly } = readTarget(session)
  if (keyspace !== '' && keyspace !== schema) yield `USE ${quoteName(keyspace)}`
  const settings = Object.entries(session.systemVariables ?? {}).map(
    ([name, value]) => `SESSION ${quoteName(name)} = ${literal(value) ?? 'DEFAULT'}`,
  )
  if (session.lastInsertId !== undefined) settings.push(`SESSION last_insert_id = ${BigInt(session.lastInsertId)}`)
  if (settings.length > 0) yield `SET ${settings.join(', ')}`
  // A replica takes no writes.
  if (readOnly) yield 'SET SESSION TRANSACTION READ ONLY'
}
