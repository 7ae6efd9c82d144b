import { loadModule } from '#module/builder'
import { Core, type Recording, type WasmModule } from '../../bindings/instance.js'
import { errorCodes } from '../../bindings/layout.js'
import {
  queryFlagReordered,
  queryFlagReturning,
  queryVersion,
  queryWordCode,
  queryWordFlags,
  queryWordRows,
  queryWordRowsLeft,
  queryWordUnsupportedBytes,
  queryWordValues,
} from '../../bindings/query.js'
import { DatabaseError, type ErrorCode } from '../errors.js'
import { toArray, type Values } from './values.js'

/** SQL text with the placeholders of its dialect, and the values for them in their order. */
export interface Compiled {
  readonly sql: string
  readonly parameters: readonly unknown[]
  /** It is no select and gives rows. */
  readonly returning: boolean
  /** What the dialect has not, in words; empty when it has everything. */
  readonly unsupported: string
  /** Of part of an insert: how many rows it has, and how many come after them. 0 when its rows cannot be divided. */
  readonly rows: number
  readonly rowsLeft: number
}

// What depends on the calls alone, and not on the values.
interface Shape extends Omit<Compiled, 'parameters'> {
  readonly record: string
  readonly values: number
  // The index of the value of each placeholder, when they are not in their order.
  readonly order: Int32Array | undefined
}

// Queries of an application differ in their values mostly. Two generations of so many characters are some megabytes.
const mostCharacters = 1_000_000
const longestShape = 50_000

// What one takes beside its text, about.
const shapeCharacters = 300

const headerWords = queryWordRowsLeft + 1
const core = new Core(loadModule, queryVersion)
const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

// Two generations: what was not used in the last one is forgotten with it.
let recent = new Map<string, Shape>()
let recentCharacters = 0
let older = new Map<string, Shape>()

// Those of the recent generation that were used last, by a few characters: a map looks at each to find one.
const places = 256
let last: Shape[] = []

/** Uses this module instead of the one the package brings: `tcpless/wasm/builder.wasm`, compiled. */
export function init(module: WasmModule): void {
  core.use(module)
}

/**
 * Compiles a recorded query.
 *
 * @param header the characters of the dialect and of the options, up to the one that ends them
 * @throws {DatabaseError} `template_misuse`, `identifier`, `parameter`, `limit`, `out_of_memory`
 */
export function compileQuery(header: string, node: string, values: Values): Compiled {
  const { sql, returning, unsupported, rows, rowsLeft, order, values: count } = shapeOf(header + node)
  const given = toArray(values)
  let parameters = given
  if (order) parameters = Array.from(order, (index) => given[index])
  else if (given.length > count) parameters = given.slice(0, count)
  return { sql, parameters, returning, unsupported, rows, rowsLeft }
}

function shapeOf(record: string): Shape {
  const { length } = record
  const place =
    (length + record.charCodeAt(length >> 1) * 5 + record.charCodeAt(length - 1 - (length >> 2)) * 9) % places
  const found = last[place]
  if (found?.record === record) return found
  let shape = recent.get(record)
  if (!shape) {
    shape = older.get(record) ?? compile(record)
    const characters = length + shape.sql.length + shapeCharacters
    if (characters > longestShape) return shape
    recentCharacters += characters
    if (recentCharacters > mostCharacters) {
      older = recent
      recent = new Map()
      last = []
      recentCharacters = characters
    }
    recent.set(record, shape)
  }
  last[place] = shape
  return shape
}

class RecordedText implements Recording {
  readonly #text: string

  constructor(text: string) {
    if (!text.isWellFormed()) {
      throw new DatabaseError('identifier', 'text has a lone surrogate, which UTF-8 cannot carry')
    }
    this.#text = text
  }

  byteLimit(): number {
    return this.#text.length * 3
  }

  write(memory: Uint8Array, address: number): number {
    return encoder.encodeInto(this.#text, memory.subarray(address)).written
  }
}

function compile(record: string): Shape {
  const context = core.build(new RecordedText(record))
  try {
    const { words, text } = context.output()
    const code = errorCodes[words[queryWordCode] as number] as ErrorCode | 'ok'
    if (code !== 'ok') throw new DatabaseError(code, decoder.decode(text))
    const flags = words[queryWordFlags] as number
    const split = words[queryWordUnsupportedBytes] as number
    return {
      record,
      sql: decoder.decode(text.subarray(split)),
      returning: (flags & queryFlagReturning) !== 0,
      unsupported: decoder.decode(text.subarray(0, split)),
      values: words[queryWordValues] as number,
      rows: words[queryWordRows] as number,
      rowsLeft: words[queryWordRowsLeft] as number,
      order: flags & queryFlagReordered ? words.slice(headerWords) : undefined,
    }
  } finally {
    context.close()
  }
}
