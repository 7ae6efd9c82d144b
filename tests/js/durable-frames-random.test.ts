// Frames of Durable Objects that are split, cut, changed and made up: a typed error or rows that fit their columns, and
// always an end. TCPLESS_SEED repeats a run.
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { errorCodes, statementKindOther } from '../../bindings/layout.js'
import { joinBytes } from '../../js/bytes.js'
import { durableCore } from '../../js/services/durable-core.js'
import {
  type FrameCell,
  FrameReader,
  FrameSplitter,
  FrameWriter,
  markColumns,
  markComplete,
  markError,
  markResult,
  markRow,
  protocolVersion,
} from '../../js/services/durable-frames.js'
import { DatabaseError, durableObject } from '../../js/services/durable-object.js'
import { DurableServer } from '../../js/services/durable-server.js'
import { answerOf, type GivenResult, readAnswer, streamOf } from './support/durable-answer.js'

const scale = process.env.TCPLESS_SOAK ? 50 : 1
const seed = Number(process.env.TCPLESS_SEED ?? Date.now() % 1e9)
const runs = (numRuns: number) => ({ seed, numRuns: numRuns * scale })
const timeout = 60_000 * scale

beforeAll(() => console.log(`seed ${seed} (TCPLESS_SEED)`))

const anyText = fc.string({ unit: 'grapheme', maxLength: 20 })
const anyCell: fc.Arbitrary<FrameCell> = fc.oneof(
  fc.constant(null),
  fc.double(),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  anyText,
  fc.uint8Array({ maxLength: 30 }),
)

const anyResult: fc.Arbitrary<GivenResult> = fc.array(anyText, { maxLength: 5 }).chain((columns) =>
  fc.record({
    columns: fc.constant(columns),
    rows: fc.array(fc.tuple(...columns.map(() => anyCell)) as fc.Arbitrary<FrameCell[]>, { maxLength: 8 }),
  }),
)
const anyResults = fc.array(anyResult, { minLength: 1, maxLength: 3 })

/** The pieces between these places. */
function cutAt(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]
  return places.slice(1).map((end, index) => bytes.slice(places[index], end))
}

/** What an answer of the wrong bytes may be: results that are whole, or an error that is typed. */
async function readAnyhow(answer: unknown, results: number): Promise<'results' | 'error'> {
  try {
    for (const { columns, rows, affected, lastId, meta } of (await readAnswer(answer, results)).results) {
      expect(columns.every((name) => typeof name === 'string' && name.isWellFormed())).toBe(true)
      for (const row of rows) {
        expect(row.length).toBe(columns.length)
        for (const cell of row) expect(isCell(cell)).toBe(true)
      }
      for (const number of [affected, lastId, ...Object.values(meta)]) {
        expect(number === null || typeof number === 'number').toBe(true)
      }
    }
    return 'results'
  } catch (thrown) {
    if (thrown instanceof DatabaseError) expect(errorCodes.slice(1)).toContain(thrown.code)
    else expect((thrown as Error).message).toContain('Network connection lost')
    return 'error'
  }
}

/** The message of the failure. `expect().rejects` would be remembered until the test ends, for each of millions. */
const failureOf = (answer: Promise<unknown>) =>
  answer.then(
    () => undefined,
    (thrown: Error) => thrown.message,
  )

const isCell = (cell: unknown) =>
  cell === null || ['number', 'bigint', 'string'].includes(typeof cell) || cell instanceof Uint8Array

describe('answers', () => {
  test('are the same however they are framed and split', { timeout }, async () => {
    await fc.assert(
      fc.asyncProperty(
        anyResults,
        fc.integer({ min: 1, max: 4 }),
        fc.array(fc.nat(), { maxLength: 20 }),
        async (results, rowsOfFrame, cuts) => {
          const bytes = answerOf(results, rowsOfFrame)
          for (const answer of [bytes, streamOf(...cutAt(bytes, cuts))]) {
            const found = (await readAnswer(answer, results.length)).results
            expect(found.map(({ columns, rows }) => ({ columns, rows }))).toEqual(results)
          }
        },
      ),
      runs(500),
    )
  })

  test('are never whole when they are cut, at any byte', { timeout }, async () => {
    await fc.assert(
      fc.asyncProperty(anyResults, fc.array(fc.nat(), { maxLength: 3 }), async (results, cuts) => {
        const bytes = answerOf(results, 2)
        for (let at = 0; at < bytes.length; at++) {
          const part = bytes.slice(0, at)
          for (const answer of [part, streamOf(...cutAt(part, cuts))]) {
            expect(await failureOf(readAnswer(answer, results.length))).toContain('Network connection lost')
          }
        }
      }),
      runs(20),
    )
  })

  test('with a byte that is another, at any place, are an error or rows that fit', { timeout }, async () => {
    await fc.assert(
      fc.asyncProperty(anyResults, fc.integer({ min: 1, max: 255 }), async (results, change) => {
        const bytes = answerOf(results, 2)
        for (let at = 0; at < bytes.length; at++) {
          const changed = bytes.slice()
          changed[at] = (changed[at] as number) ^ change
          await readAnyhow(changed, results.length)
        }
        await expect(readAnswer(joinBytes([bytes, Uint8Array.of(change)]), results.length)).rejects.toMatchObject({
          code: 'protocol',
        })
      }),
      runs(25),
    )
  })

  test('of any marks and cells in any order are an error unless the order is right', { timeout }, async () => {
    const marks = [markColumns, markRow, markResult, markComplete, markError]
    const part = fc.oneof(
      fc.constantFrom(...marks).map((mark) => (writer: FrameWriter) => writer.mark(mark)),
      anyCell.map((cell) => (writer: FrameWriter) => writer.cell(cell)),
      fc.constantFrom(0, 1, 2).map((count) => (writer: FrameWriter) => writer.cell(count)),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(part, { maxLength: 12 }), { maxLength: 4 }), async (frames) => {
        const bytes = frames.map((parts) => {
          const writer = new FrameWriter()
          for (const write of parts) write(writer)
          return writer.take()
        })
        await readAnyhow(joinBytes(bytes), 1)
      }),
      runs(3000),
    )
    const frame = (write: (writer: FrameWriter) => void) => {
      const writer = new FrameWriter()
      write(writer)
      return writer.take()
    }
    const columns = frame((writer) => {
      writer.mark(markColumns)
      writer.cell(0)
    })
    const row = frame((writer) => writer.mark(markRow))
    const result = frame((writer) => {
      writer.mark(markResult)
      for (let i = 0; i < 5; i++) writer.cell(null)
    })
    const complete = frame((writer) => writer.mark(markComplete))
    await readAnswer(joinBytes([columns, row, result, complete]), 1)
    for (const wrong of [
      [row, result, complete],
      [result, complete],
      [columns, columns, result, complete],
      [columns, complete],
      [columns, result, row, complete],
      [columns, result, result, complete],
      [columns, result, complete, complete],
      [columns, result],
    ]) {
      await expect(readAnswer(joinBytes(wrong), 1)).rejects.toThrow()
    }
  })

  test('of random bytes are errors, whole or as streams', { timeout }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), fc.array(fc.nat(), { maxLength: 5 }), async (bytes, cuts) => {
        expect(await readAnyhow(bytes, 1)).toBe('error')
        expect(await readAnyhow(streamOf(...cutAt(bytes, cuts)), 1)).toBe('error')
        // With a length that is right, so that more than it is read.
        const frame = new Uint8Array(bytes.length + 4)
        new DataView(frame.buffer).setUint32(0, bytes.length, true)
        frame.set(bytes, 4)
        expect(await readAnyhow(frame, 1)).toBe('error')
      }),
      runs(3000),
    )
  })

  test('whose pieces are no bytes are errors', async () => {
    for (const piece of ['text', 5, null, undefined, [1], new ArrayBuffer(4)]) {
      const stream = new ReadableStream({ start: (controller) => controller.enqueue(piece) })
      await expect(readAnswer(stream, 1)).rejects.toMatchObject({ code: 'protocol' })
    }
  })

  test('reach the caller of a client as rows or typed errors, and end', { timeout }, async () => {
    await fc.assert(
      fc.asyncProperty(
        anyResult,
        fc.nat(),
        fc.integer({ min: 0, max: 255 }),
        fc.boolean(),
        async (result, place, change, cut) => {
          const bytes = answerOf([result], 1)
          const at = place % bytes.length
          const answer = cut ? bytes.slice(0, at) : bytes
          if (!cut) answer[at] = (answer[at] as number) ^ change
          const stub = { fetch: async () => new Response(), tcpless: async () => streamOf(...cutAt(answer, [place])) }
          const db = durableObject(stub)
          try {
            const rows = await db`select 1`.with({ rowMode: 'array', retry: false })
            expect(cut).toBe(false)
            for (const row of rows) expect(row).toHaveLength(rows.columns.length)
          } catch (thrown) {
            expect(thrown).toBeInstanceOf(DatabaseError)
            expect(thrown).toMatchObject({ service: 'durable-object', attempts: 1 })
            if (cut) expect(thrown).toMatchObject({ code: 'outcome_unknown' })
          }
          const streamed = db.stream(db`select 1`.with({ rowMode: 'array', retry: false }))
          try {
            for await (const batch of streamed) {
              for (const row of batch) expect(row).toHaveLength(batch.columns.length)
            }
            expect(cut).toBe(false)
          } catch (thrown) {
            expect(thrown).toBeInstanceOf(DatabaseError)
          }
        },
      ),
      runs(1000),
    )
  })
})

/** A request for one statement. */
function requestOf(sql: string, parameters: readonly FrameCell[]): Uint8Array<ArrayBuffer> {
  const writer = new FrameWriter()
  for (const cell of [protocolVersion, 'number', 1, 1, sql, statementKindOther, parameters.length]) writer.cell(cell)
  for (const parameter of parameters) writer.cell(parameter)
  return writer.take()
}

/** A storage that writes down what it is asked, and has one row for all of it. */
function storage(asked: unknown[][]) {
  const cursor = { columnNames: ['a'], rowsRead: 1, rowsWritten: 0, raw: () => [[1]][Symbol.iterator]() }
  return {
    sql: {
      exec: (...args: unknown[]) => {
        asked.push(args)
        return cursor
      },
      databaseSize: 4096,
    },
    transactionSync: <T>(work: () => T) => work(),
  }
}

/** What a server answers: its error, or none. */
async function askServer(request: Uint8Array): Promise<{ asked: unknown[][]; error: DatabaseError | undefined }> {
  const asked: unknown[][] = []
  const answer = new DurableServer(durableCore, storage(asked) as never).answer(request)
  const error = await readAnswer(answer, 1).then(
    () => undefined,
    (thrown: unknown) => thrown as DatabaseError,
  )
  return { asked, error }
}

describe('requests', () => {
  const anyRequest = fc.tuple(anyText, fc.array(anyCell, { maxLength: 4 }))

  test('run as they were written', { timeout }, async () => {
    await fc.assert(
      fc.asyncProperty(anyRequest, async ([sql, parameters]) => {
        const { asked, error } = await askServer(requestOf(sql, parameters))
        expect(error).toBe(undefined)
        expect(asked).toEqual([[sql, ...parameters.map((cell) => (typeof cell === 'bigint' ? String(cell) : cell))]])
      }),
      runs(300),
    )
  })

  test('that are cut or longer run nothing, at any byte', { timeout }, async () => {
    await fc.assert(
      fc.asyncProperty(anyRequest, async ([sql, parameters]) => {
        const request = requestOf(sql, parameters)
        const wrong = Array.from(request, (_, at) => request.slice(0, at))
        for (const bytes of [...wrong, joinBytes([request, Uint8Array.of(0)]), joinBytes([request, request])]) {
          const { asked, error } = await askServer(bytes)
          expect(asked).toEqual([])
          expect(error).toMatchObject({ code: 'protocol' })
        }
      }),
      runs(30),
    )
  })

  test('with a byte that is another are refused, or run as one statement', { timeout }, async () => {
    await fc.assert(
      fc.asyncProperty(anyRequest, fc.integer({ min: 1, max: 255 }), async ([sql, parameters], change) => {
        const request = requestOf(sql, parameters)
        for (let at = 0; at < request.length; at++) {
          const changed = request.slice()
          changed[at] = (changed[at] as number) ^ change
          const { asked, error } = await askServer(changed)
          if (error) expect(error.code).toMatch(/^(protocol|unsupported)$/)
          else expect(asked.length).toBeLessThanOrEqual(2)
        }
      }),
      runs(50),
    )
  })

  test('of random bytes run nothing', { timeout }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 100 }), async (bytes) => {
        const frame = new Uint8Array(bytes.length + 4)
        new DataView(frame.buffer).setUint32(0, bytes.length, true)
        frame.set(bytes, 4)
        for (const request of [bytes, frame]) {
          const { asked, error } = await askServer(request)
          expect(asked).toEqual([])
          expect(error?.code).toMatch(/^(protocol|unsupported)$/)
        }
      }),
      runs(1000),
    )
  })
})

test('text that is no UTF-8 is no cell', () => {
  const writer = new FrameWriter()
  writer.cell('ab')
  const [frame] = new FrameSplitter().push(writer.take()) as [Uint8Array]
  frame[5] = 0xff
  expect(() => new FrameReader(frame).cell()).toThrow(expect.objectContaining({ code: 'protocol' }))
})
