/**
 * A throw-away PostgreSQL server for tests: its own cluster in a temporary folder, on a free loopback port,
 * with a random password, as user `nobody` when the tests run as root (PostgreSQL refuses root).
 */
import { execFile, execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { exists, ServerFolder } from './server.js'

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
  for (const folder of candidates) if (await exists(join(folder, 'initdb'))) return folder
  return undefined
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
  const folder = await ServerFolder.make('postgres')
  try {
    const password = randomBytes(16).toString('hex')
    const passwordFile = join(folder.path, 'password')
    await writeFile(passwordFile, password, { mode: 0o600 })
    folder.give(passwordFile)
    const data = join(folder.path, 'data')
    const initdb = ['-D', data, '-U', 'postgres', '-A', 'scram-sha-256', '--pwfile', passwordFile, '-E', 'UTF8']
    await promisify(execFile)(join(binaries, 'initdb'), [...initdb, '--no-sync', '--no-instructions'], folder.run)

    const server = await folder.launch({
      name: 'PostgreSQL',
      program: join(binaries, 'postgres'),
      args: (port) => ['-D', data, ...switches(port, options.settings)],
      isReady: async () => {
        // The eighth line of the server's pid file is its state (miscadmin.h, LOCK_FILE_LINE_PM_STATUS).
        const lines = await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '')
        return lines.split('\n')[7]?.trim() === 'ready'
      },
      startTimeout: 30_000,
      stopSignal: 'SIGQUIT',
      portTaken: 'could not bind',
    })
    return {
      host: '127.0.0.1',
      user: 'postgres',
      password,
      database: 'postgres',
      url: `postgres://postgres:${password}@127.0.0.1:${server.port}/postgres`,
      ...server,
    }
  } catch (error) {
    folder.remove()
    throw error
  }
}

function switches(port: number, more: Readonly<Record<string, string>> | undefined): string[] {
  const settings = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    // Nothing here survives the test, so nothing needs to survive a crash.
    fsync: 'off',
    full_page_writes: 'off',
    synchronous_commit: 'off',
    ...more,
  }
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}
