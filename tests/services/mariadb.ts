/**
 * A throw-away MariaDB server for tests: its own data in a temporary folder, on a free loopback port, with a random
 * password, as user `nobody` when the tests run as root (MariaDB refuses root).
 */
import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { exists, ServerFolder } from './server.js'

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
    if (await exists(join(folder, program))) return join(folder, program)
  }
  return undefined
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
  const folder = await ServerFolder.make('mariadb')
  try {
    const data = join(folder.path, 'data')
    await promisify(execFile)(
      installer,
      [
        '--no-defaults',
        `--datadir=${data}`,
        '--auth-root-authentication-method=normal',
        '--skip-test-db',
        ...switches(volatileSettings),
      ],
      folder.run,
    )
    const password = randomBytes(16).toString('hex')
    const initFile = join(folder.path, 'init.sql')
    // One statement a line; run before the server accepts connections.
    const init = [
      'delete from mysql.global_priv;',
      'flush privileges;',
      `create user root identified by '${password}';`,
      'grant all privileges on *.* to root with grant option;',
      'create database test character set utf8mb4;',
    ]
    await writeFile(initFile, `${init.join('\n')}\n`, { mode: 0o600 })
    folder.give(initFile)

    const generalLogFile = join(folder.path, 'statements')
    const socket = join(folder.path, 'socket')
    const server = await folder.launch({
      name: 'MariaDB',
      program,
      args: (port) => [
        '--no-defaults',
        `--datadir=${data}`,
        ...switches({
          ...volatileSettings,
          bind_address: '127.0.0.1',
          port: String(port),
          socket,
          pid_file: join(folder.path, 'pid'),
          init_file: initFile,
          character_set_server: 'utf8mb4',
          ...(options.generalLog ? { general_log: '1', general_log_file: generalLogFile } : {}),
          ...options.settings,
        }),
      ],
      isReady: (log) => log.includes('ready for connections'),
      startTimeout: 60_000,
      stopSignal: 'SIGKILL',
      portTaken: "Can't start server: Bind on TCP/IP port",
    })
    return {
      host: '127.0.0.1',
      socket,
      user: 'root',
      password,
      database: 'test',
      url: `mysql://root:${password}@127.0.0.1:${server.port}/test`,
      statements: () => (options.generalLog ? readFileSync(generalLogFile, 'utf8') : ''),
      ...server,
    }
  } catch (error) {
    folder.remove()
    throw error
  }
}
