// What a query looks like when it leaves, made fit to be seen by anyone.
import type { D1Binding } from 'tcpless/d1'
import type { DurableNamespace } from 'tcpless/durable-object'

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
    // The body of Neon's protocol (https://github.com/neondatabase/serverless), and of PlanetScale's, in which values
    // stand in the SQL: https://github.com/planetscale/database-js
    const { query, params } = JSON.parse(body) as { query: string; params?: unknown[] }
    const head = [`${init?.method} ${withoutPassword(String(input))}`]
    new Headers(init?.headers).forEach((value, name) => {
      head.push(`${titleCase(name)}: ${visible(name, value)}`)
    })
    const shown = JSON.stringify({ query: shorten(query), params })
    watch({ sql: query, parameters: params ?? [], request: `${head.join('\n')}\n\n${shown}` })
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

/** A binding of Durable Objects that tells which queries go to its objects. */
export function watchNamespace(namespace: DurableNamespace, watch: (sent: Sent) => void): DurableNamespace {
  return {
    idFromName: (name) => namespace.idFromName(name),
    get(id, options) {
      const stub = namespace.get(id, options) as { tcpless(request: Uint8Array): Promise<unknown> }
      return {
        tcpless(request: Uint8Array) {
          const [sql = '', ...parameters] = statementOf(request)
          const call = `env.BIRDS\n  .get(id)\n  .tcpless(${request.length} bytes)`
          watch({ sql: String(sql), parameters, request: call })
          return stub.tcpless(request)
        },
      }
    },
  }
}

/**
 * The SQL of a request and its parameters. A request is a length and cells: the version, how integers are given, the
 * numbers of queries and statements; then the SQL, its kind, the number of parameters, and these.
 */
function statementOf(request: Uint8Array): unknown[] {
  const view = new DataView(request.buffer, request.byteOffset, request.byteLength)
  const cells: unknown[] = []
  for (let at = 4; at < request.length; ) {
    const tag = view.getUint8(at++)
    if (tag === 0) cells.push(null)
    else if (tag === 1) cells.push(String(view.getBigInt64(at, true)))
    else if (tag === 2) cells.push(view.getFloat64(at, true))
    else {
      const end = at + 4 + view.getUint32(at, true)
      cells.push(tag === 3 ? new TextDecoder().decode(request.subarray(at + 4, end)) : '(bytes)')
      at = end
    }
    if (tag === 1 || tag === 2) at += 8
  }
  return [cells[4], ...cells.slice(7)]
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
