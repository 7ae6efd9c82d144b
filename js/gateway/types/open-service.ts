import { GatewayError } from '../engine.js'
import { reasonOf, type Source } from './source.js'

/** What is used of a client of this package. */
interface Client {
  query(sql: string, values?: readonly string[]): PromiseLike<readonly (readonly (string | null)[])[]>
}

type Connect = (url: string, options: object) => Client

/** The services that a schema can be read from over HTTPS, by the names of their options. */
const services = {
  neon: { entry: 'tcpless/neon', dialect: 'PostgreSQL', description: 'PostgreSQL over HTTP' },
  planetscale: { entry: 'tcpless/planetscale', dialect: 'MySQL', description: 'MySQL over HTTP' },
} as const

/** Opens a service by its connection string, with this package's own client. Throws a `GatewayError` without secrets. */
export async function openService(name: keyof typeof services, url: string): Promise<Source> {
  const { entry, dialect, description } = services[name]
  // A name of its own, so that the compiler does not take the client's files for the gateway's.
  const module = (await import(entry as string)) as Record<string, Connect>
  const ask = async (sql: string, values: readonly string[] = []): Promise<(string | null)[][]> => {
    try {
      const client = module[name]?.(url, { types: 'text', rowMode: 'array', readOnly: true })
      return (await client?.query(sql, values))?.map((row) => [...row]) ?? []
    } catch (error) {
      throw new GatewayError(`--${name}: ${reasonOf(error)}`)
    }
  }
  await ask('select 1')
  return { dialect, description, rows: ask, close: async () => {} }
}
