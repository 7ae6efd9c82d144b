import { DatabaseFailure } from './engine.js'

/**
 * Connection-string parameters that libpq, Neon or ORMs read on the client's side. Everything else is a
 * run-time setting of the server, as in Neon's proxy, which turns each query parameter into a startup
 * parameter.
 */
const clientParameters = new Set([
  ...['host', 'hostaddr', 'port', 'dbname', 'database', 'user', 'password', 'passfile', 'service', 'replication'],
  ...['sslmode', 'sslcert', 'sslkey', 'sslpassword', 'sslrootcert', 'sslcrl', 'sslcrldir', 'sslsni', 'ssl'],
  ...['sslcompression', 'sslnegotiation', 'ssl_min_protocol_version', 'ssl_max_protocol_version', 'channel_binding'],
  ...['requiressl', 'require_auth', 'requirepeer', 'gssencmode', 'gsslib', 'krbsrvname', 'uselibpqcompat'],
  ...['connect_timeout', 'keepalives', 'keepalives_idle', 'keepalives_interval', 'keepalives_count'],
  ...['tcp_user_timeout', 'target_session_attrs', 'load_balance_hosts', 'client_encoding', 'encoding'],
  ...['pgbouncer', 'schema', 'connection_limit', 'pool_timeout', 'endpoint'],
])

/** Switches in `options` that only Neon's proxy reads. */
const neonOption = /^(?:project|endpoint)[=$]|^neon_[a-z_]+:/

/** Run-time settings have plain or dotted names (`timezone`, `myapp.user`). */
const settingName = /^[A-Za-z_][A-Za-z0-9_$]*(?:\.[A-Za-z_][A-Za-z0-9_$]*)*$/

function refused(message: string, code: string): DatabaseFailure {
  return new DatabaseFailure({ message, code, severity: 'FATAL' })
}

/** Splits as PostgreSQL's `pg_split_opts` does: at white space, a backslash taking the next character as it is. */
function splitOptions(text: string): string[] {
  const words = text.match(/(?:\\[\s\S]|[^\\\s])+/g) ?? []
  return words.map((word) => word.replace(/\\([\s\S])/g, '$1'))
}

/** The settings in `options`: `-c name=value`, `-cname=value` and `--name=value`. */
function* optionSettings(text: string): Generator<[string, string]> {
  const words = splitOptions(text).filter((word) => !neonOption.test(word))
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? ''
    let assignment: string | undefined
    if (word === '-c') assignment = words[++index]
    else if (word.startsWith('-c')) assignment = word.slice(2)
    else if (word.startsWith('--')) assignment = word.slice(2).replace(/^[^=]*/, (name) => name.replaceAll('-', '_'))
    const equals = assignment?.indexOf('=') ?? -1
    if (assignment === undefined || equals < 1) {
      throw refused(`invalid command-line argument for server process: ${word}`, '42601')
    }
    yield [assignment.slice(0, equals), assignment.slice(equals + 1)]
  }
}

/**
 * The run-time settings a connection string asks for, by name.
 * Throws `DatabaseFailure` for what PostgreSQL would refuse when the connection starts.
 */
export function startupSettings(parameters: URLSearchParams): Map<string, string> {
  const settings = new Map<string, string>()
  const set = (name: string, value: string): void => {
    if (!settingName.test(name)) throw refused(`unrecognized configuration parameter "${name}"`, '42704')
    if (value.includes('\0')) throw refused(`invalid value for parameter "${name}"`, '22023')
    if (name.toLowerCase() !== 'client_encoding') settings.set(name, value)
  }
  for (const [name, value] of parameters) {
    if (value === '' || clientParameters.has(name)) continue
    if (name === 'options') {
      for (const [option, text] of optionSettings(value)) set(option, text)
    } else {
      set(name === 'fallback_application_name' ? 'application_name' : name, value)
    }
  }
  return settings
}
