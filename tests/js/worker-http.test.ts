// A Worker in workerd between a service that fails and an ordinary HTTP client.
import { createServer, get, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { build } from 'esbuild'
import { convertV4MiniflareOptions, Miniflare } from 'miniflare'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { oid, resultBody } from './support/neon-service.js'

const worker = `
import { neon } from 'tcpless/neon'
let db
export default {
  async fetch(request, env) {
    // One client for all requests of the isolate.
    db ??= neon(env.DATABASE_URL)
    const { searchParams } = new URL(request.url)
    const format = searchParams.get('format') ?? 'json'
    const query = db\`select \${searchParams.get('answer')}\`
    try {
      if (searchParams.has('rows')) return Response.json(await query)
      return await db.respond(query, { format, end: format === 'ndjson' })
    } catch (error) {
      return Response.json({ failed: error.code }, { status: 500 })
    }
  },
}`

const rows = Array.from({ length: 12_000 }, (_, i) => [String(i), `row ${i} é ${'x'.repeat(i % 60)}`])
const objects = rows.map(([a, b]) => ({ a: Number(a), b }))
const body = Buffer.from(
  resultBody(
    [
      ['a', oid.int4],
      ['b', oid.text],
    ],
    rows,
  ),
)

/** `whole`, `cut N`: the body ends cleanly after N bytes, `break N`: the connection breaks there, `hang N`: nothing more comes. */
const service = createServer((request, response) => {
  let text = ''
  request.on('data', (chunk) => (text += chunk))
  request.on('end', () => {
    const [kind, at] = String(JSON.parse(text).params[0]).split(' ')
    response.on('close', () => {
      closed[`${kind} ${at}`] = !response.writableFinished
    })
    response.writeHead(200, { 'content-type': 'application/json' })
    const end = kind === 'whole' ? body.length : Number(at)
    let start = 0
    const more = () => {
      if (start < end) {
        const piece = body.subarray(start, Math.min(end, start + 16_384))
        start += piece.length
        response.write(piece, () => setImmediate(more))
      } else if (kind === 'break') response.destroy()
      else if (kind !== 'hang') response.end()
    }
    more()
  })
})
const closed: Record<string, boolean> = {}

let folder: string
let miniflare: Miniflare
let origin: URL

beforeAll(async () => {
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve))
  folder = await mkdtemp(path.join(tmpdir(), 'tcpless-worker-'))
  await build({
    stdin: { contents: worker, resolveDir: process.cwd(), loader: 'js' },
    outfile: path.join(folder, 'index.js'),
    bundle: true,
    format: 'esm',
    conditions: ['workerd', 'worker', 'browser'],
    loader: { '.wasm': 'copy' },
    logLevel: 'error',
  })
  const files = ['index.js', ...(await readdir(folder)).filter((file) => file.endsWith('.wasm'))]
  miniflare = new Miniflare(
    convertV4MiniflareOptions({
      cf: false,
      // workerd logs every response body that fails.
      handleStructuredLogs() {},
      port: 0,
      modulesRoot: folder,
      modules: files.map((file) => ({
        type: file.endsWith('.js') ? 'ESModule' : 'CompiledWasm',
        path: path.join(folder, file),
      })),
      compatibilityDate: '2026-10-01',
      bindings: { DATABASE_URL: `postgresql://u:p@localhost:${(service.address() as AddressInfo).port}/d` },
    }),
  )
  origin = await miniflare.ready
}, 120_000)

afterAll(async () => {
  await miniflare?.dispose()
  await stop(service)
  await rm(folder, { recursive: true, force: true })
})

function stop(server: Server): Promise<void> {
  server.closeAllConnections()
  return new Promise((resolve) => server.close(() => resolve()))
}

/** What a client gets that knows nothing of us; a broken connection is also a failure it sees. */
function request(query: string): Promise<{ status: number; text: string; broken: boolean }> {
  return new Promise((resolve, reject) => {
    const sent = get(new URL(query, origin), (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (chunk) => (text += chunk))
      const done = (broken: boolean) => resolve({ status: response.statusCode ?? 0, text, broken })
      response.on('end', () => done(false))
      response.on('error', () => done(true))
    })
    sent.on('error', reject)
  })
}

test('a whole answer', async () => {
  expect(JSON.parse((await request('/?answer=whole')).text)).toEqual(objects)
  expect(JSON.parse((await request('/?answer=whole&rows')).text)).toEqual(objects)
  const lines = (await request('/?answer=whole&format=ndjson')).text.trimEnd().split('\n')
  expect(lines.map((line) => JSON.parse(line))).toEqual([...objects, { end: { rows: rows.length } }])
})

describe('a failed answer never looks like a whole one, whatever the host does with the stream', () => {
  const places = process.env.TCPLESS_SOAK ? 500 : 40
  const step = Math.floor(body.length / places)
  const cuts = Array.from({ length: places }, (_, i) => 1 + i * step).concat(body.length - 1)

  test.each(['cut', 'break'])(
    '%s at many places',
    async (kind) => {
      for (const at of cuts) {
        const json = await request(`/?answer=${kind} ${at}`)
        if (json.status === 200) expect(() => JSON.parse(json.text), `JSON at ${at}`).toThrow()
        else expect(JSON.parse(json.text)).toEqual({ failed: expect.stringMatching(/protocol|outcome_unknown/) })
        const lines = await request(`/?answer=${kind} ${at}&format=ndjson`)
        if (lines.status !== 200) expect(JSON.parse(lines.text)).toEqual({ failed: expect.any(String) })
        else if (!lines.broken) {
          const parsed = lines.text
            .trimEnd()
            .split('\n')
            .map((line) => JSON.parse(line))
          expect(parsed.pop(), `NDJSON at ${at}`).toEqual({
            error: { code: expect.stringMatching(/protocol|outcome_unknown/), message: expect.any(String) },
          })
          expect(parsed).toEqual(objects.slice(0, parsed.length))
        }
        expect(JSON.parse((await request(`/?answer=${kind} ${at}&rows`)).text)).toEqual({ failed: expect.any(String) })
      }
    },
    600_000,
  )
})

test('threat 46: 30 requests at once share one client and keep their answers apart', async () => {
  const answers = await Promise.all(
    Array.from({ length: 30 }, (_, i) =>
      request(i % 3 === 0 ? '/?answer=whole&rows' : `/?answer=whole&format=${i % 3 === 1 ? 'json' : 'ndjson'}`),
    ),
  )
  for (const [i, { text }] of answers.entries()) {
    if (i % 3 < 2) expect(JSON.parse(text)).toEqual(objects)
    else expect(text.split('\n').length).toBe(objects.length + 2)
  }
})

test('a client that leaves ends the request to the service', async () => {
  const at = body.length - 5000
  const sent = get(new URL(`/?answer=hang ${at}`, origin), (response) => {
    response.once('data', () => sent.destroy())
    response.on('error', () => {})
  })
  sent.on('error', () => {})
  await expect.poll(() => closed[`hang ${at}`], { timeout: 10_000 }).toBe(true)
  expect(JSON.parse((await request('/?answer=whole')).text)).toEqual(objects)
})
