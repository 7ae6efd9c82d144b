import type { FieldPacket } from 'mysql2'

/** Bits of a column definition's flags that make a type another one. */
const unsigned = 32
const binary = 128
const enumeration = 256
const set = 2048

/**
 * Vitess's names of types by those of MySQL's protocol, then with the flags that change them: MySQLToType in
 * https://github.com/vitessio/vitess/blob/main/go/sqltypes/type.go. NULL_TYPE is the zero value and has no name.
 */
const names = new Map([
  [0, 'DECIMAL'],
  [1, 'INT8'],
  [2, 'INT16'],
  [3, 'INT32'],
  [4, 'FLOAT32'],
  [5, 'FLOAT64'],
  [7, 'TIMESTAMP'],
  [8, 'INT64'],
  [9, 'INT24'],
  [10, 'DATE'],
  [11, 'TIME'],
  [12, 'DATETIME'],
  [13, 'YEAR'],
  [14, 'DATE'],
  [15, 'VARCHAR'],
  [16, 'BIT'],
  [17, 'TIMESTAMP'],
  [18, 'DATETIME'],
  [19, 'TIME'],
  [242, 'VECTOR'],
  [245, 'JSON'],
  [246, 'DECIMAL'],
  [247, 'ENUM'],
  [248, 'SET'],
  [249, 'TEXT'],
  [250, 'TEXT'],
  [251, 'TEXT'],
  [252, 'TEXT'],
  [253, 'VARCHAR'],
  [254, 'CHAR'],
  [255, 'GEOMETRY'],
])

const ofBinary = new Map([
  ['TEXT', 'BLOB'],
  ['VARCHAR', 'VARBINARY'],
  ['CHAR', 'BINARY'],
])

function typeName(type: number, flags: number): string | undefined {
  const name = names.get(type)
  if (name === undefined) return undefined
  if (name.startsWith('INT') && (flags & unsigned) !== 0) return `U${name}`
  if (name === 'CHAR' && (flags & enumeration) !== 0) return 'ENUM'
  if (name === 'CHAR' && (flags & set) !== 0) return 'SET'
  return (flags & binary) !== 0 ? (ofBinary.get(name) ?? name) : name
}

/** MariaDB's JSON is text by the old protocol, and says in the new part of its definition that it is not. */
const binaryCharset = 63

/** A column as JSON, with the names of `query.Field` in Vitess's proto/query.proto; what is zero or empty is left out. */
export function fieldJSON(field: FieldPacket): string {
  const flags = Number(field.flags)
  const json = field.extendedFormat === 'json'
  return JSON.stringify({
    name: field.name || undefined,
    type: json ? 'JSON' : typeName(field.columnType ?? 0, flags),
    table: field.table || undefined,
    orgTable: field.orgTable || undefined,
    database: field.schema || undefined,
    orgName: field.orgName || undefined,
    columnLength: field.columnLength || undefined,
    charset: (json ? binaryCharset : field.characterSet) || undefined,
    decimals: field.decimals || undefined,
    flags: flags || undefined,
  })
}

/** A row as JSON: the lengths of its cells, -1 for null, and their bytes in one. */
export function rowJSON(cells: readonly (Uint8Array | null)[]): string {
  const lengths = cells.map((cell) => `"${cell === null ? -1 : cell.length}"`)
  const bytes = Buffer.concat(cells.filter((cell) => cell !== null))
  const values = bytes.length === 0 ? '' : `,"values":"${bytes.toString('base64')}"`
  return `{"lengths":[${lengths.join(',')}]${values}}`
}
