import type { Core } from '../../bindings/instance.js'
import {
  operationChanges,
  operationExecute,
  operationFailure,
  settingReadOnly,
  settingTaggedColumns,
} from '../../bindings/layout.js'
import type { RecordWriter } from '../../bindings/record.js'
import { readStatement, readTape, type StatementSection, type Tape, type TapeSink } from '../../bindings/tape.js'
import { DatabaseError } from '../errors.js'
import type { Fragment } from '../fragment.js'
import { recordFragment, withWriter } from '../record.js'

// What the core does for a binding that takes and gives values: it compiles queries and reads failures.

/**
 * The statements of a query: mostly one. Several are to be run as one transaction.
 *
 * @param taggedColumns makes it the statement around the query that tells integers from other numbers: how many
 *   columns the query has
 * @throws {DatabaseError} what a query can be refused for
 */
export function compileQuery(core: Core, service: number, query: Fragment, taggedColumns = 0): StatementSection[] {
  const { compiled } = read(core, service, operationExecute, (writer) => {
    if (taggedColumns) writer.setNumber(settingTaggedColumns, taggedColumns)
    recordFragment(writer, query)
  })
  if (compiled.length === 0) throw new DatabaseError('core_fault', 'the core made no statement')
  return compiled
}

/** The statement that asks SQLite what a statement before it has changed. */
export function changesStatement(core: Core, service: number): string {
  return (read(core, service, operationChanges, () => {}).compiled[0] as StatementSection).sql
}

/** The error to throw for what a binding threw: plain errors that say everything in their message. */
export function explainFailure(core: Core, service: number, thrown: unknown, readOnly: boolean): DatabaseError {
  if (thrown instanceof DatabaseError) return thrown
  const message = thrown instanceof Error ? thrown.message : 'the binding threw something that is not an Error'
  try {
    read(core, service, operationFailure, (writer) => {
      if (readOnly) writer.setNumber(settingReadOnly, 1)
      writer.text(message.toWellFormed() || 'the binding gave no reason')
    })
  } catch (explained) {
    if (explained instanceof DatabaseError) return withCause(explained, thrown)
  }
  return new DatabaseError('query', message, { cause: thrown })
}

function withCause(error: DatabaseError, cause: unknown): DatabaseError {
  return Object.defineProperty(error, 'cause', { value: cause, enumerable: false, writable: true, configurable: true })
}

class StatementSink implements Partial<TapeSink> {
  readonly compiled: StatementSection[] = []

  statement(tape: Tape): void {
    this.compiled.push(readStatement(tape))
  }

  error(error: DatabaseError): void {
    throw error
  }
}

function read(core: Core, service: number, operation: number, record: (writer: RecordWriter) => void): StatementSink {
  const context = withWriter(undefined, (writer) => {
    record(writer)
    return core.build(writer, operation, service)
  })
  try {
    const sink = new StatementSink()
    readTape(context.tape(), sink)
    return sink
  } finally {
    context.close()
  }
}
