import { DatabaseError } from './errors.js'

/** The parts a piece of SQL is made of, as the caller wrote them; the core makes the text. */
export type Node =
  | {
      readonly kind: 'template'
      readonly strings: readonly string[]
      readonly values: readonly unknown[]
      /** What was written before: so many strings and values. */
      readonly from?: number
    }
  | { readonly kind: 'join'; readonly items: readonly unknown[]; readonly separator: Fragment }
  | { readonly kind: 'raw'; readonly text: string }
  | { readonly kind: 'reference'; readonly name: string }
  | { readonly kind: 'identifier'; readonly parts: readonly string[] }
  | { readonly kind: 'literal'; readonly value: unknown }
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'json'; readonly value: unknown }
  | {
      readonly kind: 'statement'
      readonly text: string
      readonly parameters: readonly unknown[]
      readonly names?: readonly string[]
    }

let read: (fragment: Fragment) => Node
let has: (value: object) => boolean

/**
 * A piece of SQL with its values, made by the `sql` tag and its helpers. It never runs by itself.
 *
 * The brand is a private field, so nothing parsed from outside can pass for a fragment.
 */
export class Fragment {
  readonly #node: Node

  /** @internal */
  constructor(node: Node) {
    this.#node = node
  }

  static {
    read = (fragment) => fragment.#node
    has = (value) => #node in value
  }
}

/** Whether the value was made by this package's tags. */
export function isFragment(value: unknown): value is Fragment {
  return typeof value === 'object' && value !== null && has(value)
}

/** What the fragment is made of. */
export function nodeOf(fragment: Fragment): Node {
  return read(fragment)
}

/**
 * The node of a tagged template.
 *
 * @throws {DatabaseError} `template_misuse` when the strings are not a template object of the
 * language (https://tc39.es/ecma262/#sec-gettemplateobject): only those are frozen arrays with a
 * frozen array `raw` beside.
 */
export function templateNode(strings: TemplateStringsArray, values: readonly unknown[]): Node {
  if (!isTemplateObject(strings) || strings.length !== values.length + 1) {
    throw new DatabaseError(
      'template_misuse',
      'call this as a template tag: db`...`; or use db.query(text, parameters)',
    )
  }
  if ((strings as readonly unknown[]).includes(undefined)) {
    throw new DatabaseError('template_misuse', 'the template has an escape sequence that JavaScript does not know')
  }
  return { kind: 'template', strings, values }
}

function isTemplateObject(strings: unknown): strings is TemplateStringsArray {
  if (!Array.isArray(strings) || !Object.isFrozen(strings) || !Object.hasOwn(strings, 'raw')) return false
  const { raw } = strings as { raw?: unknown }
  return Array.isArray(raw) && Object.isFrozen(raw) && raw.length === strings.length
}
