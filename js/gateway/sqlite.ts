import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { isBuiltin } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { Cancelled, GatewayError } from './engine.js'
import type {
  FromSqlite,
  SqliteFailure,
  SqliteOutcome,
  SqliteRules,
  SqliteRun,
  SqliteStart,
} from './sqlite-messages.js'

/** How a SQLite database is served. Times in milliseconds. */
export interface SqliteOptions {
  /** A file, made if missing, or `:memory:`. */
  readonly file: string
  readonly rules: SqliteRules
  /** A request that takes longer is ended. */
  readonly timeout: number
  /** Requests that may wait for those before them. */
  readonly queueLimit: number
}

/** A run failed, and nothing of it was applied. */
export class SqliteFailed extends Error {
  override readonly name = 'SqliteFailed'
  readonly failure: SqliteFailure
  constructor(failure: SqliteFailure) {
    super(failure.kind)
    this.failure = failure
  }
}

/** A run was not carried out: it took longer than it may, too many wait, or the process that has the file ended. */
export class SqliteUnavailable extends Error {
  override readonly name = 'SqliteUnavailable'
  readonly reason: 'timeout' | 'queue' | 'ended'
  constructor(reason: 'timeout' | 'queue' | 'ended') {
    super(reason)
    this.reason = reason
  }
}

/** Where statements can return arrays: https://nodejs.org/docs/latest-v22.x/api/sqlite.html */
const oldestNode = [22, 16] as const

/** How long the process may take to close the file. */
const closeTimeout = 2_000

/** Beside this file, and compiled or not like it. */
const processFile = new URL(
  import.meta.url.endsWith('.ts') ? './sqlite-process.ts' : './sqlite-process.js',
  import.meta.url,
)

/** A SQLite database in a process of its own. Requests use it in turn, each as one transaction. */
export class Sqlite {
  /** For people: `SQLite 3.53.4 at /home/me/app.db`. */
  readonly description: string
  readonly #options: SqliteOptions
  readonly #start: SqliteStart
  readonly #folder: string | undefined
  #child: ChildProcess | undefined
  #turn: Promise<unknown> = Promise.resolve()
  #waiting = 0
  readonly #killChild = (): void => {
    this.#child?.kill('SIGKILL')
  }

  private constructor(
    options: SqliteOptions,
    start: SqliteStart,
    folder: string | undefined,
    child: ChildProcess,
    version: string,
  ) {
    this.#options = options
    this.#start = start
    this.#folder = folder
    this.#child = child
    this.description = `SQLite ${version} ${folder === undefined ? `at ${start.file}` : 'in memory'}`
    process.once('exit', this.#killChild)
  }

  /** Opens a database. Throws a `GatewayError` when it cannot. */
  static async open(options: SqliteOptions): Promise<Sqlite> {
    const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
    const isOld = major < oldestNode[0] || (major === oldestNode[0] && minor < oldestNode[1])
    if (isOld || !isBuiltin('node:sqlite')) {
      throw new GatewayError(`--sqlite needs node:sqlite of Node.js ${oldestNode.join('.')} or newer`)
    }
    // A file too, because the process that has it may have to be ended and started again.
    const folder = options.file === ':memory:' ? await mkdtemp(join(tmpdir(), 'tcpless-sqlite-')) : undefined
    const file = folder === undefined ? resolve(options.file) : join(folder, 'memory.db')
    const unusable = (reason: string): GatewayError =>
      new GatewayError(`cannot use ${options.file} as a SQLite database: ${reason}`)
    // SQLite makes the file and no folder, and says the same of many faults.
    if (!existsSync(dirname(file))) throw unusable(`there is no folder ${dirname(file)}`)
    const start = { file, temporary: folder !== undefined, rules: options.rules }
    const { child, answer } = await spawn(start)
    if (answer.kind === 'ready') return new Sqlite(options, start, folder, child, answer.version)
    child.kill('SIGKILL')
    if (folder !== undefined) await rm(folder, { recursive: true, force: true })
    const reason = answer.kind === 'failed' && 'message' in answer.failure ? answer.failure.message : 'no answer'
    throw unusable(reason)
  }

  /**
   * Runs texts as one transaction, when those before it are done. Rejects with `SqliteFailed`, `Cancelled` or
   * `SqliteUnavailable`.
   */
  run(run: SqliteRun, signal: AbortSignal): Promise<readonly SqliteOutcome[]> {
    if (this.#waiting >= this.#options.queueLimit) return Promise.reject(new SqliteUnavailable('queue'))
    this.#waiting += 1
    const result = this.#turn.then(() => this.#run(run, signal))
    this.#turn = result
      .catch(() => {})
      .finally(() => {
        this.#waiting -= 1
      })
    return result
  }

  async close(): Promise<void> {
    process.off('exit', this.#killChild)
    const child = this.#child
    this.#child = undefined
    if (child !== undefined && child.exitCode === null && child.signalCode === null) {
      const ended = once(child, 'exit')
      child.disconnect()
      await Promise.race([ended, delay(closeTimeout, undefined, { ref: false })])
      child.kill('SIGKILL')
      await ended
    }
    if (this.#folder !== undefined) await rm(this.#folder, { recursive: true, force: true })
  }

  async #run(run: SqliteRun, signal: AbortSignal): Promise<readonly SqliteOutcome[]> {
    if (signal.aborted) throw new Cancelled()
    const child = await this.#running()
    const timeout = AbortSignal.timeout(this.#options.timeout)
    const answer = await ask(child, run, AbortSignal.any([signal, timeout]))
    if (answer === undefined) {
      this.#child = undefined
      child.kill('SIGKILL')
      // The file is not free before the process has ended.
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
      if (signal.aborted) throw new Cancelled()
      throw new SqliteUnavailable(timeout.aborted ? 'timeout' : 'ended')
    }
    if (answer.kind === 'failed') throw new SqliteFailed(answer.failure)
    return answer.kind === 'done' ? answer.outcomes : []
  }

  async #running(): Promise<ChildProcess> {
    if (this.#child?.connected) return this.#child
    const { child, answer } = await spawn(this.#start)
    if (answer.kind === 'ready') {
      this.#child = child
      return child
    }
    child.kill('SIGKILL')
    throw new SqliteUnavailable('ended')
  }
}

/** Starts the process and waits for its first answer. */
async function spawn(start: SqliteStart): Promise<{ child: ChildProcess; answer: FromSqlite }> {
  const child = fork(processFile, [], {
    serialization: 'advanced',
    // node:sqlite says on standard error that it is experimental, until it is not.
    execArgv: ['--disable-warning=ExperimentalWarning'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const answer = await ask(child, start, AbortSignal.timeout(closeTimeout * 10))
  return { child, answer: answer ?? { kind: 'failed', failure: { kind: 'unexpected', message: 'no answer' } } }
}

/** Sends a message and waits for the answer; undefined when the process ends or `signal` aborts first. */
function ask(
  child: ChildProcess,
  message: SqliteStart | SqliteRun,
  signal: AbortSignal,
): Promise<FromSqlite | undefined> {
  return new Promise((resolve) => {
    const finish = (answer?: FromSqlite): void => {
      child.off('message', received)
      child.off('exit', ended)
      child.off('error', ended)
      signal.removeEventListener('abort', ended)
      resolve(answer)
    }
    const received = (answer: unknown): void => finish(answer as FromSqlite)
    const ended = (): void => finish()
    child.on('message', received)
    child.on('exit', ended)
    child.on('error', ended)
    signal.addEventListener('abort', ended)
    child.send(message, (error) => {
      if (error !== null) ended()
    })
  })
}
