import { nodeIdentifier } from '../../bindings/query.js'
import { DatabaseError, type ErrorCode } from '../errors.js'
import type { Scope, Values } from './values.js'

/** Ends a text of the record. */
export const textEnd = '\0'
/** Ends a list of nodes. */
export const listEnd = '\x01'

/** Part of a query: the text of its node, as bindings/query.def says, and its values. Never changes. */
export abstract class Recorded {
  /** @internal A node; of what still grows, without the end of its last lists. */
  declare readonly node: string
  /** @internal */
  declare readonly bound: Values

  /** @internal */
  constructor(node: string, bound: Values) {
    this.node = node
    this.bound = bound
  }

  /** @internal The whole node. */
  written(): string {
    return this.node
  }

  toOperationNode(): never {
    return refuse('unsupported', 'this builder makes no operation nodes')
  }

  withPlugin(): never {
    return refuse('unsupported', 'this builder takes no plugins')
  }

  $call<T>(change: (query: this) => T): T {
    return change(this)
  }
}

/** Throws a DatabaseError. */
export function refuse(code: ErrorCode, message: string): never {
  throw new DatabaseError(code, message)
}

/** A text of the record. */
export function text(value: unknown): string {
  return unended(value) + textEnd
}

/** The same without its end. */
export function unended(value: unknown): string {
  if (typeof value !== 'string') return refuse('identifier', `this must be a string: ${describe(value)}`)
  return value.includes(textEnd) ? refuse('identifier', 'a text has a NUL character') : value
}

/** A text where a word of bindings/query.def can stand too. */
export function word(value: unknown): string {
  const written = text(value)
  if (written.length > 1 && written < ' ') refuse('template_misuse', 'a text begins with a control character')
  return written
}

/** The number of rows that `fetch` and `top` take. */
export function digits(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'bigint') return value + textEnd
  return refuse('template_misuse', `this must be a number: ${describe(value)}`)
}

/** Whether the value is part of a query. Those of Kysely itself are refused. */
export function isRecorded(value: object): value is Recorded {
  if (value instanceof Recorded) return true
  if (typeof (value as { toOperationNode?: unknown }).toOperationNode === 'function') {
    refuse('unsupported', `${describe(value)} is not made by this builder`)
  }
  return false
}

/** Puts a part into the query that `into` collects values for. */
export function include(part: Recorded, into: Scope): string {
  into.append(part.bound)
  return part.written()
}

/** The same for what a caller's function gave. */
export function includeMade(part: unknown, into: Scope): string {
  return part instanceof Recorded
    ? include(part, into)
    : refuse('template_misuse', `not of a builder: ${describe(part)}`)
}

/** The same for what a caller's function gives when it is called with a builder. */
export function includeBuilt(build: unknown, builder: Recorded, into: Scope): string {
  if (typeof build !== 'function') refuse('template_misuse', `this takes a function: ${describe(build)}`)
  return includeMade(build(builder), into)
}

/** A name as it is, or an expression. */
export function alias(argument: unknown, into: Scope): string {
  return typeof argument === 'string' ? nodeIdentifier + text(argument) : includeMade(argument, into)
}

/** What the value is, without what is in it. */
export function describe(value: unknown): string {
  return typeof value === 'object' && value
    ? (value.constructor?.name ?? 'an object')
    : value === null
      ? 'null'
      : typeof value
}
