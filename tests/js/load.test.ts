import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { canaryUrl, jsonResponse, oid, resultBody } from './support/neon-service.js'

const RealModule = WebAssembly.Module
const answer = async () => jsonResponse(resultBody([['a', oid.int4]], [['1']]))
const wasm = (name: string) => readFileSync(new URL(`../../dist/wasm/${name}.wasm`, import.meta.url))
let compiled = 0

beforeEach(() => {
  vi.resetModules()
  compiled = 0
  WebAssembly.Module = class extends RealModule {
    constructor(bytes: BufferSource) {
      super(bytes)
      compiled++
    }
  }
})
afterEach(() => {
  WebAssembly.Module = RealModule
})

test('the module is compiled once, and not before the first query', async () => {
  const { neon } = await import('../../js/services/neon.js')
  const db = neon(canaryUrl, { fetch: answer })
  expect(compiled).toBe(0)
  expect(await db`select`).toEqual([{ a: 1 }])
  await neon(canaryUrl, { fetch: answer })`select`
  expect(compiled).toBe(1)
})

test('init takes a module of the host', async () => {
  const { init, neon } = await import('../../js/services/neon.js')
  init(new RealModule(wasm('neon')))
  expect(await neon(canaryUrl, { fetch: answer })`select`).toEqual([{ a: 1 }])
  expect(compiled).toBe(0)
})

test('init refuses what is not a module of this package', async () => {
  const { init, neon } = await import('../../js/services/neon.js')
  const empty = new RealModule(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0))
  for (const wrong of [empty, {}, undefined, wasm('neon')]) {
    expect(() => init(wrong as WebAssembly.Module)).toThrow(expect.objectContaining({ code: 'core_fault' }))
  }
  expect(await neon(canaryUrl, { fetch: answer })`select`).toEqual([{ a: 1 }])
})

test('a host that refuses to compile gets advice', async () => {
  WebAssembly.Module = class extends RealModule {
    constructor(_bytes: BufferSource) {
      super(Uint8Array.of(0))
    }
  }
  const { neon } = await import('../../js/services/neon.js')
  const query = neon(canaryUrl, { fetch: answer })`select`
  await expect(query).rejects.toMatchObject({ code: 'core_fault', message: expect.stringContaining('init()') })
  WebAssembly.Module = RealModule
  expect(await neon(canaryUrl, { fetch: answer })`select`).toEqual([{ a: 1 }])
})

test('a module of another version is refused', async () => {
  vi.doMock('../../bindings/layout.js', async (original) => ({ ...(await original<object>()), layoutVersion: 1 }))
  const { neon } = await import('../../js/services/neon.js')
  await expect(neon(canaryUrl, { fetch: answer })`select`).rejects.toMatchObject({
    code: 'core_fault',
    message: expect.stringContaining('version'),
  })
  vi.doUnmock('../../bindings/layout.js')
})

test('a module of another service is refused by name', async () => {
  const { init, neon } = await import('../../js/services/neon.js')
  init(new RealModule(wasm('d1')))
  await expect(neon(canaryUrl, { fetch: answer })`select`).rejects.toMatchObject({
    code: 'unsupported',
    service: 'neon',
  })
})

test('connect picks the service by what it is given', async () => {
  const { connect } = await import('../../js/index.js')
  expect(await connect(canaryUrl, { fetch: answer })`select`).toEqual([{ a: 1 }])
  expect(await connect(canaryUrl.replace('postgresql', 'POSTGRES'), { fetch: answer })`select`).toEqual([{ a: 1 }])
  const statement = { bind: () => statement, all: async () => ({ results: [{ a: 2 }], meta: {} }) }
  const binding = { prepare: () => statement, batch: async () => [] }
  expect(await connect(binding)`select 2`).toEqual([{ a: 2 }])
  expect(connect('mysql://user:secret@aws.connect.psdb.cloud/shop').dialect).toBe('mysql')
  for (const wrong of ['mongodb://host/db', '', {}, null, undefined, 1, { prepare: () => {} }]) {
    expect(() => connect(wrong as string)).toThrow(expect.objectContaining({ code: 'connection_string' }))
  }
})
