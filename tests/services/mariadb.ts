/**
 * A throw-away MariaDB server for tests: its own data in a temporary folder, on a free loopback port, with a random
 * password, as user `nobody` when the tests run as root (MariaDB refuses root).
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { chownSync, closeSync, openSync, readFileSync, rmSync } from 'node:fs'
import { access, mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import { account, freePort } from './postgres.js'

/** A running server. The superuser is `root`, from any host; there is an empty database `test` in utf8mb4. */
export interface TestMariadb {
  readonly host: '127.0.0.1'
  readonly port: number
  /** The Unix socket. */
  readonly socket: string
  readonly user: 'root'
  readonly password: string
  readonly database: 'test'
  /** All of the above but the socket: mysql://root:PASSWORD@127.0.0.1:PORT/test */
  readonly url: string
  /** The server's process. */
  readonly pid: number
  /** What the server has logged so far: its start, and errors. */
  log(): string
  /** The general log so far, each statement as the server received it; empty without `generalLog`. */
  statements(): string
  /** Stops the server at once, by its process id, and removes its data. */
  stop(): Promise<void>
}

export interface TestMariadbOptions {
  /** More settings for the server, such as `{ sql_mode: 'ANSI_QUOTES', default_time_zone: '+02:00' }`. */
  readonly settings?: Readonly<Record<string, string>>
  /** Have the server log every statement; read them with `statements()`. */
  readonly generalLog?: boolean
}

const startTimeout = 60_000
const portAttempts = 5

/** Nothing here survives the test, so nothing needs to survive a crash. Used when the data are made, too. */
const volatileSettings = {
  skip_log_bin: '1',
  skip_name_resolve: '1',
  innodb_flush_method: 'nosync',
  innodb_flush_log_at_trx_commit: '0',
  innodb_log_file_size: '8M',
  innodb_buffer_pool_size: '32M',
}

function switches(settings: Readonly<Record<string, string>>): string[] {
  return Object.entries(settings).map(([name, value]) => `--${name.replaceAll('_', '-')}=${value}`)
}

/** The path of a program of MariaDB; undefined when it is missing. Debian has the server in /usr/sbin. */
async function find(program: string): Promise<string | undefined> {
  const folders = [process.env.MARIADB_BIN ?? '', ...(process.env.PATH ?? '').split(delimiter), '/usr/sbin']
  for (const folder of folders.filter((name) => name !== '')) {
    const found = await access(join(folder, program)).then(
      () => true,
      () => false,
    )
    if (found) return join(folder, program)
  }
  return undefined
}

/** True once the server accepts connections, false if it ended instead. */
async function isReady(server: ChildProcess, logFile: string): Promise<boolean> {
  const deadline = Date.now() + startTimeout
  while (Date.now() < deadline) {
    if (server.exitCode !== null || server.signalCode !== null) return false
    if ((await readFile(logFile, 'utf8')).includes('ready for connections')) return true
    await delay(20)
  }
  return false
}

/**
 * Makes a database server and starts it, in some seconds. Throws an error that says what to install when MariaDB is
 * missing, or with the server's log when it does not start.
 */
export async function startMariadb(options: TestMariadbOptions = {}): Promise<TestMariadb> {
  const [installer, program] = [await find('mariadb-install-db'), await find('mariadbd')]
  if (installer === undefined || program === undefined) {
    throw new Error(
      'MariaDB is missing: install it (Debian: apt-get install mariadb-server-core mariadb-client-core) or set MARIADB_BIN',
    )
  }
  const folder = await mkdtemp(join(tmpdir(), 'tcpless-mariadb-'))
  // A server that starts removes what it takes for left over where temporary tables are, of other servers too.
  const env = { PATH: process.env.PATH ?? '', LC_ALL: 'C.UTF-8', TZ: 'UTC', TMPDIR: folder }
  const run = { ...account(), cwd: folder, env }
  const give = (path: string): void => {
    if (run.uid !== undefined && run.gid !== undefined) chownSync(path, run.uid, run.gid)
  }
  give(folder)
  const remove = (): void => rmSync(folder, { recursive: true, force: true })

  try {
    const data = join(folder, 'data')
    await promisify(execFile)(
      installer,
      [
        '--no-defaults',
        `--datadir=${data}`,
        '--auth-root-authentication-method=normal',
        '--skip-test-db',
        ...switches(volatileSettings),
      ],
      run,
    )
    const password = randomBytes(16).toString('hex')
    const initFile = join(folder, 'init.sql')
    // One statement a line; run before the server accepts connections.
    const init = [
      'delete from mysql.global_priv;',
      'flush privileges;',
      `create user root identified by '${password}';`,
      'grant all privileges on *.* to root with grant option;',
      'create database test character set utf8mb4;',
    ]
    await writeFile(initFile, `${init.join('\n')}\n`, { mode: 0o600 })
    give(initFile)

    const logFile = join(folder, 'log')
    const generalLogFile = join(folder, 'statements')
    const socket = join(folder, 'socket')
    for (let attempt = 1; ; attempt += 1) {
      const port = await freePort()
      const settings = {
        ...volatileSettings,
        bind_address: '127.0.0.1',
        port: String(port),
        socket,
        pid_file: join(folder, 'pid'),
        init_file: initFile,
        character_set_server: 'utf8mb4',
        ...(options.generalLog ? { general_log: '1', general_log_file: generalLogFile } : {}),
        ...options.settings,
      }
      const log = openSync(logFile, 'w')
      const server = spawn(program, ['--no-defaults', `--datadir=${data}`, ...switches(settings)], {
        ...run,
        stdio: ['ignore', log, log],
      })
      closeSync(log)
      // Also when a test runner ends without stopping it.
      const atExit = (): void => {
        server.kill('SIGKILL')
        remove()
      }
      process.once('exit', atExit)
      const stop = async (): Promise<void> => {
        process.off('exit', atExit)
        if (server.exitCode === null && server.signalCode === null) {
          const ended = once(server, 'exit')
          server.kill('SIGKILL')
          await ended
        }
      }

      if (await isReady(server, logFile)) {
        return {
          host: '127.0.0.1',
          port,
          socket,
          user: 'root',
          password,
          database: 'test',
          url: `mysql://root:${password}@127.0.0.1:${port}/test`,
          pid: server.pid ?? 0,
          log: () => readFileSync(logFile, 'utf8'),
          statements: () => (options.generalLog ? readFileSync(generalLogFile, 'utf8') : ''),
          stop: async () => {
            await stop()
            remove()
          },
        }
      }
      await stop()
      const text = readFileSync(logFile, 'utf8')
      // Another program took the port between asking for it and using it.
      if (attempt < portAttempts && text.includes("Can't start server: Bind on TCP/IP port")) continue
      throw new Error(`MariaDB did not start:\n${text}`)
    }
  } catch (error) {
    remove()
    throw error
  }
}
