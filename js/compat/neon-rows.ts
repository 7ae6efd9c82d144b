import { loadModule } from '#module/neon'
import { RowAnswer } from '../../bindings/answer.js'
import { Core } from '../../bindings/instance.js'
import {
  feedHead,
  feedLast,
  limitInputWindowBytes,
  operationExecute,
  serviceNeon,
  settingTypes,
  settingUrl,
  signalFailed,
  signalTape,
  stepStatement,
} from '../../bindings/layout.js'
import { readTape } from '../../bindings/tape.js'
import { withWriter } from '../record.js'

/** The core that queries run in. */
export const core = new Core(loadModule)

/** Values of the result as node-postgres gives them. */
export const officialForms = 'preset=pg'

/** Values of the result as the server wrote them. */
export const serverText = 'preset=text'

/** The elements of an array of any depth as the server wrote them: of the column called `value`. */
export const arrayOfText = 'columns value=text[]'

/** A column whose values the core is to read: the OID of the type to read them as, and its name for errors. */
export interface TextColumn {
  readonly name: string
  readonly typeId: number
}

/**
 * Reads values from the server's text as node-postgres does, in the core: as an answer that it already has.
 *
 * @param forms the setting `types`
 * @throws {DatabaseError} `value` for text that is not of the type
 */
export function readText(
  columns: readonly TextColumn[],
  rows: readonly (string | null)[][],
  forms = officialForms,
): unknown[][] {
  const answer = new RowAnswer(['array'])
  const context = withWriter(undefined, (writer) => {
    writer.setText(settingUrl, 'postgresql://nobody@localhost/none')
    writer.setText(settingTypes, forms)
    writer.textStep(stepStatement, 'none')
    return core.build(writer, operationExecute, serviceNeon)
  })
  const feed = (bytes: Uint8Array, flags: number): void => {
    if (context.feed(bytes, flags) & (signalTape | signalFailed)) readTape(context.tape(), answer)
    const { failure } = answer
    if (failure) throw failure
  }
  try {
    const fields = columns.map(({ name, typeId }) => ({ name, dataTypeID: typeId }))
    const body = new TextEncoder().encode(JSON.stringify({ fields, rows }))
    feed(new TextEncoder().encode('200'), feedHead)
    for (let from = 0; from < body.length; from += limitInputWindowBytes) {
      const end = from + limitInputWindowBytes
      feed(body.subarray(from, end), end < body.length ? 0 : feedLast)
    }
    return (answer.results[0]?.rows ?? []) as unknown[][]
  } finally {
    context.close()
  }
}
