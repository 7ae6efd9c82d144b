// Every example of README.md and docs/ has right types, runs, and prints what it says it prints.
import { execFile } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { transform } from 'esbuild'
import { beforeAll, describe, expect, test } from 'vitest'
import { start, startTimeout } from '../gateway/running.js'
import { startMariadb } from '../../services/mariadb.js'
import { type Example, examplesOf, pages, root, textOf } from './examples.js'

const execute = promisify(execFile)

// Inside the repository, so that `tcpless/neon` is the built package; nothing else is needed to resolve it.
const folder = join(root, 'build/tests/readme')

const examples = pages.flatMap((page) => examplesOf(page, textOf(page)))
const fileOf = ({ name }: Example): string => name.replaceAll(/\W+/g, '-')

// What examples use of other runtimes.
const hosts = `declare const Deno: {
  env: { get(name: string): string | undefined }
  serve(handler: (request: Request) => Response | Promise<Response>): unknown
}
declare module 'cloudflare:workers' {
  export abstract class DurableObject<Env = unknown> {
    constructor(ctx: import('tcpless/durable-object/server').DurableContext, env: Env)
    protected readonly ctx: import('tcpless/durable-object/server').DurableContext
    protected readonly env: Env
  }
}
declare const Bun: { serve(options: { fetch(request: Request): Response | Promise<Response> }): unknown }
`

// What `npx tcpless types` would have written.
const database = `export interface Database {
  posts: { id: number; title: string; author: string | null }
}
`

const tsconfig = {
  extends: '../../../tsconfig.base.json',
  compilerOptions: { noEmit: true, types: ['node'], noUnusedLocals: false },
  include: ['*.ts'],
}

interface Outcome {
  readonly printed: readonly string[]
  readonly answer?: { readonly status: number; readonly body: string }
  readonly error?: string
}

beforeAll(async () => {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  for (const example of examples) {
    writeFileSync(join(folder, `${fileOf(example)}.ts`), example.code)
    const { code } = await transform(example.code, { loader: 'ts', format: 'esm' })
    writeFileSync(join(folder, `${fileOf(example)}.mjs`), code)
  }
  writeFileSync(join(folder, 'hosts.d.ts'), hosts)
  writeFileSync(join(folder, 'database.ts'), database)
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(tsconfig))
})

test('there are examples on every page', () => {
  for (const page of [
    'README.md',
    'docs/neon.md',
    'docs/gateway.md',
    'docs/xata.md',
    'docs/planetscale.md',
    'docs/planetscale-postgres.md',
    'docs/d1.md',
    'docs/durable-object.md',
    'docs/compat-d1.md',
    'docs/compat-neon.md',
    'docs/types.md',
    'docs/builder.md',
    'docs/errors.md',
  ]) {
    expect(
      examples.some(({ name, runs }) => runs && name.startsWith(page)),
      page,
    ).toBe(true)
  }
})

test('their types are right', { timeout: 60_000 }, async () => {
  const checked = execute(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', folder])
  const problems = await checked.then(
    () => '',
    ({ stdout, stderr }: { stdout: string; stderr: string }) => stdout + stderr,
  )
  expect(problems).toBe('')
})

describe('run', () => {
  const runnable = examples.filter(({ runs }) => runs)
  let outcomes: Record<string, Outcome>

  beforeAll(async () => {
    const list = Object.fromEntries(
      runnable.map((example) => [
        example.name,
        {
          file: `${fileOf(example)}.mjs`,
          inObject: example.inObject,
          hasClass: example.code.includes('export class Tenant'),
        },
      ]),
    )
    writeFileSync(join(folder, 'list.json'), JSON.stringify(list))
    const mariadb = await startMariadb()
    const { gateway, stop } = await start('PostgreSQL', { sqlite: ':memory:', mysql: mariadb.url })
    try {
      const runner = join(import.meta.dirname, 'run-examples.mjs')
      await execute(process.execPath, [runner, folder], {
        env: {
          ...process.env,
          DATABASE_URL: gateway.url,
          PLANETSCALE_URL: gateway.planetscale?.url,
          D1_ENDPOINT: gateway.d1?.endpoint,
          CLOUDFLARE_ACCOUNT_ID: gateway.d1?.accountId,
          CLOUDFLARE_DATABASE_ID: gateway.d1?.databaseId,
          CLOUDFLARE_D1_TOKEN: gateway.d1?.apiToken,
        },
        timeout: startTimeout,
      })
    } finally {
      await stop()
      await mariadb.stop()
    }
    outcomes = JSON.parse(readFileSync(join(folder, 'results.json'), 'utf8'))
  }, startTimeout)

  test.each(runnable.map((example) => [example.name, example] as const))('%s', (name, { prints }) => {
    const { printed, answer, error } = outcomes[name] as Outcome
    expect(error).toBeUndefined()
    const inOneLine = printed.map((text) => text.replaceAll(/\s+/g, ' '))
    expect(inOneLine).toEqual(prints)
    if (answer) {
      expect(answer.status, answer.body).toBe(200)
      expect(answer.body).toContain('"title":"Hello"')
    }
  })
})
