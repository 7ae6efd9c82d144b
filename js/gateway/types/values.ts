import type { TypeText } from './schema.js'
import { jsonRead, jsonWrite, plain } from './texts.js'

/** What a form gives, whatever the type; `bigints` when JSON has them for integers beyond 2^53. */
export function readAs(form: string, bigints: boolean): TypeText {
  switch (form) {
    case 'number':
    case 'bigint':
    case 'boolean':
      return plain(form)
    case 'parsed':
    case 'rounded':
      // Rounded JSON has no bigints, but the file has one type for JSON.
      return jsonRead(bigints)
    case 'bytes':
      return plain('Uint8Array')
    case 'date':
    case 'local':
      return plain('Date')
    default:
      return plain('string')
  }
}

/** What a parameter for a column of a type that every server has may be, by the form in which it is read: docs/types.md. */
export function acceptedAs(type: string, form: string, bigints: boolean): readonly (TypeText | string)[] {
  switch (type) {
    case 'number':
    case 'boolean':
      return [type]
    case 'int8':
      return form === 'number' ? ['number'] : ['bigint', 'number', 'string']
    case 'numeric':
      return form === 'number' ? ['number'] : form === 'bigint' ? ['bigint', 'number', 'string'] : ['number', 'string']
    case 'json':
      return [jsonWrite(bigints)]
    case 'bytea':
      return ['Uint8Array']
    case 'timestamptz':
    case 'timestamp':
    case 'datetime':
    case 'date':
      return ['Date', 'string']
    default:
      return ['string']
  }
}
