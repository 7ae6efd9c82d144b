import { jsonCell } from '../../bindings/tape.js'
import type { Field } from './planetscale-types.js'

const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

/** The collation of what is no text. */
const binary = 63

/** Types that stay as the server wrote them: https://github.com/planetscale/database-js, src/cast.ts */
const kept = /^(?:U?INT64|DATETIME|DATE|TIMESTAMP|TIME|DECIMAL)$/
const integer = /^(?:U?INT(?:8|16|24|32)|YEAR)$/
const floating = /^FLOAT(?:32|64)$/

/** Bytes, as a string of one character each. */
export function binaryString(bytes: Uint8Array): string {
  let text = ''
  for (let begin = 0; begin < bytes.length; begin += 8192) {
    text += String.fromCharCode(...bytes.subarray(begin, begin + 8192))
  }
  return text
}

function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0))
}

/**
 * What the official client makes of a cell when nothing else is asked for.
 *
 * @param value its bytes, one character each, or null
 * @throws {SyntaxError} for JSON that is none
 */
// biome-ignore lint/suspicious/noExplicitAny: as in the official client
export function cast(field: Field, value: any): any {
  if (value == null || kept.test(field.type)) return value
  if (field.type === 'JSON') return jsonCell(decoder.decode(bytesOf(value)))
  if (integer.test(field.type)) return Number.parseInt(value, 10)
  if (floating.test(field.type)) return Number.parseFloat(value)
  const bytes = bytesOf(value)
  return field.charset === binary ? bytes : decoder.decode(bytes)
}

/** Bytes, one character each, as a hexadecimal literal: `0x00ff`. */
export function hex(text: string): string {
  return `0x${Array.from(bytesOf(text), (byte) => byte.toString(16).padStart(2, '0')).join('')}`
}
