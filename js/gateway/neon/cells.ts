/**
 * PostgreSQL text to JSON text, for clients that do not ask for raw text: the rules of `pg_text_to_json` in
 * Neon's proxy (json.rs).
 */

/** Type OIDs of PostgreSQL's catalog (pg_type.dat). */
const bool = 16
const int2 = 21
const int4 = 23
const json = 114
const float4 = 700
const float8 = 701
const jsonb = 3802

/** Built-in array types whose elements are not strings in JSON, by array OID. */
const elementTypes = new Map([
  [1000, bool],
  [1005, int2],
  [1007, int4],
  [1021, float4],
  [1022, float8],
  [199, json],
  [3807, jsonb],
])

/** The other built-in array types of PostgreSQL 15 and later; their elements are strings. */
const stringArrays = new Set([
  ...[
    143, 210, 270, 271, 272, 273, 629, 651, 719, 775, 791, 1001, 1002, 1003, 1006, 1008, 1009, 1010, 1011, 1012, 1013,
    1014, 1015,
  ],
  ...[1016, 1017, 1018, 1019, 1020, 1027, 1028, 1034, 1040, 1041, 1115, 1182, 1183, 1185, 1187, 1231, 1263, 1270],
  ...[1561, 1563, 2201, 2207, 2208, 2209, 2210, 2211, 2949, 2951, 3221, 3643, 3644, 3645, 3735, 3770, 3905, 3907],
  ...[3909, 3911, 3913, 3927, 4073, 4090, 4097, 4192, 5039, 6150, 6151, 6152, 6153, 6155, 6157],
])

/** A cell that is not the text of the type it is said to be. Neon answers 500 `could not parse postgres response`. */
export class MalformedCell extends Error {
  override readonly name = 'MalformedCell'
}

const integer = /^-?\d+$/
const finiteNumber = /^-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?$/

function scalar(text: string, type: number): string {
  switch (type) {
    case bool:
      return text === 't' ? 'true' : 'false'
    case int2:
    case int4:
      if (!integer.test(text)) throw new MalformedCell()
      return text
    case float4:
    case float8:
      // The server's own digits are a JSON number; NaN and the infinities have no such form.
      return finiteNumber.test(text) ? text : JSON.stringify(text)
    case json:
    case jsonb:
      return text
    default:
      return JSON.stringify(text)
  }
}

/** Reads an array literal (https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO) into JSON text. */
class ArrayReader {
  readonly #text: string
  readonly #type: number
  #at = 0

  constructor(text: string, type: number) {
    this.#text = text
    this.#type = type
  }

  read(): string {
    // Bounds such as [0:1]= have no place in JSON and are dropped.
    if (this.#text.startsWith('[')) this.#at = this.#text.indexOf('=') + 1
    const result = this.#array()
    if (this.#at !== this.#text.length) throw new MalformedCell()
    return result
  }

  #array(): string {
    this.#at += 1
    const elements: string[] = []
    if (this.#text[this.#at] === '}') {
      this.#at += 1
      return '[]'
    }
    for (;;) {
      elements.push(this.#element())
      const next = this.#text[this.#at++]
      if (next === '}') return `[${elements.join(',')}]`
      // Always a comma, as in Neon, although box[] is written with semicolons.
      if (next !== ',') throw new MalformedCell()
    }
  }

  #element(): string {
    const first = this.#text[this.#at]
    if (first === '{') return this.#array()
    if (first === '"') return scalar(this.#quoted(), this.#type)
    const start = this.#at
    while (this.#at < this.#text.length && this.#text[this.#at] !== ',' && this.#text[this.#at] !== '}') this.#at += 1
    const word = this.#text.slice(start, this.#at)
    return word === 'NULL' ? 'null' : scalar(word, this.#type)
  }

  #quoted(): string {
    const quoted = /"((?:[^"\\]|\\[\s\S])*)"/y
    quoted.lastIndex = this.#at
    const match = quoted.exec(this.#text)
    if (match === null) throw new MalformedCell()
    this.#at = quoted.lastIndex
    return (match[1] ?? '').replace(/\\([\s\S])/g, '$1')
  }
}

/** The JSON text of a cell of the type with this OID. Throws `MalformedCell`. */
export function cellJSON(text: string, type: number): string {
  const elementType = elementTypes.get(type)
  if (elementType === undefined && !stringArrays.has(type)) return scalar(text, type)
  return new ArrayReader(text, elementType ?? 0).read()
}
