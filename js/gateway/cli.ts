#!/usr/bin/env node
import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { type Gateway, GatewayError, startGateway } from './gateway.js'

const help = `tcpless dev: a database service's HTTP protocol on your own machine

Usage: npx tcpless dev [options]

Serves Neon's SQL over HTTP in front of PGlite, which is PostgreSQL inside this
process, or in front of any PostgreSQL server. Prints a connection string that
works with neon(url) of tcpless/neon as it is; Neon's own driver needs one line
more, which is printed too. Runs until you press Ctrl+C.

  --postgres URL    serve this server, not PGlite
                    (postgres://user:password@host:5432/database)
  --data DIR        keep PGlite's files in DIR; without it they are in memory
                    and gone at the end
  --port N          listen on this port (default: 5488, or the next free one)
  --host ADDRESS    listen on this address (default: 127.0.0.1)
  --allow-remote    accept an address that other machines can reach; passwords
                    and data cross the network unencrypted
  --password TEXT   the password in the connection string (default: a new
                    random one at each start)
  --max-request N   largest request body in bytes (default: 67108864, 64 MB)
  --max-response N  largest response body in bytes (default: 67108864, 64 MB)
  --quiet           print the connection string and nothing else
  --help            print this
  --version         print the version

The packages it needs are yours to install: pg, and @electric-sql/pglite
unless you use --postgres.

Examples:
  npx tcpless dev
  npx tcpless dev --data ./database
  npx tcpless dev --postgres postgres://me:secret@localhost:5432/shop
`

const options = {
  postgres: { type: 'string' },
  data: { type: 'string' },
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

/** The command line is wrong: status 2, as usual for commands. */
class UsageError extends Error {}

function parse(): ReturnType<typeof parseArgs<{ options: typeof options; allowPositionals: true }>> {
  try {
    return parseArgs({ options, allowPositionals: true })
  } catch (error) {
    throw new UsageError((error as Error).message.split('. To specify')[0])
  }
}

function wholeNumber(name: string, text: string | undefined, max: number): number | undefined {
  if (text === undefined) return undefined
  const value = Number(text)
  if (!/^\d+$/.test(text) || value > max) throw new UsageError(`--${name} needs a whole number up to ${max}`)
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

function introduce(gateway: Gateway): string {
  return `Serving ${gateway.description}

  ${gateway.url}

Use it as it is:
  import { neon } from 'tcpless/neon'
  const db = neon('${gateway.url}')

With @neondatabase/serverless, also say where:
  neonConfig.fetchEndpoint = '${gateway.endpoint}'

Ctrl+C to stop.
`
}

async function dev(values: ReturnType<typeof parse>['values']): Promise<void> {
  const quiet = values.quiet ?? false
  const started = performance.now()
  const gateway = await startGateway({
    postgres: values.postgres,
    data: values.data,
    host: values.host,
    port: wholeNumber('port', values.port, 65_535),
    password: values.password,
    allowRemote: values['allow-remote'],
    maxRequestBytes: wholeNumber('max-request', values['max-request'], Number.MAX_SAFE_INTEGER),
    maxResponseBytes: wholeNumber('max-response', values['max-response'], Number.MAX_SAFE_INTEGER),
    onProgress: (message) => {
      if (!quiet) process.stderr.write(`tcpless: ${message} ...\n`)
    },
  })
  if (quiet) {
    process.stdout.write(`${gateway.url}\n`)
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
      command === undefined ? 'which command? There is one: dev' : `unknown: ${positionals.join(' ')}`,
    )
  }
  await dev(values)
}

main().catch((error: unknown) => {
  if (error instanceof UsageError) {
    process.stderr.write(`tcpless: ${error.message}\nTry: npx tcpless --help\n`)
    process.exit(2)
  }
  const known = error instanceof GatewayError
  process.stderr.write(`tcpless: ${known ? error.message : `unexpected: ${(error as Error).message}`}\n`)
  process.exit(1)
})
