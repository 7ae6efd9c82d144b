import { type RecordPrefix, RecordWriter } from '../bindings/record.js'
import { DatabaseError } from './errors.js'
import { type Fragment, isFragment, type Node, nodeOf } from './fragment.js'
import { recordJson, recordValue } from './parameter.js'

let idleWriter: RecordWriter | undefined

/**
 * Lends the shared writer. A query that a conversion starts while it is lent gets one of its own.
 *
 * @throws {DatabaseError} what `write` throws, and `limit` for text longer than a string can be
 */
export function withWriter<T>(prefix: RecordPrefix | undefined, write: (writer: RecordWriter) => T): T {
  const writer = idleWriter ?? new RecordWriter()
  idleWriter = undefined
  try {
    writer.begin(prefix)
    return write(writer)
  } catch (thrown) {
    if (thrown instanceof RangeError) throw new DatabaseError('limit', 'the query is longer than a string can be')
    throw thrown
  } finally {
    writer.begin()
    idleWriter = writer
  }
}

interface Piece {
  readonly isText: boolean
  readonly value: unknown
}

/** Writes the steps of a query. */
export function recordFragment(writer: RecordWriter, fragment: Fragment): void {
  // A list of what is still to write, last first: fragments nest as deep as a loop can build them.
  const pending: Piece[] = []
  recordNode(writer, nodeOf(fragment), pending)
  for (let piece = pending.pop(); piece; piece = pending.pop()) {
    if (piece.isText) writer.text(piece.value as string)
    else if (isFragment(piece.value)) recordNode(writer, nodeOf(piece.value), pending)
    else recordParameter(writer, piece.value)
  }
}

function recordNode(writer: RecordWriter, node: Node, pending: Piece[]): void {
  switch (node.kind) {
    case 'template':
      for (let i = node.strings.length - 1; i > 0; i--) {
        pending.push({ isText: true, value: node.strings[i] }, { isText: false, value: node.values[i - 1] })
      }
      writer.text(node.strings[0] as string)
      break
    case 'join':
      for (let i = node.items.length - 1; i >= 0; i--) {
        pending.push({ isText: false, value: node.items[i] })
        if (i > 0) pending.push({ isText: false, value: node.separator })
      }
      break
    case 'raw':
      writer.raw(node.text)
      break
    case 'reference':
      writer.reference(node.name)
      break
    case 'identifier':
      writer.identifier(node.parts)
      break
    case 'literal':
      writer.literal()
      recordValue(writer, node.value)
      break
    case 'value':
      recordParameter(writer, node.value)
      break
    case 'json':
      writer.parameter()
      recordJson(writer, node.value)
      break
    case 'statement':
      writer.statement(node.text)
      for (const parameter of node.parameters) recordParameter(writer, parameter)
      break
  }
}

function recordParameter(writer: RecordWriter, value: unknown): void {
  writer.parameter()
  recordValue(writer, value)
}
