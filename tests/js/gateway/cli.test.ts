import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { parseEnv } from 'node:util'
import { neon } from '@neondatabase/serverless'
import { connect } from '@planetscale/database'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { d1Rest } from '../../../js/services/d1-rest.js'
import { startMariadb } from '../../services/mariadb.js'
import { startPostgres, type TestPostgres } from '../../services/postgres.js'
import { startTimeout } from './running.js'

const root = join(import.meta.dirname, '../../..')
// In the repository, so that it finds the packages and package.json as the built one does.
const outdir = join(root, 'build/tests/gateway')
const command = join(outdir, 'cli.js')

interface Outcome {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

describe('npx tcpless', () => {
  let postgres: TestPostgres
  beforeAll(async () => {
    const entryPoints = ['cli.ts', 'pglite-worker.ts', 'sqlite-process.ts'].map((file) =>
      join(root, 'js/gateway', file),
    )
    await build({ entryPoints, outdir, bundle: true, platform: 'node', format: 'esm', packages: 'external' })
    postgres = await startPostgres()
  }, startTimeout)
  afterAll(() => postgres?.stop())

  const launch = (...args: string[]): ChildProcess =>
    spawn(process.execPath, [command, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })

  /** Collects what the process prints until it ends. */
  const outcome = async (child: ChildProcess): Promise<Outcome> => {
    let stdout = ''
    let stderr = ''
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      stdout += text
    })
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      stderr += text
    })
    const [code] = (await once(child, 'close')) as [number | null]
    return { code, stdout, stderr }
  }
  const run = (...args: string[]) => outcome(launch(...args))

  /** Starts it, gives its first standard output to `use`, then ends it as Ctrl+C does. */
  const serve = async (args: string[], use: (printed: string) => Promise<void>): Promise<Outcome> => {
    const child = launch('dev', ...args)
    const ended = outcome(child)
    const first = child.stdout === null ? [''] : await Promise.race([once(child.stdout, 'data'), ended])
    try {
      if (!Array.isArray(first)) throw new Error(first.stderr)
      await use(String(first[0]))
    } finally {
      child.kill('SIGINT')
    }
    return ended
  }

  /** What the command that it prints for the tables' types writes. */
  const typesAsPrinted = async (printed: string): Promise<string> => {
    const [, option = '', url = ''] = /^ {2}npx tcpless types (--\w+) '(.*)'$/m.exec(printed) ?? []
    return (await run('types', option, url, '--quiet')).stdout
  }

  test('prints help and version', async () => {
    const version = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version as string
    expect(await run('--version')).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' })
    const help = await run('--help')
    expect(help).toMatchObject({ code: 0, stderr: '' })
    const options = ['postgres', 'data', 'mysql', 'sqlite', 'd1', 'port', 'host', 'allow-remote', 'password', 'quiet']
    for (const option of [...options, 'transaction-timeout', 'max-request', 'max-response']) {
      expect(help.stdout).toContain(`--${option}`)
    }
    expect(await run()).toEqual(help)
    expect(await run('dev', '--help')).toEqual(help)
    expect(help.stdout).toContain('npx tcpless types --help')
    expect((await run('types', '--help')).stdout).toMatch(/^tcpless types: /)
  })

  test.each([
    [['serve'], 2, 'unknown: serve'],
    [['dev', 'x'], 2, 'unknown: dev x'],
    [['--quiet'], 2, 'which command? There are two: dev and types'],
    [['dev', '--nonsense'], 2, "Unknown option '--nonsense'"],
    [['dev', '--port', '65536'], 2, '--port needs a whole number up to 65535'],
    [['dev', '--port', 'x'], 2, '--port needs a whole number up to 65535'],
    [['dev', '--host', '0.0.0.0'], 1, '0.0.0.0 is not a loopback address; --allow-remote lets other machines connect'],
    [['dev', '--postgres', 'x'], 1, '--postgres needs a URL such as postgres://user:password@host:5432/database'],
    [['dev', '--postgres', 'postgres://x/y', '--data', 'z'], 1, '--data is for PGlite and does not go with --postgres'],
    [['dev', '--data', command], 1, `--data needs a folder, and ${command} is a file`],
    [['dev', '--data', ''], 1, '--data needs a folder'],
    [
      ['dev', '--data', root],
      1,
      `${root} has files that are not PGlite's: --data needs a new or empty folder, or one that PGlite made`,
    ],
    [['dev', '--mysql', 'x'], 1, '--mysql needs a URL such as mysql://user:password@host:3306/database'],
    [['dev', '--transaction-timeout', '1.5'], 2, '--transaction-timeout needs a whole number up to 86400'],
    [['dev', '--transaction-timeout', '5'], 2, '--transaction-timeout is for MySQL and needs --mysql URL'],
    [['dev', '--allow-remote'], 2, '--allow-remote needs --host ADDRESS, the address to listen on, as --host 0.0.0.0'],
    [['dev', '--max-request', '0'], 2, '--max-request needs a whole number from 1 up to 9007199254740991'],
    [['dev', '--max-response', '0'], 2, '--max-response needs a whole number from 1 up to 9007199254740991'],
    [['dev', '--password', ''], 1, 'the password must not be empty'],
    [['dev', '--sqlite', 'a', '--d1', 'b'], 2, '--sqlite and --d1 are the same option: give one'],
    [['dev', '--sqlite', ''], 1, '--sqlite needs a file or :memory:'],
    [
      ['dev', '--sqlite', './nodir/x.db'],
      1,
      `cannot use ./nodir/x.db as a SQLite database: there is no folder ${resolve('nodir')}`,
    ],
    [['dev', '--sqlite', '/'], 1, 'cannot use / as a SQLite database: unable to open database file'],
  ])('says what is wrong with %j', async (args, code, message) => {
    const result = await run(...args)
    expect(result).toMatchObject({ code, stdout: '' })
    expect(result.stderr).toContain(`tcpless: ${message}\n`)
    expect(result.stderr).not.toMatch(/\n\s+at /)
  })

  test('serves PostgreSQL until it is told to stop', async () => {
    const result = await serve(['--postgres', postgres.url, '--port', '0'], async (printed) => {
      const url = /^ {2}(postgres:\/\/tcpless:[\w-]{24}@localhost:\d+\/postgres)$/m.exec(printed)?.[1]
      expect(url).toBeDefined()
      expect(printed).toContain(`neon('${url}')`)
      expect(printed).toContain(`neonConfig.fetchEndpoint = 'http://localhost:${new URL(url ?? '').port}/sql'`)
      expect(await neon(url ?? '')`select 1 as a`).toEqual([{ a: 1 }])
      expect(await typesAsPrinted(printed)).toContain('from a PostgreSQL database')
    })
    expect(result.code).toBe(0)
    expect(result.stderr).toMatch(/^tcpless: connecting to PostgreSQL \.\.\.\ntcpless: ready after [\d.]+ s\n\n$/)
    expect(result.stdout + result.stderr).not.toContain(postgres.password)
  })

  test(
    'serves PGlite, prints only the connection string with --quiet, and keeps the password given',
    async () => {
      const result = await serve(['--quiet', '--port', '0', '--password', "p@ss 'word"], async (printed) => {
        expect(printed).toMatch(/^postgres:\/\/tcpless:p%40ss%20%27word@localhost:\d+\/postgres\n$/)
        expect(await neon(printed.trim())`select 1 as a`).toEqual([{ a: 1 }])
      })
      expect(result).toMatchObject({ code: 0, stderr: '' })
    },
    startTimeout,
  )

  test.each(['--sqlite', '--d1'])('serves SQLite by %s, as it says', async (option) => {
    const result = await serve([option, ':memory:', '--port', '0'], async (printed) => {
      const environment = Object.fromEntries(
        [...printed.matchAll(/^ {2}([A-Z][A-Z0-9_]+)=(.*)$/gm)].map(([, name = '', value = '']) => [name, value]),
      )
      const { D1_ENDPOINT, CLOUDFLARE_ACCOUNT_ID, CLOUDFLARE_DATABASE_ID, CLOUDFLARE_D1_TOKEN } = environment
      expect(D1_ENDPOINT).toMatch(/^http:\/\/localhost:\d+\/client\/v4$/)
      expect(printed).not.toContain('postgres')
      const settings = /d1Rest\((\{.*?\})\)/s.exec(printed)?.[1] ?? ''
      const given = JSON.parse(settings.replace(/(\w+): '(.*)',$/gm, '"$1": "$2",').replace(/,\s*\}/, '}'))
      expect(await d1Rest(given)`select 1 as a`).toEqual([{ a: 1 }])
      const [, url = ''] = /^ {2}curl (\S+) \\$/m.exec(printed) ?? []
      expect(url).toBe(`${D1_ENDPOINT}/accounts/${CLOUDFLARE_ACCOUNT_ID}/d1/database/${CLOUDFLARE_DATABASE_ID}/query`)
      const [, authorization, body = ''] = /-H 'Authorization: (.*)' -d '(.*)'$/m.exec(printed) ?? []
      expect(authorization).toBe(`Bearer ${CLOUDFLARE_D1_TOKEN}`)
      const response = await fetch(url, { method: 'POST', headers: { authorization: authorization ?? '' }, body })
      expect(await response.json()).toMatchObject({ success: true, result: [{ results: [{ 1: 1 }] }] })
    })
    expect(result.code).toBe(0)
    expect(result.stderr).toMatch(/^tcpless: ready after [\d.]+ s\n\n$/)
  })

  test(
    'serves MySQL by itself and after PostgreSQL, as it says',
    async () => {
      const mariadb = await startMariadb()
      try {
        const rows = async (url: string) => (await connect({ url }).execute('select 1 as a')).rows
        const result = await serve(['--mysql', mariadb.url, '--port', '0'], async (printed) => {
          const url = /^ {2}(http:\/\/tcpless:[\w-]{24}@localhost:\d+\/test)$/m.exec(printed)?.[1] ?? ''
          expect(printed).toContain(`planetscale('${url}')`)
          expect(printed).toContain(`connect({ url: '${url}' })`)
          expect(printed).toMatch(/^Serving MariaDB 10\.11\.\d+ at 127\.0\.0\.1:\d+$/m)
          expect(await rows(url)).toEqual([{ a: 1 }])
          expect(await typesAsPrinted(printed)).toContain('from a MySQL database')
        })
        expect(result.code).toBe(0)
        expect(result.stderr).toMatch(/^tcpless: connecting to MySQL \.\.\.\ntcpless: ready after [\d.]+ s\n\n$/)
        expect(result.stdout + result.stderr).not.toContain(mariadb.password)
        // PlanetScale's client sends a password as the URL has it, percent signs and all.
        const both = ['--quiet', '--port', '0', '--password', "p@ss 'word", '--postgres', postgres.url]
        await serve([...both, '--mysql', mariadb.url], async (printed) => {
          const [first = '', second = '', ...rest] = printed.trimEnd().split('\n')
          expect(rest).toEqual([])
          expect(second).toMatch(/^http:\/\/tcpless:p%40ss%20%27word@localhost:\d+\/test$/)
          expect(await neon(first)`select 1 as a`).toEqual([{ a: 1 }])
          expect(await rows(second)).toEqual([{ a: 1 }])
        })
      } finally {
        await mariadb.stop()
      }
    },
    startTimeout,
  )

  test('prints an .env file for SQLite with --quiet, after the connection string', async () => {
    const args = ['--quiet', '--sqlite', ':memory:', '--port', '0', '--password', 'abc', '--postgres', postgres.url]
    const result = await serve(args, async (printed) => {
      const [url = '', ...lines] = printed.trimEnd().split('\n')
      const { port } = new URL(url)
      expect(await neon(url)`select 1 as a`).toEqual([{ a: 1 }])
      expect(lines).toEqual([
        `D1_ENDPOINT=http://localhost:${port}/client/v4`,
        'CLOUDFLARE_ACCOUNT_ID=00000000000000000000000000000000',
        'CLOUDFLARE_DATABASE_ID=00000000-0000-4000-8000-000000000000',
        'CLOUDFLARE_D1_TOKEN=abc',
      ])
    })
    expect(result).toMatchObject({ code: 0, stderr: '' })
  })

  test('ends at once when a query of SQLite does not', async () => {
    const args = ['--quiet', '--sqlite', ':memory:', '--port', '0']
    const result = await serve(args, async (printed) => {
      const { D1_ENDPOINT, CLOUDFLARE_D1_TOKEN } = parseEnv(printed)
      const sql = 'with recursive n (i) as (select 1 union all select i + 1 from n) select count(*) from n'
      fetch(`${D1_ENDPOINT}/accounts/${'0'.repeat(32)}/d1/database/00000000-0000-4000-8000-000000000000/query`, {
        method: 'POST',
        headers: { authorization: `Bearer ${CLOUDFLARE_D1_TOKEN}` },
        body: JSON.stringify({ sql }),
      }).catch(() => {})
      await delay(300)
    })
    expect(result).toMatchObject({ code: 0, stderr: '' })
  }, 10_000)

  test('names the command that installs what is missing', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tcpless-missing-'))
    try {
      await writeFile(join(folder, 'package.json'), '{"type":"module"}')
      await cp(outdir, folder, { recursive: true })
      const elsewhere = (...args: string[]) =>
        outcome(spawn(process.execPath, [join(folder, 'cli.js'), 'dev', '--quiet', ...args]))
      expect(await elsewhere()).toEqual({
        code: 1,
        stdout: '',
        stderr:
          'tcpless: pg and @electric-sql/pglite must be installed: npm install --save-dev pg @electric-sql/pglite\n',
      })
      expect(await elsewhere('--postgres', postgres.url)).toEqual({
        code: 1,
        stdout: '',
        stderr: 'tcpless: pg must be installed: npm install --save-dev pg\n',
      })
      expect(await elsewhere('--mysql', 'mysql://x/y')).toEqual({
        code: 1,
        stdout: '',
        stderr: 'tcpless: mysql2 must be installed: npm install --save-dev mysql2\n',
      })
      // With pg there, its thread finds that PGlite is not.
      await mkdir(join(folder, 'node_modules/pg'), { recursive: true })
      await writeFile(join(folder, 'node_modules/pg/index.js'), '')
      expect((await elsewhere()).stderr).toContain('npm install --save-dev pg @electric-sql/pglite\n')
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  })

  test('takes the next port when the usual one is in use, and refuses a wanted one', async () => {
    const usual = createServer()
    // If another program has it already, that serves as well.
    await new Promise((resolve) => usual.on('listening', resolve).on('error', resolve).listen(5488, '127.0.0.1'))
    try {
      await serve(['--quiet', '--postgres', postgres.url], async (printed) => {
        expect(Number(new URL(printed.trim()).port)).toBeGreaterThan(5488)
      })
      const wanted = await run('dev', '--postgres', postgres.url, '--port', '5488')
      expect(wanted).toMatchObject({ code: 1, stdout: '' })
      expect(wanted.stderr).toContain('tcpless: port 5488 is in use\n')
    } finally {
      usual.close()
    }
  })
})
