import { GatewayError } from '../engine.js'
import { byText, type TableName } from './schema.js'

const identifier = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u

/** A name as a member of an interface: in quotes unless it is an identifier. */
export function propertyName(name: string): string {
  return identifier.test(name) ? name : stringLiteral(name)
}

const escapes: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\\': '\\\\', "'": "\\'" }

/** Text as a TypeScript string in single quotes, on one line whatever is in it. */
export function stringLiteral(text: string): string {
  const escaped = text.replace(
    /[\\'\p{Cc}\u2028\u2029\p{Cs}\uFEFF]/gu,
    (c) => escapes[c] ?? `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  return `'${escaped}'`
}

/** A union of string literals; `never` for none. */
export function literalUnion(texts: readonly string[]): string {
  return texts.length === 0 ? 'never' : [...new Set(texts)].map(stringLiteral).join(' | ')
}

/** `user_posts` as `UserPosts`: what begins with a digit gets an underscore, and nothing at all becomes one. */
export function pascalCase(name: string): string {
  const words = name.match(/[\p{L}\p{N}\p{M}$]+/gu) ?? []
  const joined = words.map((word) => word.replace(/^./u, (first) => first.toUpperCase())).join('')
  return identifier.test(joined) ? joined : `_${joined}`
}

/** As `rename: 'camel'` does it (wasm/rows/camel_case.cpp; a test holds the two together). */
export function camelCase(name: string): string {
  return name.replace(/(?<=[^_])_+([A-Za-z0-9])/g, (_, next: string) => next.toUpperCase())
}

/**
 * Names in camel case. Throws a `GatewayError` when two of them become one.
 *
 * @param place what they are names of, for the error: `the table users`
 */
export function camelCaseAll(names: readonly string[], place: string): string[] {
  const taken = new Map<string, string>()
  return names.map((name) => {
    const camel = camelCase(name)
    const other = taken.get(camel)
    if (other !== undefined) throw new GatewayError(`${place}: ${other} and ${name} are both ${camel} in camel case`)
    taken.set(camel, name)
    return camel
  })
}

/** Gives out names of types, each once. */
export class TypeNames {
  /** Those that the file has anyway, or means another type by. */
  readonly #taken = new Set(
    'Array Circle ColumnType Database Date Generated Interval JsonInput JsonMember JsonValue Point Uint8Array'.split(
      ' ',
    ),
  )

  /** The name itself, or with a number behind when it is taken. */
  take(name: string): string {
    let free = name
    for (let number = 2; this.#taken.has(free); number += 1) free = `${name}${number}`
    this.#taken.add(free)
    return free
  }

  /** The tables in the order in which they are written, and the name of each one's interface. */
  ofTables<Given extends TableName>(tables: readonly Given[]): (Given & { readonly typeName: string })[] {
    const sorted = [...tables].sort((a, b) => byText(a.schema ?? '', b.schema ?? '') || byText(a.name, b.name))
    return sorted.map((table) => {
      const schema = table.schema === undefined ? '' : pascalCase(table.schema)
      const name = pascalCase(table.name)
      return { ...table, typeName: this.take(`${schema}${name}${table.isView ? 'View' : 'Table'}`) }
    })
  }
}
