import { DatabaseError } from './errors.js'
import { Fragment, isFragment, templateNode } from './fragment.js'

/**
 * A value that can stand in a template: it is sent beside the SQL, never inside it.
 *
 * Arrays go as arrays of the database, plain objects and objects with `toJSON` as JSON, `Date` as a
 * timestamp in UTC, `ArrayBuffer` and its views as bytes, `bigint` with all its digits. A fragment
 * or query is inserted as SQL.
 */
export type Parameter = null | boolean | number | bigint | string | object

/** The values of ready SQL text: in order, or by name where the database takes names (`:name` in MySQL). */
export type Parameters = readonly Parameter[] | Readonly<Record<string, Parameter>>

/** The tag for pieces of SQL, with helpers named as Kysely's: https://kysely-org.github.io/kysely-apidoc/interfaces/Sql.html */
export interface SqlTag {
  (strings: TemplateStringsArray, ...values: Parameter[]): Fragment

  /** A dotted name, every part quoted: `sql.ref('posts.id')`. The last part may be `*`. */
  ref(name: string): Fragment

  /** The same for tables: `sql.table('public.posts')`. */
  table(name: string): Fragment

  /** One quoted name from its parts, which may hold dots: `sql.id('public', 'a.b')`. */
  id(...parts: string[]): Fragment

  /** The value written into the SQL text, for places where the database takes no parameter. */
  lit(value: Parameter): Fragment

  /** The text as it is. Never give it what came from outside. */
  raw(text: string): Fragment

  /** The items, each a value or a fragment, with the separator (`, `) between. */
  join(items: readonly Parameter[], separator?: Fragment): Fragment

  /** The value as a parameter; what a bare value in a template is too. */
  val(value: Parameter): Fragment

  /** The value as a JSON parameter, also when it is an array, a string, a number, a boolean or null. */
  json(value: unknown): Fragment
}

const comma = new Fragment({ kind: 'template', strings: [', '], values: [] })

/** Makes pieces of SQL to put into queries: ``db`select * from posts ${sql`where id = ${id}`}` ``. */
export const sql: SqlTag = Object.assign(
  (strings: TemplateStringsArray, ...values: Parameter[]): Fragment => new Fragment(templateNode(strings, values)),
  {
    ref: (name: string) => new Fragment({ kind: 'reference', name: checkedName(name) }),
    table: (name: string) => new Fragment({ kind: 'reference', name: checkedName(name) }),
    id(...parts: string[]) {
      if (parts.length === 0) throw new DatabaseError('identifier', 'sql.id needs at least one part')
      return new Fragment({ kind: 'identifier', parts: parts.map(checkedName) })
    },
    lit: (value: Parameter) => new Fragment({ kind: 'literal', value }),
    raw(text: string) {
      if (typeof text !== 'string') throw new DatabaseError('template_misuse', 'sql.raw takes a string')
      return new Fragment({ kind: 'raw', text })
    },
    join(items: readonly Parameter[], separator: Fragment = comma) {
      if (!Array.isArray(items)) throw new DatabaseError('template_misuse', 'sql.join takes an array')
      if (!isFragment(separator)) {
        throw new DatabaseError('template_misuse', 'the separator of sql.join must be a fragment: sql` and `')
      }
      return new Fragment({ kind: 'join', items: [...items], separator })
    },
    val: (value: Parameter) => new Fragment({ kind: 'value', value }),
    json: (value: unknown) => new Fragment({ kind: 'json', value }),
  },
)

function checkedName(name: unknown): string {
  if (typeof name !== 'string') throw new DatabaseError('identifier', 'a name must be a string')
  return name
}
