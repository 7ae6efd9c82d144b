import { isRollback, leavesUnseenState, readCommand } from './commands.js'
import type { Completion, MysqlConnection, StatementSink } from './connection.js'
import { StatementFailed } from './errors.js'
import { quoteName } from './names.js'
import type { Pin } from './pins.js'
import type { MysqlServer } from './server.js'
import type { VitessSession } from './session.js'
import { afterCompletion, isReplayable, keyspaceOf, replay } from './settings.js'

/** How a statement ended, and its session after it. */
export interface Outcome {
  readonly session: VitessSession
  /** Undefined when the statement returned rows or failed. */
  readonly completion?: Completion | undefined
  readonly error?: unknown
}

/** The session without the connection it had. */
function released(session: VitessSession): VitessSession {
  return { ...session, inTransaction: undefined, inReservedConn: undefined, shardSessions: undefined }
}

/** Lends the connection of the session, or one from the pool that is made like it. */
async function connectionFor(
  server: MysqlServer,
  session: VitessSession,
  pin: Pin | undefined,
  signal: AbortSignal,
): Promise<MysqlConnection> {
  if (pin !== undefined) return pin.connection
  const connection = await server.acquire(signal)
  try {
    for (const statement of replay(session, connection.schema)) await connection.run(statement)
    return connection
  } catch (error) {
    void server.giveBack(connection)
    throw error
  }
}

/** Text comes as UTF-8 whatever a client sets. */
async function keepCharset(connection: MysqlConnection, completion: Completion): Promise<void> {
  const { systemVariables } = completion
  const names = [systemVariables.character_set_client, systemVariables.character_set_results]
  if (names.some((name) => name !== undefined && name !== 'utf8mb4')) await connection.run('SET NAMES utf8mb4')
}

interface State {
  readonly inTransaction: boolean
  readonly reserved: boolean
}

/** Gives the connection back, or keeps it for the session; the session that says so. */
function settle(
  server: MysqlServer,
  session: VitessSession,
  connection: MysqlConnection,
  before: Pin | undefined,
  { inTransaction, reserved }: State,
): VitessSession {
  if (connection.broken || !(inTransaction || reserved)) {
    if (before !== undefined) server.pins.drop(before.id, `ended at ${new Date().toISOString()} (closed)`)
    void server.giveBack(connection)
    // Whoever had a transaction is to hear that it is gone, and not go on without one.
    return connection.broken && before?.inTransaction ? session : released(session)
  }
  const pin = server.pins.keep(connection, inTransaction, before)
  const target = { keyspace: connection.schema, shard: '-', tabletType: 'PRIMARY' } as const
  return {
    ...session,
    inTransaction: inTransaction || undefined,
    inReservedConn: reserved || undefined,
    shardSessions: [{ target, transactionId: pin.id }],
  }
}

async function runStatement(
  server: MysqlServer,
  session: VitessSession,
  sql: string,
  sink: StatementSink,
  signal: AbortSignal,
): Promise<Outcome> {
  const pinned = session.shardSessions?.[0]?.transactionId
  let before: Pin | undefined
  if (pinned !== undefined) {
    try {
      before = server.pins.take(pinned)
    } catch (error) {
      if (server.pins.has(pinned)) return { session, error }
      if (isRollback(sql)) return { session: released(session) }
      return { session: session.inTransaction ? session : released(session), error }
    }
  }
  let connection: MysqlConnection
  try {
    connection = await connectionFor(server, session, before, signal)
  } catch (error) {
    return { session, error }
  }
  let after = session
  let state: State = { inTransaction: before?.inTransaction ?? false, reserved: session.inReservedConn ?? false }
  const account = (completion: Completion): void => {
    after = afterCompletion(after, completion)
    const { inTransaction, autocommit } = completion
    const reserved = state.reserved || !autocommit || !isReplayable(sql, completion)
    state = { inTransaction, reserved }
  }
  try {
    const completion = await server.execute(connection, sql, sink, signal)
    if (completion !== undefined) {
      account(completion)
      await keepCharset(connection, completion)
    }
    if (leavesUnseenState(sql)) state = { ...state, reserved: true }
    return { session: settle(server, after, connection, before, state), completion }
  } catch (error) {
    // An error does not say whether it ended the transaction, as a deadlock does.
    if (before !== undefined && !connection.broken) {
      const status = await connection.run('DO 0').catch(() => undefined)
      if (status !== undefined && before.inTransaction && !status.inTransaction) {
        server.pins.drop(before.id, `ended at ${new Date().toISOString()} (rolled back)`)
        void server.giveBack(connection)
        return { session, error }
      }
    }
    return { session: settle(server, after, connection, before, state), error }
  }
}

/** Gives the connection back that waits for a session, with all that was set in it; why it cannot. */
function endReserved(server: MysqlServer, session: VitessSession): unknown {
  const pinned = session.shardSessions?.[0]?.transactionId
  if (pinned === undefined || !server.pins.has(pinned)) return undefined
  try {
    const pin = server.pins.take(pinned)
    server.pins.drop(pin.id, `ended at ${new Date().toISOString()} (closed)`)
    void server.giveBack(pin.connection)
    return undefined
  } catch (error) {
    return error
  }
}

/** Runs one statement in a session. Never rejects: an error is part of the outcome. */
export async function execute(
  server: MysqlServer,
  session: VitessSession,
  sql: string,
  sink: StatementSink,
  signal: AbortSignal,
): Promise<Outcome> {
  const command = readCommand(sql)
  if (command.kind === 'nothing') return { session }
  if (command.kind === 'statement') return runStatement(server, session, sql, sink, signal)
  if (session.inTransaction) {
    const message = "Can't execute the given command because you have an active transaction"
    return { session, error: new StatementFailed(message, 1192, 'HY000') }
  }
  const keyspace = command.keyspace || keyspaceOf(session) || server.database
  const error = endReserved(server, session)
  if (error !== undefined) return { session, error }
  if (keyspace === '') return { session: { ...released(session), targetString: command.name } }
  const outcome = await runStatement(server, released(session), `USE ${quoteName(keyspace)}`, sink, signal)
  if (outcome.error !== undefined) return outcome
  return { session: { ...outcome.session, targetString: command.name } }
}
