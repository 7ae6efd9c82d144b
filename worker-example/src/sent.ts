// What a query looks like when it leaves, made fit to be seen by anyone.
import type { D1Binding } from 'tcpless/d1'

/** A query as it was sent. */
export interface Sent {
  readonly sql: string
  readonly parameters: readonly unknown[]
  /** The HTTP request, or the call of the binding, for people: white space in its SQL is shortened. */
  readonly request: string
}

// Of all other headers only the names are told: what is not known to be harmless may be a secret.
const harmlessHeaders = new Set(['accept', 'content-type', 'neon-array-mode', 'neon-raw-text-output'])

/** A fetch for tcpless that tells what it is about to send. */
export function watchFetch(watch: (sent: Sent) => void): typeof fetch {
  return (input, init) => {
    const body = typeof init?.body === 'string' ? init.body : new TextDecoder().decode(init?.body as Uint8Array)
    // The body of Neon's protocol: https://github.com/neondatabase/serverless
    const { query, params = [] } = JSON.parse(body) as { query: string; params?: unknown[] }
    const head = [`${init?.method} ${withoutPassword(String(input))}`]
    new Headers(init?.headers).forEach((value, name) => {
      head.push(`${titleCase(name)}: ${visible(name, value)}`)
    })
    const shown = JSON.stringify({ query: shorten(query), params })
    watch({ sql: query, parameters: params, request: `${head.join('\n')}\n\n${shown}` })
    return fetch(input, init)
  }
}

/** A D1 binding that tells which statements are prepared with it, and with which values. */
export function watchBinding(binding: D1Binding, watch: (sent: Sent) => void): D1Binding {
  const tell = (sql: string, parameters: readonly unknown[]): void => {
    const values = parameters.map((value) => JSON.stringify(value)).join(', ')
    const bind = parameters.length > 0 ? `\n  .bind(${values})` : ''
    watch({ sql, parameters, request: `env.DB\n  .prepare(${JSON.stringify(shorten(sql))})${bind}\n  .all()` })
  }
  return {
    prepare(sql) {
      tell(sql, [])
      const statement = binding.prepare(sql)
      return {
        bind(...values) {
          tell(sql, values)
          return statement.bind(...values)
        },
        all: () => statement.all(),
      }
    },
    batch: (statements) => binding.batch(statements),
  }
}

function visible(name: string, value: string): string {
  if (harmlessHeaders.has(name)) return value
  return name === 'neon-connection-string' ? withoutPassword(value) : '(hidden)'
}

/** A URL with dots for its password and for all values of its query. */
function withoutPassword(text: string): string {
  if (!URL.canParse(text)) return '(hidden)'
  const { protocol, username, password, host, pathname, searchParams } = new URL(text)
  const account = username ? `${username}${password ? ':••••••' : ''}@` : ''
  const names = [...searchParams.keys()].map((name) => `${name}=…`)
  return `${protocol}//${account}${host}${pathname}${names.length > 0 ? `?${names.join('&')}` : ''}`
}

const shorten = (sql: string): string => sql.trim().replace(/\s+/g, ' ')

const titleCase = (name: string): string => name.replace(/\b[a-z]/g, (letter) => letter.toUpperCase())
