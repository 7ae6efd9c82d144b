import { beforeEach, describe, expect, test } from 'vitest'
import type { Database } from '../../js/services/neon.js'
import { watchInstances } from './support/instances.js'
import {
  encode,
  fakeNeon,
  jsonResponse,
  oid,
  pieces,
  randomOf,
  resultBody,
  type SentRequest,
  streamOf,
} from './support/neon-service.js'

let during = (_name: string) => {}
const instances = watchInstances((name) => during(name))
const openContexts = () =>
  instances.map(({ exports }) => exports.tcpless_inspect(0)).reduce((sum, open) => sum + open, 0)
const live = () => instances.at(-1) as (typeof instances)[number]
const good = resultBody([['a', oid.int4]], [['1']])

beforeEach(() => expect(openContexts()).toBe(0))

/** The rows that a query with this number gets: their count, texts and lengths follow from it. */
function rowsOf(id: number): [string, string][] {
  return Array.from({ length: (id * 7) % 60 }, (_, row) => [
    `${id}`,
    `query ${id} row ${row} ${'é'.repeat((id * row) % 400)}`,
  ])
}

async function tick(random: () => number): Promise<void> {
  if (random() < 0.3) await new Promise((resolve) => setImmediate(resolve))
  else for (let i = Math.floor(random() * 4); i > 0; i--) await undefined
}

/** Answers with the rows of the number that was sent, in pieces at random moments. */
function interleaving(random: () => number): (request: SentRequest) => Promise<Response> {
  return async ({ body }) => {
    const [id] = body.params as string[]
    const bytes = encode(
      resultBody(
        [
          ['id', oid.int4],
          ['text', oid.text],
        ],
        rowsOf(Number(id)),
      ),
    )
    const cuts = Array.from({ length: 9 }, () => 1 + Math.floor(random() ** 3 * 5000))
    const source = pieces(bytes, ...cuts)
    await tick(random)
    const stream = new ReadableStream<Uint8Array>({
      async pull(controller) {
        await tick(random)
        const { value, done } = source.next()
        if (done) controller.close()
        else controller.enqueue(value)
      },
    })
    return jsonResponse(stream)
  }
}

async function checkQuery(db: Database, id: number): Promise<void> {
  const expected = rowsOf(id).map(([number, text]) => ({ id: Number(number), text }))
  const query = db`select ${id}`
  switch (id % 4) {
    case 0:
      return expect(await query).toEqual(expected)
    case 1:
      return expect(await (await db.respond(query)).json()).toEqual(expected)
    case 2: {
      const text = await (await db.respond(query, { format: 'ndjson' })).text()
      return expect(
        text
          .split('\n')
          .filter(Boolean)
          .map((line) => JSON.parse(line)),
      ).toEqual(expected)
    }
    default: {
      const controller = new AbortController()
      setImmediate(() => controller.abort())
      const outcome = await Promise.allSettled([query.with({ signal: controller.signal })])
      if (outcome[0].status === 'fulfilled') expect(outcome[0].value).toEqual(expected)
      else expect(outcome[0].reason).toMatchObject({ code: 'aborted' })
    }
  }
}

describe('threat 31: queries of one isolate never see each other', () => {
  const seeds = process.env.TCPLESS_SOAK ? 10_000 : 6
  test(
    `200 at once, ${seeds} schedules`,
    async () => {
      const base = Number(process.env.TCPLESS_SEED ?? Date.now() % 1e6)
      console.log(`seed ${base} (TCPLESS_SEED)`)
      for (let seed = base; seed < base + seeds; seed++) {
        const { db } = fakeNeon(interleaving(randomOf(seed)))
        await Promise.all(Array.from({ length: 200 }, (_, id) => checkQuery(db, id)))
        expect(openContexts(), `seed ${seed}`).toBe(0)
      }
    },
    process.env.TCPLESS_SOAK ? 3_600_000 : 60_000,
  )
})

test('threat 46: one client serves many requests and holds nothing between them', async () => {
  const { db } = fakeNeon(good)
  for (let i = 0; i < 50; i++) {
    expect(await db`select`).toEqual([{ a: 1 }])
    expect(openContexts()).toBe(0)
  }
  expect(Object.keys(db)).toEqual(['dialect', 'query', 'respond', 'batch', 'lazy', 'stream'])
})

test('threat 33: a context that is closed answers nothing', async () => {
  const { exports } = live()
  const first = exports.tcpless_open(0)
  exports.tcpless_close(first)
  const second = exports.tcpless_open(0)
  expect(second).not.toBe(first)
  expect(exports.tcpless_input(first, 10)).toBe(0)
  for (const signals of [
    exports.tcpless_build(first, 0),
    exports.tcpless_feed(first, 0, 1),
    exports.tcpless_reset(first),
  ]) {
    expect(signals >>> 0).toBe(0x80000000)
  }
  exports.tcpless_close(first)
  expect(exports.tcpless_inspect(0)).toBe(1)
  exports.tcpless_close(second)
  for (const wild of [0, 1, 0xffffffff, 4095, 1 << 12]) expect(exports.tcpless_output(wild)).toBe(0)
})

test('threat 33: memory may grow at any call', async () => {
  const bytes = encode(
    resultBody(
      [
        ['a', oid.text],
        ['b', oid.bytea],
      ],
      Array.from({ length: 300 }, (_, i) => [`${i} ${'é'.repeat(500)}`, `\\x${'00ff'.repeat(i)}`]),
    ),
  )
  const { db } = fakeNeon(() => {
    const source = pieces(bytes, 9000)
    return jsonResponse(
      new ReadableStream<Uint8Array>({
        pull(controller) {
          live().exports.memory.grow(1)
          const { value, done } = source.next()
          if (done) controller.close()
          else controller.enqueue(value)
        },
      }),
    )
  })
  const rows = await db<{ a: string; b: Uint8Array }>`select`
  expect(rows.length).toBe(300)
  expect(
    rows.every(
      ({ a, b }, i) =>
        a === `${i} ${'é'.repeat(500)}` && b.length === 2 * i && b.every((byte, at) => byte === (at % 2) * 255),
    ),
  ).toBe(true)
  expect(await (await db.respond(db`select ${'x'.repeat(100_000)}`)).json()).toMatchObject({ length: 300 })
})

test('threat 32: a query that begins in the middle of a call is refused, the other one goes on', async () => {
  const { db } = fakeNeon(good)
  let inner: Promise<unknown> | undefined
  during = (name) => {
    if (name === 'tcpless_build' && !inner) inner = db`select`.catch((error: unknown) => error)
  }
  try {
    expect(await db`select`).toEqual([{ a: 1 }])
  } finally {
    during = () => {}
  }
  expect(await inner).toMatchObject({ code: 'reentrant', service: 'neon' })
  expect(await db`select`).toEqual([{ a: 1 }])
})

describe('threat 34: nothing leaks', () => {
  test(
    'memory is flat over many queries of every outcome',
    async () => {
      const answers = [
        () => jsonResponse(good),
        () => jsonResponse('{"message":"x","code":"42601"}', 400),
        () => jsonResponse('{"fields":'),
        () => jsonResponse(streamOf(pieces(encode(good), 10), 'bytes')),
        () => {
          throw new Error('lost')
        },
      ]
      let turn = 0
      const { db } = fakeNeon(() => (answers[turn++ % answers.length] as () => Response)(), { retry: false })
      const round = async () => {
        for (let i = 0; i < 500; i++) {
          await db`select ${'x'.repeat(i * 10)}`.catch(() => {})
          await db.respond(db`select`).catch(() => {})
          await db`select ${undefined as unknown as null}`.catch(() => {})
        }
      }
      await round()
      const { length } = instances
      const bytes = live().exports.memory.buffer.byteLength
      for (let i = 0; i < (process.env.TCPLESS_SOAK ? 670 : 5); i++) await round() // 1,500 queries each
      expect(live().exports.memory.buffer.byteLength).toBe(bytes)
      expect(instances.length).toBe(length)
      expect(openContexts()).toBe(0)
    },
    process.env.TCPLESS_SOAK ? 600_000 : 60_000,
  )

  test('an instance that has grown is dropped when it is idle', async () => {
    const { db } = fakeNeon(resultBody([['a', oid.text]], [['x'.repeat(12_000_000)]]))
    expect((await db<{ a: string }>`select`)[0]?.a.length).toBe(12_000_000)
    const grown = instances.filter(({ exports }) => exports.memory.buffer.byteLength > 16 * 2 ** 20)
    const opened = () => grown.map(({ calls }) => calls.tcpless_open)
    expect(grown.length).toBe(1)
    const before = opened()
    await fakeNeon(good).db`select`
    expect(opened()).toEqual(before)
  })

  test('queries that a host stops for good make room for others', async () => {
    const never = new Promise<never>(() => {})
    const { db } = fakeNeon(() => never)
    for (let i = 0; i < 300; i++) void db`select`.catch(() => {})
    await new Promise((resolve) => setImmediate(resolve))
    const { length } = instances
    for (let i = 0; i < 40; i++) expect(await fakeNeon(good).db`select`).toEqual([{ a: 1 }])
    expect(instances.length).toBeLessThanOrEqual(length + 1)
    // What those queries hold goes with their instance.
    instances.splice(0, instances.length - 1)
    instances.length = 0
  })
})
