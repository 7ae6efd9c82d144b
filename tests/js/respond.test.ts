import { describe, expect, test, vi } from 'vitest'
import type { RespondOptions } from '../../js/services/neon.js'
import { encode, fakeNeon, jsonResponse, oid, pieces, resultBody, streamOf } from './support/neon-service.js'

const small = resultBody([['a', oid.int4]], [['1'], ['2']])
const rowCount = 20_000
const largeRows = Array.from({ length: rowCount }, (_, i) => [String(i), `é${'x'.repeat(i % 100)}`])
const large = resultBody(
  [
    ['a', oid.int4],
    ['b', oid.text],
  ],
  largeRows,
)
const largeObjects = largeRows.map(([a, b]) => ({ a: Number(a), b }))

/** An answer whose connection breaks after so many bytes. */
function breaking(body: string, at: number): Response {
  const source = pieces(encode(body).slice(0, at), 10_000)
  const stream = new ReadableStream<Uint8Array>({
    pull(controller) {
      const { value, done } = source.next()
      if (done) controller.error(new TypeError('terminated'))
      else controller.enqueue(value)
    },
  })
  return jsonResponse(stream)
}

/** What an ordinary reader gets: the bytes until the end, and whether the stream failed. */
async function readAll(response: Response): Promise<{ text: string; failed: boolean }> {
  const decoder = new TextDecoder()
  let text = ''
  try {
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>)
      text += decoder.decode(chunk, { stream: true })
    return { text, failed: false }
  } catch {
    return { text, failed: true }
  }
}

describe('the head of the response', () => {
  test('defaults', async () => {
    const { db } = fakeNeon(small)
    const response = await db.respond(db`select`)
    expect(response.status).toBe(200)
    expect(Object.fromEntries(response.headers)).toEqual({
      'content-type': 'application/json',
      'content-length': '17',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    })
    expect(await response.text()).toBe('[{"a":1},{"a":2}]')
    const lines = await db.respond(db`select`, { format: 'ndjson' })
    expect(lines.headers.get('content-type')).toBe('application/x-ndjson')
    expect(await lines.text()).toBe('{"a":1}\n{"a":2}\n')
  })

  test('init goes before the defaults', async () => {
    const { db } = fakeNeon(small)
    const init = {
      status: 201,
      statusText: 'Made',
      headers: {
        'Cache-Control': 'max-age=60',
        'Content-Type': 'application/vnd.x+json',
        'X-Own': '1',
        'content-length': '3',
      },
    }
    const response = await db.respond(db`select`, { init })
    expect(response).toMatchObject({ status: 201, statusText: 'Made' })
    expect(Object.fromEntries(response.headers)).toEqual({
      'content-type': 'application/vnd.x+json',
      'content-length': '17',
      'cache-control': 'max-age=60',
      'x-content-type-options': 'nosniff',
      'x-own': '1',
    })
  })

  test.each<[string, unknown]>([
    ['an unknown option', { colour: 'red' }],
    ['an unknown format', { format: 'xml' }],
    ['an inherited format', { format: 'toString' }],
    ['a status without a body', { init: { status: 204 } }],
    ['a status that is none', { init: { status: 99 } }],
    ['a status text that cannot be', { init: { statusText: 'a\nb' } }],
    ['a header that cannot be', { init: { headers: { 'a b': 'x' } } }],
    ['a header value that cannot be', { init: { headers: { a: 'x\r\ny: z' } } }],
    ['single as lines', { single: true, format: 'ndjson' }],
    ['an end line in JSON', { end: true }],
    ['a wrong single', { single: 404 }],
  ])('%s is refused before anything is sent', async (_name, options) => {
    const { db, sent } = fakeNeon(small)
    await expect(db.respond(db`select`, options as RespondOptions)).rejects.toMatchObject({
      code: 'option',
      service: 'neon',
    })
    expect(sent).toEqual([])
  })

  test('what is no query', async () => {
    const { db } = fakeNeon(small)
    for (const value of ['select 1', null, undefined, {}, db]) {
      await expect(db.respond(value as never)).rejects.toMatchObject({ code: 'template_misuse' })
    }
  })
})

describe('the body', () => {
  test('a large result is streamed, without a length', async () => {
    const { db } = fakeNeon(large)
    const response = await db.respond(db`select`, { init: { headers: { 'content-length': '3' } } })
    expect(response.headers.has('content-length')).toBe(false)
    expect(await response.json()).toEqual(largeObjects)
  })

  test('lines, with and without an end line', async () => {
    const { db } = fakeNeon(large)
    const text = await (await db.respond(db`select`, { format: 'ndjson' })).text()
    expect(text.endsWith('\n')).toBe(true)
    expect(
      text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual(largeObjects)
    const ended = await (await db.respond(db`select`, { format: 'ndjson', end: true })).text()
    expect(ended).toBe(`${text}{"end":{"rows":${rowCount}}}\n`)
    const { db: smallDb } = fakeNeon(small)
    expect(await (await smallDb.respond(smallDb`select`, { format: 'ndjson', end: true })).text()).toBe(
      '{"a":1}\n{"a":2}\n{"end":{"rows":2}}\n',
    )
  })

  test('no rows', async () => {
    const { db } = fakeNeon(resultBody([['a', oid.int4]], []))
    expect(await (await db.respond(db`select`)).text()).toBe('[]')
    expect(await (await db.respond(db`select`, { format: 'ndjson' })).text()).toBe('')
    expect(await (await db.respond(db`select`, { format: 'ndjson', end: true })).text()).toBe('{"end":{"rows":0}}\n')
  })

  test('a single row, also a large one', async () => {
    const text = 'x'.repeat(500_000)
    const { db } = fakeNeon(resultBody([['a', oid.text]], [[text]]))
    const response = await db.respond(db`select`, { single: true })
    expect(response.headers.get('content-length')).toBe(String(text.length + 8))
    expect(await response.json()).toEqual({ a: text })
    const none = fakeNeon(resultBody([['a', oid.int4]], [])).db
    await expect(none.respond(none`select`, { single: true })).rejects.toMatchObject({
      code: 'no_rows',
      service: 'neon',
    })
    const missing = await none.respond(none`select`, { single: '404', init: { headers: { 'x-own': '1' } } })
    expect([missing.status, missing.headers.get('x-own'), await missing.text()]).toEqual([404, '1', 'null'])
    const many = fakeNeon(small).db
    await expect(many.respond(many`select`, { single: '404' })).rejects.toMatchObject({ code: 'too_many_rows' })
  })

  test('backpressure: what nobody reads is not fetched', async () => {
    let pulled = 0
    function* counted() {
      for (const piece of pieces(encode(large), 10_000)) {
        pulled += piece.length
        yield piece
      }
    }
    const { db } = fakeNeon(() => jsonResponse(streamOf(counted(), 'bytes')))
    const response = await db.respond(db`select`)
    const reader = (response.body as ReadableStream<Uint8Array>).getReader()
    await new Promise((resolve) => setTimeout(resolve, 50))
    const window = pulled
    expect(window).toBeLessThan(encode(large).length / 2)
    await reader.read()
    expect(pulled).toBe(window)
    while (!(await reader.read()).done);
    expect(pulled).toBe(encode(large).length)
  })

  test('a reader that brings its own buffer', async () => {
    const { db } = fakeNeon(large)
    const body = (await db.respond(db`select`)).body as ReadableStream<Uint8Array>
    const reader = body.getReader({ mode: 'byob' })
    let text = ''
    const decoder = new TextDecoder()
    for (let buffer = new ArrayBuffer(1000); ; ) {
      const { value, done } = await reader.read(new Uint8Array(buffer))
      if (value) text += decoder.decode(value, { stream: true })
      if (done) break
      buffer = (value as Uint8Array<ArrayBuffer>).buffer
    }
    expect(JSON.parse(text)).toEqual(largeObjects)
  })

  test('cancelling it cancels the answer and ends the query', async () => {
    let cancelled = false
    const ends: string[] = []
    const { db } = fakeNeon(
      () =>
        jsonResponse(
          streamOf(pieces(encode(large), 10_000), 'bytes', () => {
            cancelled = true
          }),
        ),
      { on: { response: () => ends.push('response'), error: ({ error }) => ends.push(error.code) } },
    )
    const response = await db.respond(db`select`)
    await response.body?.cancel()
    await vi.waitFor(() => expect(cancelled).toBe(true))
    expect(ends).toEqual(['aborted'])
    const second = await db.respond(db`select`)
    const reader = (second.body as ReadableStream<Uint8Array>).getReader()
    cancelled = false
    await reader.read()
    const pending = reader.read()
    await reader.cancel()
    await pending.catch(() => {})
    await vi.waitFor(() => expect(cancelled).toBe(true))
  })
})

describe('a failure is never a success', () => {
  const bytes = encode(large).length

  test('an error in the first window rejects', async () => {
    const { db } = fakeNeon(() => breaking(large, 20_000))
    await expect(db.respond(db`select`)).rejects.toMatchObject({ code: 'outcome_unknown' })
    await expect(db.respond(db`select`, { format: 'ndjson' })).rejects.toMatchObject({ code: 'outcome_unknown' })
  })

  test('a later one: JSON is never closed and the stream fails', async () => {
    for (let at = 700_000; at < bytes; at += 31_337) {
      const { db } = fakeNeon(() => breaking(large, at))
      const { text, failed } = await readAll(await db.respond(db`select`))
      expect(failed).toBe(true)
      expect(() => JSON.parse(text)).toThrow()
    }
  })

  test('a later one: NDJSON has whole lines, and the last one says so', async () => {
    for (let at = 100_000; at < bytes; at += 31_337) {
      for (const cut of [
        () => breaking(large, at),
        () => jsonResponse(streamOf(pieces(encode(large).slice(0, at), 10_000))),
      ]) {
        const { db } = fakeNeon(cut)
        const { text, failed } = await readAll(await db.respond(db`select`, { format: 'ndjson', end: true }))
        expect(failed).toBe(false)
        const lines = text
          .trimEnd()
          .split('\n')
          .map((line) => JSON.parse(line))
        const last = lines.pop()
        expect(Object.keys(last)).toEqual(['error'])
        expect(last.error).toEqual({
          code: expect.stringMatching(/outcome_unknown|protocol/),
          message: expect.any(String),
        })
        expect(lines).toEqual(largeObjects.slice(0, lines.length))
      }
    }
  })

  test('a value that cannot be given, late', async () => {
    const rows = [...largeRows, ['9007199254740993', 'x']]
    const { db } = fakeNeon(
      resultBody(
        [
          ['a', oid.int8],
          ['b', oid.text],
        ],
        rows,
      ),
    )
    const { text, failed } = await readAll(await db.respond(db`select`))
    expect(failed).toBe(true)
    expect(() => JSON.parse(text)).toThrow()
    const lines = await (await db.respond(db`select`, { format: 'ndjson' })).text()
    expect(JSON.parse(lines.trimEnd().split('\n').at(-1) as string)).toMatchObject({ error: { code: 'value' } })
  })
})
