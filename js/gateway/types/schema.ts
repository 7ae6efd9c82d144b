/** What a database's schema is to the TypeScript that is written for it, whatever the database. */

/** A TypeScript type as text. */
export interface TypeText {
  readonly text: string
  /** What it names that has to be declared. */
  readonly uses: readonly Declaration[]
}

/** A type that is declared in the file. */
export interface Declaration {
  readonly name: string
  /** What stands after `export`: `type Mood = 'happy' | 'sad'`. */
  readonly text: string
  readonly comment: string
  readonly uses: readonly Declaration[]
}

/** The types of a column's values, null left out. */
export interface ValueType {
  /** Of what a query gives. */
  readonly read: TypeText
  /** Of what can be given to an insert or an update. */
  readonly write: TypeText
}

/** A column of a table or view. */
export interface Column {
  readonly name: string
  readonly type: ValueType
  readonly nullable: boolean
  /** Whether an insert must have it, may have it, or neither an insert nor an update. */
  readonly write: 'required' | 'optional' | 'never'
  readonly comment: string
}

/** What a table has besides its columns. */
export interface TableName {
  /** Undefined when queries need not name it. */
  readonly schema: string | undefined
  readonly name: string
  /** Of a view nothing can be written. */
  readonly isView: boolean
}

/** A table or view. */
export interface Table extends TableName {
  /** Of its interface. */
  readonly typeName: string
  readonly columns: readonly Column[]
  readonly comment: string
}

/** All of a database that TypeScript is written for. */
export interface Schema {
  readonly tables: readonly Table[]
  /** What is not there and should be, for people. */
  readonly warnings: readonly string[]
}

/** What of a database is asked for. */
export interface Selection {
  /** Undefined for the one that queries need not name. */
  readonly schemas: readonly string[] | undefined
  /** The schema whose tables have keys without it; undefined for the one that queries need not name. */
  readonly defaultSchema: string | undefined
  /** True for a table, in the default schema or another one, that is not to be there. */
  readonly isExcluded: (table: string, schema: string) => boolean
  /** PostgreSQL: the partitions of a table are tables too. */
  readonly partitions: boolean
}

/** The order of everything that has names: that of their UTF-16 units, the same everywhere. */
export function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
