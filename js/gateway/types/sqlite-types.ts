import type { Forms } from './forms.js'
import type { ValueType } from './schema.js'
import { differing, same, union } from './texts.js'

/** What SQLite makes of values that are stored in a column: https://www.sqlite.org/datatype3.html#determination_of_column_affinity */
type Affinity = 'INTEGER' | 'TEXT' | 'BLOB' | 'REAL' | 'NUMERIC' | 'ANY'

function affinityOf(declared: string, { isStrict, isView }: SqliteTable): Affinity {
  const type = declared.toUpperCase()
  // In a view a column without a type is said to be a blob.
  if (type === '' || (isStrict && type === 'ANY') || (isView && type === 'BLOB')) return 'ANY'
  if (type.includes('INT')) return 'INTEGER'
  if (/CHAR|CLOB|TEXT/.test(type)) return 'TEXT'
  if (type.includes('BLOB')) return 'BLOB'
  return /REAL|FLOA|DOUB/.test(type) ? 'REAL' : 'NUMERIC'
}

/** What the types of a table's columns mean. */
export interface SqliteTable {
  readonly isStrict: boolean
  readonly isView: boolean
}

/**
 * The TypeScript of SQLite's types by what a column is declared as: SQLite itself stores anything anywhere, unless the
 * table is STRICT.
 */
export class SqliteTypes {
  readonly #integer: ValueType
  readonly #bytes: ValueType

  constructor({ types }: Forms) {
    const { int8 = 'number', integers = 'number', bytea = 'bytes' } = types
    const given = integers === 'bigint' || integers === 'string' ? [integers] : ['number', int8]
    const read = union(given)
    this.#integer = { read, write: union([read.text === 'string' ? 'bigint' : 'number', ...given]) }
    this.#bytes = bytea === 'hex' ? differing('string', 'Uint8Array') : same('Uint8Array')
  }

  /** The types of a column's values. */
  of(declared: string, table: SqliteTable): ValueType {
    const integer = this.#integer
    switch (affinityOf(declared, table)) {
      case 'TEXT':
        return same('string')
      case 'BLOB':
        return this.#bytes
      case 'REAL':
        return same('number')
      case 'INTEGER':
        return /BOOL/i.test(declared) ? withBooleans(integer) : integer
      case 'NUMERIC':
        return this.#numeric(declared)
      default:
        return {
          read: union([integer.read, 'number', 'string', this.#bytes.read]),
          write: union([integer.write, 'number', 'string', 'Uint8Array']),
        }
    }
  }

  /** Numbers, and text that is none: so dates are either, and JSON is text unless it is a number. */
  #numeric(declared: string): ValueType {
    const { read, write } = this.#integer
    if (/BOOL/i.test(declared)) return withBooleans(this.#integer)
    if (/DATE|TIME/i.test(declared)) {
      return { read: union([read, 'number', 'string']), write: union([write, 'Date', 'number', 'string']) }
    }
    if (/JSON/i.test(declared))
      return { read: union([read, 'number', 'string']), write: union([write, 'number', 'string']) }
    return { read: union([read, 'number']), write: union([write, 'number']) }
  }
}

/** Booleans are 1 and 0, and come back as such. */
function withBooleans({ read, write }: ValueType): ValueType {
  return { read, write: union([write, 'boolean']) }
}
