// The same handler where it is no Worker: a Vercel function on Node.js, and one on the edge.
import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { createContext, runInContext } from 'node:vm'
import { build, type Plugin } from 'esbuild'
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest'
import { GET, POST } from '../../../worker-example/api/node.js'
import { handle } from '../../../worker-example/src/handler.js'
import { freePort, root } from './running.js'

const databaseUrl = inject('databaseUrl')
const { password } = new URL(databaseUrl)
type Handler = (request: Request) => Promise<Response>

/** Serves functions as Vercel does on Node.js: one for each method, with standard requests and responses. */
async function serve(handlers: Record<string, Handler>): Promise<{ url: string; server: Server }> {
  const port = await freePort()
  const server = createServer(async (incoming, outgoing) => {
    const body = await Readable.from(incoming).toArray()
    const request = new Request(`http://localhost:${port}${incoming.url}`, {
      method: incoming.method ?? 'GET',
      headers: incoming.headers as Record<string, string>,
      ...(body.length > 0 && { body: Buffer.concat(body) }),
    })
    const response = await (handlers[request.method] as Handler)(request)
    outgoing.writeHead(response.status, Object.fromEntries(response.headers))
    for await (const chunk of response.body ?? []) outgoing.write(chunk)
    outgoing.end()
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return { url: `http://localhost:${port}/api`, server }
}

// The edge runtime has these of Node's globals: https://edge-runtime.vercel.app/features/available-apis
const edgeGlobals = [
  ...['AbortController', 'AbortSignal', 'DOMException', 'Event', 'EventTarget', 'Headers', 'ReadableStream', 'Request'],
  ...['Response', 'TextDecoder', 'TextEncoder', 'TransformStream', 'URL', 'URLSearchParams', 'WritableStream', 'atob'],
  ...['btoa', 'clearTimeout', 'console', 'crypto', 'fetch', 'performance', 'queueMicrotask', 'setTimeout'],
  'structuredClone',
]

/** Gives what `?module` imports there: a module that was compiled before, in another realm. */
const compiledModules = (modules: Record<string, WebAssembly.Module>): Plugin => ({
  name: 'compiled-modules',
  setup(bundler) {
    bundler.onResolve({ filter: /\.wasm\?module$/ }, ({ path, resolveDir }) => ({
      path: join(resolveDir, path.replace('?module', '')),
      namespace: 'compiled',
    }))
    bundler.onLoad({ filter: /./, namespace: 'compiled' }, ({ path }) => {
      modules[path] = new WebAssembly.Module(readFileSync(path))
      return { contents: `export default modules[${JSON.stringify(path)}]` }
    })
  },
})

/** The edge function, bundled for the edge and run where there is nothing but web APIs, and no compiling. */
async function edgeFunction(): Promise<{ handler: Handler; config: unknown }> {
  const modules: Record<string, WebAssembly.Module> = {}
  const { outputFiles } = await build({
    entryPoints: [join(root, 'worker-example/api/edge.ts')],
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'edge',
    conditions: ['edge-light'],
    plugins: [compiledModules(modules)],
  })
  const globals = Object.fromEntries(edgeGlobals.map((name) => [name, Reflect.get(globalThis, name)]))
  const process = { env: { DATABASE_URL: databaseUrl, FREE_SQL: 'loopback' } }
  const context = createContext({ ...globals, modules, process }, { codeGeneration: { strings: false, wasm: false } })
  runInContext(outputFiles[0]?.text ?? '', context)
  expect(Object.keys(modules)).toHaveLength(4)
  const { default: handler, config } = Reflect.get(context, 'edge') as { default: Handler; config: unknown }
  return { handler, config }
}

const hosts: Record<string, () => Promise<Record<string, Handler>>> = {
  'Vercel on Node.js': async () => ({ GET, POST }),
  'Vercel on the edge': async () => {
    const { handler, config } = await edgeFunction()
    expect(config).toEqual({ runtime: 'edge' })
    return { GET: handler, POST: handler }
  },
}

describe.each(Object.keys(hosts))('%s', (name) => {
  let url: string
  let server: Server
  beforeAll(async () => {
    vi.stubEnv('DATABASE_URL', databaseUrl)
    vi.stubEnv('FREE_SQL', 'loopback')
    const handlers = await (hosts[name] as () => Promise<Record<string, Handler>>)()
    ;({ url, server } = await serve(handlers))
  })
  afterAll(() => {
    server?.close()
    vi.unstubAllEnvs()
  })

  test('has Postgres and no D1', async () => {
    const { databases, freeSql } = (await (await fetch(url)).json()) as { databases: unknown[]; freeSql: boolean }
    expect(databases).toMatchObject([
      { id: 'postgres', rows: 10_000 },
      { id: 'planetscale', problem: 'not set up on this host' },
      { id: 'd1', problem: 'not set up on this host' },
      { id: 'durable-object', problem: 'not set up on this host' },
    ])
    expect(freeSql).toBe(false)
    expect((await fetch(`${url}?database=d1&query=latest`)).status).toBe(404)
  })

  test('answers queries', async () => {
    const all = (await (await fetch(`${url}?database=postgres&query=everything`)).json()) as unknown[]
    expect(all).toHaveLength(10_000)
    const ndjson = await (await fetch(`${url}?database=postgres&query=summary&format=ndjson`)).text()
    expect(ndjson.trimEnd().split('\n')).toHaveLength(24)
    expect((await fetch(`${url}?database=postgres&query=ring&ring=5`)).status).toBe(404)
  })

  test('takes no SQL, whatever its variables say', async () => {
    const body = JSON.stringify({ database: 'postgres', sql: 'select 1' })
    const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
    expect(response.status).toBe(403)
  })
})

describe('where nobody develops', () => {
  const ask = async (url: string): Promise<{ status: number; head: string; body: string }> => {
    vi.spyOn(console, 'error').mockImplementation(() => {})
    const request = new Request('https://birds.example/api?database=postgres&query=latest')
    const response = await handle(request, { DATABASE_URL: url })
    const head = decodeURIComponent(JSON.stringify([...response.headers]))
    return { status: response.status, head, body: await response.text() }
  }

  test('an error of the database says only that there was one', async () => {
    const { status, head, body } = await ask(databaseUrl.replace('/postgres', '/no_such_database'))
    expect([status, JSON.parse(body)]).toEqual([
      502,
      { error: { code: 'query', message: 'The database did not answer as it should.' } },
    ])
    expect(head).not.toContain(password)
  })

  test('a wrong password is not told', async () => {
    const { status, head, body } = await ask(databaseUrl.replace(password, 'wr0ng-passw0rd'))
    expect([status, JSON.parse(body)]).toMatchObject([502, { error: { code: 'authentication' } }])
    expect(head + body).not.toContain('wr0ng-passw0rd')
  })

  test('nothing is told of a connection string that is none', async () => {
    const { status, head, body } = await ask('not a url with s3cret')
    expect([status, JSON.parse(body)]).toMatchObject([502, { error: { code: 'connection_string' } }])
    expect(head + body).not.toContain('s3cret')
  })
})
