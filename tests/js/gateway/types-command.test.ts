// The command `npx tcpless types`: its options, its status, what it writes and what it never writes.
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startGateway } from '../../../js/gateway/gateway.js'
import { formNames } from '../../../js/gateway/types/forms.js'
import type { TypeOptions } from '../../../js/options.js'
import { neon } from '../../../js/services/neon.js'
import { startMariadb } from '../../services/mariadb.js'
import { startPostgres } from '../../services/postgres.js'
import { startTimeout } from './running.js'
import { newFolder } from './types-running.js'

const root = join(import.meta.dirname, '../../..')
const outdir = join(root, 'build/tests/types-command')

interface Outcome {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

let folder: Awaited<ReturnType<typeof newFolder>>
let file: string
beforeAll(async () => {
  const entryPoints = ['cli.ts', 'pglite-worker.ts', 'sqlite-process.ts'].map((name) => join(root, 'js/gateway', name))
  await build({ entryPoints, outdir, bundle: true, platform: 'node', format: 'esm', packages: 'external' })
  folder = await newFolder()
  file = join(folder.path, 'app.db')
  const database = new DatabaseSync(file)
  database.exec('create table users (id integer primary key, name text not null)')
  database.close()
}, startTimeout)
afterAll(() => folder?.remove())

async function run(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Outcome> {
  const { DATABASE_URL: _, CLOUDFLARE_API_TOKEN: __, ...inherited } = process.env
  const child = spawn(process.execPath, [join(outdir, 'cli.js'), 'types', ...args], {
    cwd: folder.path,
    env: { ...inherited, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, stdout, stderr }
}

const users = `// Made by \`npx tcpless types\` from a SQLite database. Do not edit: run it again.

import type { Generated } from 'tcpless/builder'

export interface UsersTable {
  id: Generated<number>
  name: string
}

/** All tables and views, by the names that queries use. */
export interface Database {
  users: UsersTable
}
`

test('prints help with all options', async () => {
  const help = await run(['--help'])
  expect(help).toMatchObject({ code: 0, stderr: '' })
  expect(await run(['-h', '--sqlite', 'x'])).toEqual(help)
  const source = await readFile(join(root, 'js/gateway/types/arguments.ts'), 'utf8')
  const [, block = ''] = /^const options = \{\n([\s\S]*?)^\}/m.exec(source) ?? []
  const names = [...block.matchAll(/^ {2}'?([a-z-]+)'?: /gm)].map(([, name]) => name)
  expect(names.length).toBeGreaterThan(10)
  for (const name of [...names, ...formNames, 'url', 'sqlite', 'd1', 'data', 'neon', 'planetscale']) {
    expect(help.stdout).toContain(`--${name} `)
  }
})

test('has a form option for each type that the clients have one for', () => {
  const names: Record<Exclude<keyof TypeOptions, 'preset' | 'oids' | 'columns'>, true> = {
    int8: true,
    numeric: true,
    json: true,
    bytea: true,
    timestamptz: true,
    timestamp: true,
    date: true,
    datetime: true,
    bit: true,
    tinyint1: true,
    interval: true,
    point: true,
    circle: true,
  }
  expect([...formNames].sort()).toEqual([...Object.keys(names), 'integers'].sort())
})

describe('where it writes', () => {
  test('standard output, and progress to standard error', async () => {
    const { code, stdout, stderr } = await run(['--sqlite', 'app.db'])
    expect({ code, stdout }).toEqual({ code: 0, stdout: users })
    expect(stderr).toMatch(
      /^tcpless: connecting \.\.\.\ntcpless: reading the schema of SQLite [\d.]+ at .*app\.db \.\.\.\ntcpless: 1 table, 0 views\n$/,
    )
    expect(await run(['--sqlite', 'app.db', '--quiet'])).toEqual({ code: 0, stdout: users, stderr: '' })
  })

  test('a file, which is left alone when it has the text, and checked', async () => {
    const out = join(folder.path, 'database.ts')
    const missing = await run(['--sqlite', 'app.db', '--out', out, '--check', '--quiet'])
    expect(missing).toEqual({ code: 1, stdout: '', stderr: `tcpless: ${out} is missing\n` })
    expect(await run(['--sqlite', 'app.db', '--out', out, '--quiet'])).toEqual({ code: 0, stdout: '', stderr: '' })
    expect(await readFile(out, 'utf8')).toBe(users)
    const { mtimeMs } = await stat(out)
    const again = await run(['--sqlite', 'app.db', '--out', out])
    expect(again.stderr).toContain('database.ts is up to date\n')
    expect((await stat(out)).mtimeMs).toBe(mtimeMs)
    expect(await run(['--sqlite', 'app.db', '--out', out, '--check', '--quiet'])).toMatchObject({ code: 0, stderr: '' })
    await writeFile(out, `${users}\n`)
    const differs = await run(['--sqlite', 'app.db', '--out', out, '--check', '--quiet'])
    expect(differs).toEqual({ code: 1, stdout: '', stderr: `tcpless: ${out} is not what the database has\n` })
    expect(await readFile(out, 'utf8')).toBe(`${users}\n`)
  })

  test('a file in a folder that is made', async () => {
    const out = join(folder.path, 'src', 'types', 'database.ts')
    const checked = await run(['--sqlite', 'app.db', '--out', out, '--check', '--quiet'])
    expect(checked).toEqual({ code: 1, stdout: '', stderr: `tcpless: ${out} is missing\n` })
    await expect(stat(join(folder.path, 'src'))).rejects.toThrow('ENOENT')
    expect(await run(['--sqlite', 'app.db', '--out', out])).toMatchObject({ code: 0, stdout: '' })
    expect(await readFile(out, 'utf8')).toBe(users)
  })

  test('a link that leads nowhere is not written', async () => {
    await symlink('none/x.ts', join(folder.path, 'link.ts'))
    const { code, stderr } = await run(['--sqlite', 'app.db', '--out', 'link.ts'])
    expect(code).toBe(1)
    expect(stderr).toContain('tcpless: cannot write link.ts (ENOENT)\n')
  })
})

test('the first line has the options that matter, in one order and on one line', async () => {
  const exclude = "a'b\n// c"
  const args = ['--quiet', '--bytea', 'hex', '--exclude', exclude, '--exclude', 'd*', '--camel-case', '--sqlite', file]
  const { stdout } = await run(args)
  expect(stdout.split('\n').slice(0, 2)).toEqual([
    "// Made by `npx tcpless types --exclude 'a'\\''b // c,d*' --camel-case --bytea hex` from a SQLite database. Do not edit: run it again.",
    '',
  ])
})

describe('what is wrong', () => {
  test.each([
    [[], 2, 'which database? Give --url, --sqlite or another one, or set DATABASE_URL'],
    [['--sqlite', 'a', '--url', 'b'], 2, '--url and --sqlite: give one of them'],
    [['--sqlite', ''], 2, '--sqlite must not be empty'],
    [['--nonsense'], 2, "Unknown option '--nonsense'"],
    [['--check', '--sqlite', 'app.db'], 2, '--check needs --out FILE, the file to compare with'],
    [['--sqlite', 'app.db', '--int8', 'text'], 2, '--int8 is one of number, string, bigint for SQLite'],
    [['--sqlite', 'app.db', '--interval', 'text'], 2, '--interval is not for SQLite'],
    [['--sqlite', 'app.db', '--types', 'pg'], 2, '--types is one of exact for SQLite'],
    [['--sqlite', 'app.db', '--columns', 'a=date'], 2, '--columns is not for SQLite'],
    [['--sqlite', 'app.db', '--oids', '20=date'], 2, '--oids is not for SQLite'],
    [['--sqlite', 'app.db', '--columns', '=date'], 2, '--columns =date: it needs NAME=FORM'],
    [['--sqlite', 'app.db', '--oids', 'x=text'], 2, '--oids x=text: an OID is a number up to 4294967295'],
    [
      ['--sqlite', 'app.db', '--oids', '20=text,4294967296=text'],
      2,
      '--oids 4294967296=text: an OID is a number up to 4294967295',
    ],
    [['--sqlite', 'app.db', '--remote'], 2, '--remote is for --d1'],
    [
      ['--d1', '00000000-0000-4000-8000-000000000000', '--remote'],
      1,
      '--remote needs CLOUDFLARE_ACCOUNT_ID and CLOUDFLARE_API_TOKEN in the environment',
    ],
    [['--d1', 'DB', '--remote'], 1, '--d1 DB: there is neither that file nor a wrangler.jsonc here'],
    [['--sqlite', 'none.db'], 1, 'there is no file none.db'],
    [['--sqlite', '.'], 1, 'there is no file .'],
    [['--d1', 'DB'], 1, '--d1 DB: there is neither that file nor a wrangler.jsonc here'],
    [['--sqlite', 'app.db', '--out', 'app.db/x.ts'], 1, 'cannot read app.db/x.ts (ENOTDIR)'],
    [['--data', 'app.db'], 1, 'there is no database of PGlite in app.db'],
    [['--sqlite', 'app.db', '--out', '.'], 1, 'cannot read . (EISDIR)'],
    [['--url', 'x'], 1, '--url needs a URL such as postgres://user:password@host:5432/database or mysql://...'],
    [
      ['--url', 'http://u:p@localhost/x'],
      1,
      '--url needs a URL such as postgres://user:password@host:5432/database or mysql://...; a service over HTTP is for --neon or --planetscale',
    ],
  ])('%j', async (args, code, message) => {
    const result = await run(args)
    expect(result).toMatchObject({ code, stdout: '' })
    expect(result.stderr).toContain(`tcpless: ${message}\n`)
    expect(result.stderr.includes('Try: npx tcpless types --help\n')).toBe(code === 2)
    expect(result.stderr).not.toMatch(/\n\s+at /)
  })

  test('a file that is no database', async () => {
    await writeFile(join(folder.path, 'text.db'), 'x'.repeat(5000))
    const { code, stderr } = await run(['--sqlite', 'text.db'])
    expect([code, stderr]).toEqual([
      1,
      'tcpless: connecting ...\ntcpless: cannot use text.db as a SQLite database: file is not a database\n',
    ])
  })
})

test('a file in WAL mode in a folder that cannot be written', async () => {
  // Elsewhere, because root, who may write everywhere, becomes a user who may not read all of this folder's.
  const closed = await mkdtemp(join(tmpdir(), 'tcpless-wal-'))
  try {
    const database = new DatabaseSync(join(closed, 'wal.db'))
    database.exec('pragma journal_mode = wal; create table users (id integer primary key)')
    database.close()
    await chmod(join(closed, 'wal.db'), 0o444)
    await chmod(closed, 0o555)
    const module = join(folder.path, 'open-sqlite.mjs')
    const entry = join(root, 'js/gateway/types/open-sqlite.ts')
    await build({ entryPoints: [entry], outfile: module, bundle: true, platform: 'node', format: 'esm' })
    const code = `
      import { openSqlite } from ${JSON.stringify(module)}
      if (process.getuid() === 0) process.setuid(65534)
      await openSqlite(process.argv[1]).catch(({ message }) => process.stdout.write(message))
    `
    const args = ['--input-type=module', '-e', code, join(closed, 'wal.db')]
    expect((await promisify(execFile)(process.execPath, args)).stdout).toBe(
      `cannot use ${join(closed, 'wal.db')} as a SQLite database: it is in WAL mode, for which SQLite makes files ` +
        'beside it, and its folder cannot be written; copy it elsewhere',
    )
  } finally {
    await chmod(closed, 0o700)
    await rm(closed, { recursive: true, force: true })
  }
})

test('a D1 database by the REST API', async () => {
  const gateway = await startGateway({ port: 0, sqlite: file })
  try {
    const { endpoint = '', apiToken = '' } = gateway.d1 ?? {}
    const id = '00000000-0000-4000-8000-000000000000'
    const env = { D1_ENDPOINT: endpoint, CLOUDFLARE_ACCOUNT_ID: '0'.repeat(32), CLOUDFLARE_D1_TOKEN: apiToken }
    const found = await run(['--d1', id, '--remote'], env)
    expect(found).toMatchObject({ code: 0, stdout: users })
    expect(found.stderr).not.toContain(apiToken)
    const refused = await run(['--d1', id, '--remote'], { ...env, CLOUDFLARE_D1_TOKEN: 's3cret-w0rd' })
    expect(refused).toMatchObject({ code: 1, stdout: '' })
    expect(refused.stderr).toMatch(/^tcpless: connecting \.\.\.\ntcpless: --d1: .+\n$/)
    expect(refused.stderr).not.toContain('s3cret')
  } finally {
    await gateway.close()
  }
})

test(
  'the URL that npx tcpless dev prints, which is for --neon',
  async () => {
    const gateway = await startGateway({ port: 0 })
    try {
      await neon(gateway.url)`create table kept (id int4 not null)`
      const { code, stdout } = await run(['--neon', gateway.url])
      expect([code, stdout]).toEqual([0, expect.stringContaining('export interface KeptTable {\n  id: number\n}\n')])
      const { host, password } = new URL(gateway.url)
      const reason = `${host} speaks HTTP, as npx tcpless dev does, and not PostgreSQL's protocol`
      const told = `tcpless: connecting ...\ntcpless: ${reason}: give its URL to --neon, as in npx tcpless types --neon URL\n`
      expect(await run(['--url', gateway.url])).toEqual({ code: 1, stdout: '', stderr: told })
      expect(await run([], { DATABASE_URL: `${gateway.url}?sslmode=verify-full` })).toMatchObject({ stderr: told })
      expect(told).not.toContain(password)
      await expect(startGateway({ port: 0, postgres: gateway.url })).rejects.toThrow(reason)
    } finally {
      await gateway.close()
    }
  },
  startTimeout,
)

test(
  'no secret is written anywhere',
  async () => {
    const [postgres, mariadb] = await Promise.all([startPostgres(), startMariadb()])
    try {
      const secret = 's3cret-w0rd'
      const wrong = (url: string): string => url.replace(/:[^:@]+@/, `:${secret}@`)
      const cases: [string[], NodeJS.ProcessEnv][] = [
        [[], { DATABASE_URL: postgres.url }],
        [['--types', 'pg', '--url', postgres.url], {}],
        [['--url', mariadb.url], {}],
        [['--url', wrong(postgres.url)], {}],
        [['--url', wrong(mariadb.url)], {}],
        [['--url', `${wrong(mariadb.url)}?ssl={${secret}`], {}],
        [[wrong(postgres.url)], {}],
        [['--url'], { DATABASE_URL: wrong(postgres.url) }],
        [[`--check=${wrong(postgres.url)}`], {}],
        [['--url', `postgres://u:${secret}%zz@localhost/x`], {}],
        [['--url', `postgres://u:${secret}@localhost:1/%zz`], {}],
        [['--url', `http://u:${secret}@localhost/x`], {}],
        [['--neon', `postgres://u:${secret}@localhost:1/x`], {}],
        [['--neon', `nonsense:${secret}`], {}],
        [['--planetscale', `http://u:${secret}@localhost:1/x`], {}],
      ]
      const codes: (number | null)[] = []
      for (const [args, env] of cases) {
        const { code, stdout, stderr } = await run(args, env)
        codes.push(code)
        const printed = stdout + stderr
        for (const word of [secret, postgres.password, mariadb.password]) expect(printed, stderr).not.toContain(word)
        expect(stderr, args.join(' ')).not.toContain('unexpected')
        if (code === 0) expect(stdout).not.toMatch(/127\.0\.0\.1|postgres:|mysql:/)
      }
      expect(codes).toEqual([0, 0, 0, 1, 1, 1, 2, 2, 2, 1, 1, 1, 1, 1, 1])

      for (const [option, url, product] of [
        ['--neon', postgres.url, 'PostgreSQL'],
        ['--planetscale', mariadb.url, 'MySQL'],
      ] as const) {
        const { code, stderr } = await run([option, url])
        expect(code).toBe(1)
        expect(stderr).toContain(`; if this is a ${product} server itself, give its URL to --url\n`)
        for (const word of [postgres.password, mariadb.password]) expect(stderr).not.toContain(word)
      }
    } finally {
      await Promise.all([postgres.stop(), mariadb.stop()])
    }
  },
  startTimeout,
)

test(
  "PGlite's files",
  async () => {
    const data = join(folder.path, 'data')
    const missing = await run(['--data', 'data'])
    expect(missing).toMatchObject({ code: 1, stdout: '' })
    expect(missing.stderr).toContain('there is no database of PGlite in data\n')
    const gateway = await startGateway({ port: 0, data })
    await neon(gateway.url)`create table kept (id int8 not null)`
    await gateway.close()
    const refused = await run(['--data', data, '--columns', 'a=text,d=mood'])
    expect(refused.code).toBe(2)
    expect(refused.stderr).toContain('\ntcpless: --columns d=mood: the form is one of text, string, number, ')
    const { code, stdout } = await run(['--data', data, '--int8', 'bigint'])
    expect(code).toBe(0)
    expect(stdout).toMatch(/^\/\/ Made by `npx tcpless types --int8 bigint` from a PostgreSQL database\./)
    expect(stdout).toContain('  id: ColumnType<bigint, bigint | number | string, bigint | number | string>\n')
  },
  startTimeout,
)
