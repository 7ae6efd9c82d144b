// An answer through the core alone, without the package's JavaScript around it.
import {
  feedHead,
  feedLast,
  limitInputWindowBytes,
  operationExecute,
  outputJson,
  settingOutput,
  settingUrl,
  signalComplete,
} from '../../dist/bindings/layout.js'
import { RecordWriter } from '../../dist/bindings/record.js'

const writer = new RecordWriter()
const head = new TextEncoder().encode('200\n\n\n\n')

/**
 * Makes a body JSON, a window of bytes at a time.
 * @param {Uint8Array} bytes
 * @param {{core: import('../../dist/bindings/instance.js').Core, service: number, url: string}} target
 * @param {(context: import('../../dist/bindings/instance.js').Context, last: boolean) => void} take called behind each
 * @param {number} [flags] of each feed
 */
export function throughCore(bytes, { core, service, url }, take, flags = 0) {
  writer.begin()
  writer.setText(settingUrl, url)
  writer.setNumber(settingOutput, outputJson)
  writer.text('select 1')
  const context = core.build(writer, operationExecute, service)
  context.feed(head, feedHead)
  let signals = 0
  for (let at = 0; at < bytes.byteLength; at += limitInputWindowBytes) {
    const piece = bytes.subarray(at, at + limitInputWindowBytes)
    const last = at + piece.length === bytes.length
    signals = context.feed(piece, last ? flags | feedLast : flags)
    take(context, last)
  }
  context.close()
  if (!(signals & signalComplete)) throw new Error('the core did not complete the result')
}
