import {
  operationFormat,
  servicePlanetscale,
  settingLists,
  stepParameterName,
  stepStatement,
} from '../../bindings/layout.js'
import { RowAnswer } from '../../bindings/answer.js'
import type { RecordWriter } from '../../bindings/record.js'
import { readStatement, readTape, type Tape } from '../../bindings/tape.js'
import { DatabaseError } from '../errors.js'
import { recordValue } from '../parameter.js'
import { withWriter } from '../record.js'
import { core } from './planetscale-core.js'

/**
 * The SQL text with the values in it, each as a literal that means the same in every `sql_mode` and character set.
 *
 * @param values an array for `?`, or an object for `:name`; an array among them stands for its elements
 * @throws {DatabaseError} `parameter` for a value without an exact literal, and when placeholders and values do not
 * match; `template_misuse` where a value cannot stand
 */
// biome-ignore lint/suspicious/noExplicitAny: values are anything, as in the official client
export function format(query: string, values: Record<string, any> | any[]): string {
  // Whoever sends the text may do so in gbk, sjis or big5, where a backslash is the second byte of characters.
  if (/[^\0-\x7f]\\/.test(query)) {
    const message = 'a backslash stands right behind a letter that is not ASCII, which some character sets take as one'
    throw new DatabaseError('template_misuse', message, { service: 'planetscale' })
  }
  return formatUtf8(query, values)
}

/** `format()` for text that is sent in UTF-8. */
// biome-ignore lint/suspicious/noExplicitAny: values are anything, as in the official client
export function formatUtf8(query: string, values: Record<string, any> | any[]): string {
  const context = withWriter(undefined, (writer) => {
    writer.setNumber(settingLists, 1)
    writer.textStep(stepStatement, query, 'template_misuse')
    if (Array.isArray(values)) for (const value of values) record(writer, value)
    else {
      for (const [name, value] of Object.entries(values)) {
        // Others may be of any kind: they are not asked for.
        if (!query.includes(`:${name}`)) continue
        writer.textStep(stepParameterName, name)
        record(writer, value)
      }
    }
    return core.build(writer, operationFormat, servicePlanetscale)
  })
  try {
    let sql = query
    const answer = Object.assign(new RowAnswer(), {
      statement: (tape: Tape) => {
        sql = readStatement(tape).sql
      },
    })
    readTape(context.tape(), answer)
    if (answer.failure) throw answer.failure
    return sql
  } finally {
    context.close()
  }
}

function record(writer: RecordWriter, value: unknown): void {
  writer.parameter()
  recordValue(writer, asNull(value))
}

// The official client writes what is undefined as null.
function asNull(value: unknown): unknown {
  return Array.isArray(value) ? value.flat(Number.POSITIVE_INFINITY).map((item) => item ?? null) : (value ?? null)
}
