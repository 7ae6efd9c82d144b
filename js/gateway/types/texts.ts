import { byText, type Declaration, type TypeText, type ValueType } from './schema.js'

/** A type that needs no declaration. */
export function plain(text: string): TypeText {
  return { text, uses: [] }
}

/** A type by its name. */
export function declared(declaration: Declaration): TypeText {
  return { text: declaration.name, uses: [declaration] }
}

/** Reads and writes the same type. */
export function same(type: TypeText | string): ValueType {
  const text = typeof type === 'string' ? plain(type) : type
  return { read: text, write: text }
}

/** Reads one type and writes another. */
export function differing(read: TypeText | string, write: TypeText | string): ValueType {
  return { read: same(read).read, write: same(write).write }
}

/** A union of types, each of which stands in it once. */
export function union(types: readonly (TypeText | string)[]): TypeText {
  const all = types.map((type) => (typeof type === 'string' ? plain(type) : type))
  // Unions of plain names are taken apart.
  const parts = all.flatMap(({ text }) => (/^[\w$ |]+$/.test(text) ? text.split(' | ') : [text]))
  return {
    text: [...new Set(parts)].sort(byText).join(' | '),
    uses: all.flatMap(({ uses }) => uses),
  }
}

/** Writes what `accepted` says, and what is read if that is a primitive: the database takes its own text back. */
export function accepting(read: TypeText | string, accepted: readonly (TypeText | string)[]): ValueType {
  const { read: type } = same(read)
  const primitive = ['string', 'number', 'bigint', 'boolean'].includes(type.text)
  return { read: type, write: union(primitive ? [...accepted, type] : accepted) }
}

function arrayText({ text, uses }: TypeText): TypeText {
  return { text: /^[\w$]+$/.test(text) ? `${text}[]` : `(${text})[]`, uses }
}

/** Arrays of a type. */
export function arrayOf({ read, write }: ValueType): ValueType {
  return { read: arrayText(read), write: arrayText(write) }
}

/** An interval as an object: docs/types.md. */
export const interval: Declaration = {
  name: 'Interval',
  text: `interface Interval {
  years?: number
  months?: number
  days?: number
  hours?: number
  minutes?: number
  seconds?: number
  milliseconds?: number
}`,
  comment: 'An interval: its fields that are not 0.',
  uses: [],
}

/** A point as an object. */
export const point: Declaration = {
  name: 'Point',
  text: 'interface Point {\n  x: number\n  y: number\n}',
  comment: '',
  uses: [],
}

/** A circle as an object. */
export const circle: Declaration = {
  name: 'Circle',
  text: 'interface Circle {\n  x: number\n  y: number\n  radius: number\n}',
  comment: '',
  uses: [],
}

const jsonComment = 'What a JSON column holds.'
const inputComment = 'What can be written to a JSON column: an object, or any value as JSON text.'

const jsonValue: Declaration = {
  name: 'JsonValue',
  text: 'type JsonValue = JsonValue[] | { [name: string]: JsonValue } | boolean | number | string | null',
  comment: jsonComment,
  uses: [],
}

const jsonInput: Declaration = {
  name: 'JsonInput',
  text: 'type JsonInput = { [name: string]: JsonValue } | string',
  comment: inputComment,
  uses: [jsonValue],
}

const jsonValueWithBigints: Declaration = {
  name: 'JsonValue',
  text: 'type JsonValue = JsonValue[] | { [name: string]: JsonValue } | bigint | boolean | number | string | null',
  comment: `${jsonComment} Integers beyond 2^53 are bigints.`,
  uses: [],
}

const jsonMember: Declaration = {
  name: 'JsonMember',
  text: 'type JsonMember = JsonMember[] | { [name: string]: JsonMember } | boolean | number | string | null',
  comment: 'What can be in an object that is written to a JSON column.',
  uses: [],
}

const jsonInputWithoutBigints: Declaration = {
  name: 'JsonInput',
  text: 'type JsonInput = { [name: string]: JsonMember } | string',
  comment: inputComment,
  uses: [jsonMember],
}

/** What JSON is when it is read; `bigints` for integers beyond 2^53. */
export function jsonRead(bigints: boolean): TypeText {
  return declared(bigints ? jsonValueWithBigints : jsonValue)
}

/** What JSON is when it is written, in a file where `jsonRead(bigints)` may stand. */
export function jsonWrite(bigints: boolean): TypeText {
  return declared(bigints ? jsonInputWithoutBigints : jsonInput)
}
