import {
  stepIdentifier,
  stepLiteral,
  stepParameterName,
  stepRaw,
  stepReference,
  stepStatement,
} from '../bindings/layout.js'
import { type RecordPrefix, RecordWriter } from '../bindings/record.js'
import { DatabaseError, naming } from './errors.js'
import { Fragment, isFragment, type Node, nodeOf } from './fragment.js'
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

/**
 * The settings of a client, to begin each of its records with.
 *
 * @throws {DatabaseError} when one has text that cannot be sent
 */
export function settingsOf(service: string, record: (writer: RecordWriter) => void): RecordPrefix {
  return naming(service, () =>
    withWriter(undefined, (writer) => {
      record(writer)
      return writer.prefix()
    }),
  )
}

/** Writes the steps of a query. */
export function recordFragment(writer: RecordWriter, fragment: Fragment): void {
  // A list of what is still to write, last first: fragments nest as deep as a loop can build them.
  const pending: unknown[] = [fragment]
  while (pending.length > 0) {
    const piece = pending.pop()
    if (!isFragment(piece)) {
      recordParameter(writer, piece)
      continue
    }
    const node = nodeOf(piece)
    // Its placeholders are its own.
    if (node.kind === 'statement' && piece !== fragment) {
      throw new DatabaseError('template_misuse', 'what db.query() gave stands alone: make a piece of SQL by db`...`')
    }
    recordNode(writer, node, pending)
  }
}

function recordNode(writer: RecordWriter, node: Node, pending: unknown[]): void {
  switch (node.kind) {
    case 'template':
      for (let i = node.from ?? 0; ; i++) {
        writer.text(node.strings[i] as string)
        if (i === node.values.length) break
        const value = node.values[i]
        if (isFragment(value)) {
          // The fragment comes first, then the template goes on.
          pending.push(new Fragment({ ...node, from: i + 1 }), value)
          break
        }
        recordParameter(writer, value)
      }
      break
    case 'join':
      for (let i = node.items.length - 1; i >= 0; i--) {
        pending.push(node.items[i])
        if (i > 0) pending.push(node.separator)
      }
      break
    case 'raw':
      writer.textStep(stepRaw, node.text, 'template_misuse')
      break
    case 'reference':
      writer.textStep(stepReference, node.name, 'identifier')
      break
    case 'identifier':
      writer.step(stepIdentifier, node.parts.length)
      for (const part of node.parts) writer.units(part, 'identifier')
      break
    case 'literal':
      writer.noParameter()
      writer.step(stepLiteral)
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
      writer.textStep(stepStatement, node.text, 'template_misuse')
      node.parameters.forEach((parameter, index) => {
        const name = node.names?.[index]
        if (name !== undefined) writer.textStep(stepParameterName, name, 'template_misuse')
        recordParameter(writer, parameter)
      })
      break
  }
}

function recordParameter(writer: RecordWriter, value: unknown): void {
  writer.parameter()
  recordValue(writer, value)
}
