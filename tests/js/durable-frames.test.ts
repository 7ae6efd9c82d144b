// How rows travel from a Durable Object: every split gives the same, every cut is an error.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { joinBytes } from '../../js/bytes.js'
import { Deadline } from '../../js/deadline.js'
import { AnswerFrames } from '../../js/services/durable-answer.js'
import { type FrameCell, FrameReader, FrameSplitter, FrameWriter, markError } from '../../js/services/durable-frames.js'
import type { DurableIntegers } from '../../js/services/durable-types.js'
import { answerOf, given, readAnswer, streamOf } from './support/durable-answer.js'

const cells: FrameCell[][] = [
  [null, 1.5, 'é\u{1f600}\0\ufeff', Uint8Array.of(0, 255), 2n ** 63n - 1n],
  [-0, Number.NaN, '', new Uint8Array(0), -(2n ** 63n)],
  [Number.POSITIVE_INFINITY, 5e-324, 'x'.repeat(5000), null, 0n],
]
const columns = ['a', '__proto__', '', 'a', 'é']

const read = (answer: unknown, integers?: DurableIntegers) => readAnswer(answer, 2, integers)

const whole = answerOf(
  [1, 2].map(() => ({ columns, rows: cells })),
  1,
)

describe('answers', () => {
  test('are what was written', async () => {
    const { results, bytes } = await read(whole)
    expect(results).toEqual(
      [1, 2].map(() => ({
        columns,
        rows: cells,
        affected: cells.length,
        lastId: null,
        meta: given,
      })),
    )
    expect(Object.is(results[0]?.rows[1]?.[0], -0)).toBe(true)
    expect(bytes).toBe(whole.length)
    expect((await read(whole, 'string')).results[0]?.rows[0]?.[4]).toBe('9223372036854775807')
  })

  test('are the same however they are split', async () => {
    const { results } = await read(whole)
    for (let at = 0; at <= whole.length; at += at < 400 || at > whole.length - 400 ? 1 : 97) {
      expect((await read(streamOf(whole.subarray(0, at), whole.subarray(at)))).results).toEqual(results)
    }
    const bytes = Array.from(whole, (_, at) => whole.subarray(at, at + 1))
    expect((await read(streamOf(...bytes))).results).toEqual(results)
  })

  test('that are cut are never whole', async () => {
    for (let at = 0; at < whole.length; at += at < 400 || at > whole.length - 400 ? 1 : 97) {
      await expect(read(streamOf(whole.subarray(0, at)))).rejects.toThrow('Network connection lost')
      await expect(read(whole.slice(0, at))).rejects.toThrow('Network connection lost')
    }
  })

  test('that are no answers are errors', async () => {
    for (const answer of [undefined, null, 'text', {}, [], new ArrayBuffer(8)]) {
      await expect(read(answer)).rejects.toMatchObject({ code: 'protocol' })
    }
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
        const bytes = whole.slice()
        bytes[at] = (bytes[at] as number) ^ change
        // Either an error, or other values: no hang, and nothing else is thrown.
        await read(bytes).catch((error: { code?: string; message: string }) => {
          expect(error.code ?? error.message).toMatch(/^(protocol|Network connection lost.*)$/)
        })
      }),
      { numRuns: 2000 },
    )
    const after = joinBytes([whole, whole])
    await expect(read(after)).rejects.toMatchObject({ code: 'protocol' })
  })

  test('may be errors, with their place', async () => {
    const writer = new FrameWriter()
    writer.mark(markError)
    for (const cell of ['query', 'no', 'SQLITE_ERROR', 1, null, 'a', 0]) writer.cell(cell)
    const failing = read(writer.take())
    await expect(failing).rejects.toMatchObject({
      code: 'query',
      message: 'no',
      databaseCode: 'SQLITE_ERROR',
      statement: 1,
      column: 'a',
      columnIndex: 0,
    })
    await expect(failing).rejects.not.toHaveProperty('parameter')
  })

  test('of a stream come row by row, and leaving cancels it', async () => {
    let cancelled = false
    const stream = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(whole.slice(0, 300)),
      cancel() {
        cancelled = true
      },
    })
    const frames = new AnswerFrames('bigint', false)
    frames.open(stream, Deadline.of({}))
    await frames.readColumns()
    expect(frames.columns).toEqual(columns)
    for await (const rows of frames) {
      expect(rows[0]).toEqual(cells[0])
      break
    }
    expect(cancelled).toBe(true)
  })
})

test('any cells are read as they were written', () => {
  const cell = fc.oneof(
    fc.constant(null),
    fc.double(),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    fc.string({ unit: 'grapheme' }),
    fc.uint8Array(),
  )
  fc.assert(
    fc.property(fc.array(cell), (written) => {
      const writer = new FrameWriter()
      for (const each of written) writer.cell(each as FrameCell)
      const splitter = new FrameSplitter()
      const [frame] = splitter.push(writer.take())
      const reader = new FrameReader(frame as Uint8Array)
      expect(written.map(() => reader.cell())).toEqual(written)
      expect([reader.atEnd(), splitter.isCut]).toEqual([true, false])
    }),
  )
})
