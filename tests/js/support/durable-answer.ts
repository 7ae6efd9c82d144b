import { joinBytes } from '../../../js/bytes.js'
import { Deadline } from '../../../js/deadline.js'
import { AnswerFrames } from '../../../js/services/durable-answer.js'
import {
  type FrameCell,
  FrameWriter,
  markColumns,
  markComplete,
  markResult,
  markRow,
} from '../../../js/services/durable-frames.js'
import type { DurableIntegers } from '../../../js/services/durable-types.js'

/** A result that an answer is to have. */
export interface GivenResult {
  readonly columns: readonly string[]
  readonly rows: readonly FrameCell[][]
}

/** What stands behind the rows of each result: rows read and written, bytes of the database. */
export const given = { rowsRead: 1, rowsWritten: 2, databaseSize: 4096 }

/** An answer with these results, in frames of so many rows. */
export function answerOf(results: readonly GivenResult[], rowsOfFrame: number): Uint8Array<ArrayBuffer> {
  const writer = new FrameWriter()
  const frames: Uint8Array[] = []
  for (const { columns, rows } of results) {
    writer.mark(markColumns)
    writer.cell(columns.length)
    for (const name of columns) writer.cell(name)
    rows.forEach((row, index) => {
      writer.mark(markRow)
      for (const cell of row) writer.cell(cell)
      if (index % rowsOfFrame === 0) frames.push(writer.take())
    })
    writer.mark(markResult)
    for (const cell of [rows.length, null, ...Object.values(given)]) writer.cell(cell)
  }
  writer.mark(markComplete)
  return joinBytes([...frames, writer.take()])
}

/** A stream of these pieces, each when it is asked for. */
export function streamOf(...pieces: Uint8Array[]): ReadableStream<Uint8Array> {
  return new ReadableStream({
    pull(controller) {
      const piece = pieces.shift()
      if (piece) controller.enqueue(piece)
      else controller.close()
    },
  })
}

/** Reads an answer that should have so many results. */
export async function readAnswer(
  answer: unknown,
  results: number,
  integers: DurableIntegers = 'bigint',
): Promise<AnswerFrames> {
  const frames = new AnswerFrames(integers, true)
  frames.open(answer, Deadline.of({}))
  await frames.readAll(results)
  return frames
}
