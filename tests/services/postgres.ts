/**
 * A throw-away PostgreSQL server for tests: its own cluster in a temporary folder, on a free loopback port,
 * with a random password, as user `nobody` when the tests run as root (PostgreSQL refuses root).
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { chownSync, openSync, closeSync, readFileSync, rmSync } from 'node:fs'
import { access, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import { execFile } from 'node:child_process'

/** A running cluster. The superuser is `postgres`, the database too. */
export interface TestPostgres {
  readonly host: '127.0.0.1'
  readonly port: number
  readonly user: 'postgres'
  readonly password: string
  readonly database: 'postgres'
  /** All of the above: postgres://postgres:PASSWORD@127.0.0.1:PORT/postgres */
  readonly url: string
  /** The server's process. */
  readonly pid: number
  /** What the server has logged so far (with `log_statement`, each statement). */
  log(): string
  /** Stops the server at once, by its process id, and removes the cluster. */
  stop(): Promise<void>
}

export interface TestPostgresOptions {
  /** More settings for the server, such as `{ log_statement: 'all' }`. */
  readonly settings?: Readonly<Record<string, string>>
}

const startTimeout = 30_000
const portAttempts = 5

/** Where `initdb` and `postgres` are, newest version last found wins; undefined when PostgreSQL is missing. */
async function binaryFolder(): Promise<string | undefined> {
  const candidates = []
  if (process.env.POSTGRES_BIN !== undefined) candidates.push(process.env.POSTGRES_BIN)
  // Debian's places, one folder per major version; 15 is the one the project tests with.
  const debian = '/usr/lib/postgresql'
  const versions = await readdir(debian).catch(() => [])
  const newestFirst = versions.sort((a, b) => Number(b) - Number(a))
  for (const version of ['15', ...newestFirst]) candidates.push(join(debian, version, 'bin'))
  try {
    candidates.push(execFileSync('pg_config', ['--bindir'], { encoding: 'utf8', stdio: 'pipe' }).trim())
  } catch {
    // No pg_config: the other places must do.
  }
  for (const folder of candidates) {
    const found = await access(join(folder, 'initdb')).then(
      () => true,
      () => false,
    )
    if (found) return folder
  }
  return undefined
}

/** Whom to run a server as: nobody when we are root, ourselves otherwise. */
export function account(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {}
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith('nobody:'))
  const [, , uid, gid] = line?.split(':') ?? []
  if (uid === undefined || gid === undefined) throw new Error('no user nobody to run a database server as')
  return { uid: Number(uid), gid: Number(gid) }
}

/** A loopback port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const probe = createServer()
  probe.listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  await once(probe, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

/** True once the server accepts connections, false if it ended instead. */
async function isReady(server: ChildProcess, dataFolder: string): Promise<boolean> {
  const deadline = Date.now() + startTimeout
  while (Date.now() < deadline) {
    if (server.exitCode !== null || server.signalCode !== null) return false
    // The eighth line of the server's pid file is its state (miscadmin.h, LOCK_FILE_LINE_PM_STATUS).
    const lines = await readFile(join(dataFolder, 'postmaster.pid'), 'utf8').catch(() => '')
    if (lines.split('\n')[7]?.trim() === 'ready') return true
    await delay(20)
  }
  return false
}

/**
 * Makes a cluster and starts it, in about a second. Throws an error that says what to install when
 * PostgreSQL is missing, or with the server's log when it does not start.
 */
export async function startPostgres(options: TestPostgresOptions = {}): Promise<TestPostgres> {
  const binaries = await binaryFolder()
  if (binaries === undefined) {
    throw new Error('PostgreSQL is missing: install it (Debian: apt-get install postgresql-15) or set POSTGRES_BIN')
  }
  const folder = await mkdtemp(join(tmpdir(), 'tcpless-postgres-'))
  const run = { ...account(), cwd: folder, env: { PATH: process.env.PATH ?? '', LC_ALL: 'C.UTF-8', TZ: 'UTC' } }
  if (run.uid !== undefined && run.gid !== undefined) chownSync(folder, run.uid, run.gid)
  const remove = (): void => rmSync(folder, { recursive: true, force: true })

  try {
    const password = randomBytes(16).toString('hex')
    const passwordFile = join(folder, 'password')
    await writeFile(passwordFile, password, { mode: 0o600 })
    if (run.uid !== undefined && run.gid !== undefined) chownSync(passwordFile, run.uid, run.gid)
    const data = join(folder, 'data')
    const initdb = ['-D', data, '-U', 'postgres', '-A', 'scram-sha-256', '--pwfile', passwordFile, '-E', 'UTF8']
    await promisify(execFile)(join(binaries, 'initdb'), [...initdb, '--no-sync', '--no-instructions'], run)

    const logFile = join(folder, 'log')
    for (let attempt = 1; ; attempt += 1) {
      const port = await freePort()
      const settings = {
        listen_addresses: '127.0.0.1',
        port: String(port),
        unix_socket_directories: '',
        // Nothing here survives the test, so nothing needs to survive a crash.
        fsync: 'off',
        full_page_writes: 'off',
        synchronous_commit: 'off',
        ...options.settings,
      }
      const switches = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
      const log = openSync(logFile, 'a')
      const server = spawn(join(binaries, 'postgres'), ['-D', data, ...switches], {
        ...run,
        stdio: ['ignore', log, log],
      })
      closeSync(log)
      // Also when a test runner ends without stopping it.
      const atExit = (): void => {
        server.kill('SIGQUIT')
        remove()
      }
      process.once('exit', atExit)
      const stop = async (): Promise<void> => {
        process.off('exit', atExit)
        if (server.exitCode === null && server.signalCode === null) {
          const ended = once(server, 'exit')
          server.kill('SIGQUIT')
          await ended
        }
      }

      if (await isReady(server, data)) {
        return {
          host: '127.0.0.1',
          port,
          user: 'postgres',
          password,
          database: 'postgres',
          url: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`,
          pid: server.pid ?? 0,
          log: () => readFileSync(logFile, 'utf8'),
          stop: async () => {
            await stop()
            remove()
          },
        }
      }
      await stop()
      const text = readFileSync(logFile, 'utf8')
      // Another program took the port between asking for it and using it.
      if (attempt < portAttempts && text.includes('could not bind')) continue
      throw new Error(`PostgreSQL did not start:\n${text}`)
    }
  } catch (error) {
    remove()
    throw error
  }
}
