#!/usr/bin/env node
import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { type D1Access, type Gateway, GatewayError, startGateway } from './gateway.js'
import { typesCommand } from './types/command.js'
import { UsageError } from './usage.js'

const help = `tcpless dev: a database service's HTTP protocol on your own machine
tcpless types: the TypeScript of a database's tables (npx tcpless types --help)

Usage: npx tcpless dev [options]

Serves Neon's SQL over HTTP in front of PGlite, which is PostgreSQL inside this
process, or in front of any PostgreSQL server. Prints a connection string that
works with neon(url) of tcpless/neon as it is; Neon's own driver needs one line
more, which is printed too. Runs until you press Ctrl+C.

With --mysql it serves PlanetScale's protocol in front of MySQL or MariaDB, with
--sqlite the REST API of Cloudflare D1 in front of a SQLite file; and Neon's
beside them only when --postgres or --data is there too.

  --postgres URL    serve this server, not PGlite
                    (postgres://user:password@host:5432/database)
  --data DIR        keep PGlite's files in DIR, a folder that is new, empty or
                    made by PGlite; without it they are in memory and gone at
                    the end
  --mysql URL       serve this server of MySQL or MariaDB as PlanetScale
                    (mysql://user:password@host:3306/database)
  --sqlite FILE     serve this SQLite file as a D1 database; made if missing,
                    :memory: is gone at the end (--d1 FILE is the same)
  --port N          listen on this port (default: 5488, or the next free one)
  --host ADDRESS    listen on this address (default: 127.0.0.1)
  --allow-remote    accept an address that other machines can reach; passwords
                    and data cross the network unencrypted
  --password TEXT   the password in the connection string and the API token of
                    D1 (default: a new random one at each start)
  --transaction-timeout N
                    seconds after which an open transaction of MySQL is rolled
                    back (default: 20, as at PlanetScale)
  --max-request N   largest request body in bytes (default: 67108864, 64 MB)
  --max-response N  largest response body in bytes (default: 67108864, 64 MB)
  --quiet           print the connection string and nothing else; for D1 the
                    lines of an .env file
  --help            print this
  --version         print the version

The packages it needs are yours to install: pg, and @electric-sql/pglite
unless you use --postgres; mysql2 for --mysql. --sqlite needs none, and Node.js
22.16 or newer.

Examples:
  npx tcpless dev
  npx tcpless dev --data ./database
  npx tcpless dev --postgres postgres://me:secret@localhost:5432/shop
  npx tcpless dev --mysql mysql://me:secret@localhost:3306/shop
  npx tcpless dev --sqlite ./app.db
`

const options = {
  postgres: { type: 'string' },
  data: { type: 'string' },
  mysql: { type: 'string' },
  'transaction-timeout': { type: 'string' },
  sqlite: { type: 'string' },
  d1: { type: 'string' },
  port: { type: 'string' },
  host: { type: 'string' },
  'allow-remote': { type: 'boolean' },
  password: { type: 'string' },
  'max-request': { type: 'string' },
  'max-response': { type: 'string' },
  quiet: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'v' },
} as const

function parse(): ReturnType<typeof parseArgs<{ options: typeof options; allowPositionals: true }>> {
  try {
    return parseArgs({ options, allowPositionals: true })
  } catch (error) {
    throw new UsageError((error as Error).message.split('. To specify')[0] ?? '')
  }
}

function wholeNumber(name: string, text: string | undefined, max: number, min = 0): number | undefined {
  if (text === undefined) return undefined
  const value = Number(text)
  if (!/^\d+$/.test(text) || value > max || value < min) {
    throw new UsageError(`--${name} needs a whole number${min === 0 ? '' : ` from ${min}`} up to ${max}`)
  }
  return value
}

/** The version in the package this file belongs to, wherever the build has put it. */
async function packageVersion(): Promise<string> {
  for (let folder = new URL('./', import.meta.url); ; folder = new URL('../', folder)) {
    const text = await readFile(new URL('package.json', folder), 'utf8').catch(() => '{}')
    const { name, version } = JSON.parse(text) as { name?: string; version?: string }
    if (name === 'tcpless' && version !== undefined) return version
    if (folder.pathname === '/' || new URL('../', folder).href === folder.href) return 'unknown'
  }
}

/** What a program needs to reach D1, as lines of an `.env` file. */
function environment({ endpoint, accountId, databaseId, apiToken }: D1Access): string {
  return `D1_ENDPOINT=${endpoint}
CLOUDFLARE_ACCOUNT_ID=${accountId}
CLOUDFLARE_DATABASE_ID=${databaseId}
CLOUDFLARE_D1_TOKEN=${apiToken}
`
}

function introduceNeon({ url, endpoint }: Gateway): string {
  return `
  ${url}

Use it as it is:
  import { neon } from 'tcpless/neon'
  const db = neon('${url}')

With @neondatabase/serverless, also say where:
  neonConfig.fetchEndpoint = '${endpoint}'

The TypeScript of its tables:
  npx tcpless types --neon '${url}'
`
}

function introducePlanetscale(url: string): string {
  return `
  ${url}

Use it as it is:
  import { planetscale } from 'tcpless/planetscale'
  const db = planetscale('${url}')

With @planetscale/database:
  const connection = connect({ url: '${url}' })

The TypeScript of its tables:
  npx tcpless types --planetscale '${url}'
`
}

function introduceD1(d1: D1Access): string {
  return `
${environment(d1).replace(/^(?=.)/gm, '  ')}
Use it as it is; any account and database will do:
  import { d1Rest } from 'tcpless/d1-rest'
  const db = d1Rest({
    endpoint: '${d1.endpoint}',
    accountId: '${d1.accountId}',
    databaseId: '${d1.databaseId}',
    apiToken: '${d1.apiToken}',
  })

With curl:
  curl ${d1.endpoint}/accounts/${d1.accountId}/d1/database/${d1.databaseId}/query \\
    -H 'Authorization: Bearer ${d1.apiToken}' -d '{"sql": "select 1"}'
`
}

function introduce(gateway: Gateway): string {
  const neon = gateway.url === '' ? '' : introduceNeon(gateway)
  const d1 = gateway.d1 === undefined ? '' : introduceD1(gateway.d1)
  const mysql = gateway.planetscale === undefined ? '' : introducePlanetscale(gateway.planetscale.url)
  return `Serving ${gateway.description}\n${neon}${mysql}${d1}\nCtrl+C to stop.\n`
}

function introduceQuietly({ url, planetscale, d1 }: Gateway): string {
  const lines = [url, planetscale?.url ?? ''].filter((line) => line !== '').map((line) => `${line}\n`)
  return `${lines.join('')}${d1 === undefined ? '' : environment(d1)}`
}

async function dev(values: ReturnType<typeof parse>['values']): Promise<void> {
  const quiet = values.quiet ?? false
  if (values.sqlite !== undefined && values.d1 !== undefined) {
    throw new UsageError('--sqlite and --d1 are the same option: give one')
  }
  if (values['allow-remote'] && values.host === undefined) {
    throw new UsageError('--allow-remote needs --host ADDRESS, the address to listen on, as --host 0.0.0.0')
  }
  const seconds = wholeNumber('transaction-timeout', values['transaction-timeout'], 86_400)
  if (seconds !== undefined && values.mysql === undefined) {
    throw new UsageError('--transaction-timeout is for MySQL and needs --mysql URL')
  }
  const started = performance.now()
  const gateway = await startGateway({
    postgres: values.postgres,
    data: values.data,
    mysql: values.mysql,
    transactionTimeout: seconds === undefined ? undefined : seconds * 1000,
    sqlite: values.sqlite ?? values.d1,
    host: values.host,
    port: wholeNumber('port', values.port, 65_535),
    password: values.password,
    allowRemote: values['allow-remote'],
    maxRequestBytes: wholeNumber('max-request', values['max-request'], Number.MAX_SAFE_INTEGER, 1),
    maxResponseBytes: wholeNumber('max-response', values['max-response'], Number.MAX_SAFE_INTEGER, 1),
    onProgress: (message) => {
      if (!quiet) process.stderr.write(`tcpless: ${message} ...\n`)
    },
  })
  if (quiet) {
    process.stdout.write(introduceQuietly(gateway))
  } else {
    process.stderr.write(`tcpless: ready after ${((performance.now() - started) / 1000).toFixed(1)} s\n\n`)
    process.stdout.write(introduce(gateway))
  }
  const stop = (): void => {
    gateway.close().then(
      () => process.exit(0),
      () => process.exit(1),
    )
  }
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
}

async function main(): Promise<void> {
  if (process.argv[2] === 'types') {
    process.exitCode = await typesCommand(process.argv.slice(3))
    return
  }
  const { values, positionals } = parse()
  if (values.version) {
    process.stdout.write(`${await packageVersion()}\n`)
    return
  }
  const [command, ...rest] = positionals
  if (values.help || (command === undefined && process.argv.length === 2)) {
    process.stdout.write(help)
    return
  }
  if (command !== 'dev' || rest.length > 0) {
    throw new UsageError(
      command === undefined ? 'which command? There are two: dev and types' : `unknown: ${positionals.join(' ')}`,
    )
  }
  await dev(values)
}

main().catch((error: unknown) => {
  if (error instanceof UsageError) {
    process.stderr.write(`tcpless: ${error.message}\nTry: ${error.help}\n`)
    process.exit(2)
  }
  const known = error instanceof GatewayError
  process.stderr.write(`tcpless: ${known ? error.message : `unexpected: ${(error as Error).message}`}\n`)
  process.exit(1)
})
