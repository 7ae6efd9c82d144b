import { GatewayError } from '../engine.js'
import { reasonOf, type Source } from './source.js'

/** What is used of a client of this package. */
interface Client {
  query(sql: string, values?: readonly string[]): PromiseLike<readonly (readonly unknown[])[]>
}

const asked = { rowMode: 'array', readOnly: true }

/** Loads an entry of this package. A name of its own, so that the compiler does not take its files for the gateway's. */
async function load(entry: string, name: string): Promise<(...options: readonly unknown[]) => Client> {
  const module = (await import(entry)) as Record<string, (...options: readonly unknown[]) => Client>
  const connect = module[name]
  if (connect === undefined) throw new GatewayError(`${entry} has no ${name}`)
  return connect
}

/** What may listen at the address of a service by mistake, and answers no HTTP. By the names of options. */
const servers: Readonly<Record<string, string>> = { neon: 'PostgreSQL', planetscale: 'MySQL' }

/** The rows that a client gives, as text. What it throws has no secret. */
async function ask(
  connect: () => Client,
  option: string,
  sql: string,
  values: readonly string[],
): Promise<(string | null)[][]> {
  try {
    const rows = await connect().query(sql, values)
    return rows.map((row) => row.map((cell) => (cell === null ? null : String(cell))))
  } catch (error) {
    const server = (error as { code?: unknown } | undefined)?.code === 'network' ? servers[option] : undefined
    const hint = server === undefined ? '' : `; if this is a ${server} server itself, give its URL to --url`
    throw new GatewayError(`--${option}: ${reasonOf(error)}${hint}`)
  }
}

/** The services that a schema can be read from over HTTPS, by the names of their options. */
const services = {
  neon: { entry: 'tcpless/neon', dialect: 'PostgreSQL', description: 'PostgreSQL over HTTP' },
  planetscale: { entry: 'tcpless/planetscale', dialect: 'MySQL', description: 'MySQL over HTTP' },
} as const

/** Opens a service by its connection string, with this package's own client. Throws a `GatewayError` without secrets. */
export async function openService(name: keyof typeof services, url: string): Promise<Source> {
  const { entry, dialect, description } = services[name]
  const connect = await load(entry, name)
  const rows: Source['rows'] = (sql, values = []) =>
    ask(() => connect(url, { ...asked, types: 'text' }), name, sql, values)
  await rows('select 1')
  return { dialect, description, rows, close: async () => {} }
}

/**
 * Opens a D1 database by Cloudflare's REST API. Throws a `GatewayError` without secrets.
 *
 * @param env has the account and the token by the names that `npx tcpless dev --sqlite` prints, or wrangler's
 */
export async function openRemoteD1(databaseId: string, env: NodeJS.ProcessEnv): Promise<Source> {
  const { CLOUDFLARE_ACCOUNT_ID: accountId, D1_ENDPOINT: endpoint } = env
  const apiToken = env.CLOUDFLARE_D1_TOKEN ?? env.CLOUDFLARE_API_TOKEN
  if (!accountId || !apiToken) {
    throw new GatewayError('--remote needs CLOUDFLARE_ACCOUNT_ID and CLOUDFLARE_API_TOKEN in the environment')
  }
  const connect = await load('tcpless/d1-rest', 'd1Rest')
  const options = { accountId, databaseId, apiToken, ...(endpoint ? { endpoint } : {}), ...asked }
  const rows: Source['rows'] = (sql) => ask(() => connect(options), 'd1', sql, [])
  await rows('select 1')
  return { dialect: 'SQLite', description: 'D1 over HTTP', rows, close: async () => {} }
}
