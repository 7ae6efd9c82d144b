import { quoteName } from '../mysql/names.js'
import type { Forms } from './forms.js'
import { MysqlTypes } from './mysql-types.js'
import { TypeNames } from './names.js'
import type { Column, Schema, Selection } from './schema.js'
import { checkSchemas, type FoundTable, schemasToRead, selectTables } from './selected.js'
import type { Source } from './source.js'

/*
 * One database at a time, by an equation: that is what Vitess reads the keyspace from. What it answers with may have
 * the name of the database behind, so the names asked for count.
 */

/** Sequences of MariaDB are tables too, but none to write types for. */
const tablesQuery = (schema: string) => `
  SELECT table_schema, table_name, table_type, table_comment FROM information_schema.tables
  WHERE table_schema = ${literal(schema)} AND table_type <> 'SEQUENCE'`

const columnsQuery = (schema: string) => `
  SELECT table_schema, table_name, column_name, data_type, column_type, character_set_name, is_nullable,
    column_default, extra, column_comment
  FROM information_schema.columns WHERE table_schema = ${literal(schema)}
  ORDER BY table_name, ordinal_position`

/** The checks by which MariaDB knows JSON: https://mariadb.com/docs/server/reference/data-types/string-data-types/json */
const jsonQuery = (schema: string) => `
  SELECT constraint_schema, table_name, check_clause FROM information_schema.check_constraints
  WHERE constraint_schema = ${literal(schema)} AND check_clause LIKE 'json_valid(%'`

/** Text that means the same in every sql_mode and character set. */
function literal(text: string): string {
  return /^[\w$-]*$/.test(text) ? `'${text}'` : `_utf8mb4 x'${Buffer.from(text, 'utf8').toString('hex')}'`
}

/** The rows that a query has for a schema, without the schema's name, which is the first cell. */
async function rowsOf(source: Source, query: (schema: string) => string, schema: string): Promise<(string | null)[][]> {
  const rows = await source.rows(query(schema))
  // Names of databases are compared without regard to case, even where they differ by it.
  return rows
    .filter(([found]) => found === schema || found?.toLowerCase() !== schema.toLowerCase())
    .map(([, ...cells]) => cells)
}

/** A column of a table as one text. */
function placeOf(...names: readonly (string | null | undefined)[]): string {
  return JSON.stringify(names)
}

/** The places of MariaDB's JSON columns: those of tables by their checks, those of views by asking for no row. */
async function readJsonColumns(source: Source, schema: string, found: readonly FoundTable[]): Promise<Set<string>> {
  const rows = await rowsOf(source, jsonQuery, schema)
  const places = rows.map(([table, clause]) => {
    const column = /^json_valid\(`((?:[^`]|``)*)`\)$/i.exec(clause ?? '')?.[1]?.replaceAll('``', '`')
    return placeOf(table, column)
  })
  for (const { name } of found.filter(({ isView }) => isView)) {
    // One that cannot be read has no columns in the catalogue either.
    const query = `SELECT * FROM ${quoteName(schema)}.${quoteName(name)} LIMIT 0`
    const columns = (await source.jsonColumns?.(query).catch(() => [])) ?? []
    places.push(...columns.map((column) => placeOf(name, column)))
  }
  return new Set(places)
}

interface Found extends FoundTable {
  readonly comment: string
  readonly columns: readonly Column[]
}

async function readSchema(source: Source, schema: string, types: MysqlTypes, isMariadb: boolean): Promise<Found[]> {
  const tables = (await rowsOf(source, tablesQuery, schema)).map(([name, type, comment]) => ({
    schema,
    name: name ?? '',
    isView: type !== 'BASE TABLE' && type !== 'SYSTEM VERSIONED',
    comment: comment ?? '',
  }))
  const json = isMariadb ? await readJsonColumns(source, schema, tables) : new Set<string>()
  const columns = new Map<string, Column[]>(tables.map(({ name }) => [name, []]))
  for (const [table, ...cells] of await rowsOf(source, columnsQuery, schema)) {
    columns.get(table ?? '')?.push(readColumn(cells, types, json.has(placeOf(table, cells[0]))))
  }
  return tables.map((table) => ({
    ...table,
    comment: table.isView && table.comment === 'VIEW' ? '' : table.comment,
    columns: columns.get(table.name) ?? [],
  }))
}

function readColumn(cells: readonly (string | null)[], types: MysqlTypes, isJson: boolean): Column {
  const [name, dataType, columnType, characterSet, nullable, given, extra, comment] = cells
  const isNullable = nullable === 'YES'
  // MariaDB writes its defaults as SQL, and NULL for those that a nullable column has anyway.
  const hasDefault = given !== null && !(isNullable && given === 'NULL')
  const isOptional = hasDefault || /auto_increment/i.test(extra ?? '')
  const isGenerated = /\b(?:VIRTUAL|STORED|PERSISTENT) GENERATED\b/i.test(extra ?? '')
  const isInvisible = /\bINVISIBLE\b/i.test(extra ?? '')
  return {
    name: name ?? '',
    type: types.of(name ?? '', {
      dataType: (dataType ?? '').toLowerCase(),
      columnType: columnType ?? '',
      characterSet: characterSet ?? undefined,
      isJson,
    }),
    nullable: isNullable,
    write: isGenerated ? 'never' : isOptional ? 'optional' : 'required',
    comment: [comment ?? '', isInvisible ? 'Invisible: not among the columns that `*` stands for.' : '']
      .filter((text) => text !== '')
      .join('\n'),
  }
}

/** Reads the tables of a MySQL or MariaDB server. Throws a `GatewayError` for a database that is not there. */
export async function readMysql(source: Source, selection: Selection, forms: Forms): Promise<Schema> {
  const [[current, version] = []] = await source.rows('SELECT database(), version()')
  const { schemas, defaultSchema } = schemasToRead(selection, current ?? undefined)
  const all = await source.rows('SHOW DATABASES')
  checkSchemas(schemas, new Set([...all.map(([name]) => name ?? ''), current ?? '']))

  const types = new MysqlTypes(forms)
  const found: Found[] = []
  for (const schema of schemas) found.push(...(await readSchema(source, schema, types, /mariadb/i.test(version ?? ''))))
  const warnings: string[] = []
  const chosen = selectTables(found, selection, defaultSchema, warnings).filter(({ schema, name, isView, columns }) => {
    if (columns.length === 0)
      warnings.push(`left out ${schema}.${name}: the ${isView ? 'view' : 'table'} cannot be read`)
    return columns.length > 0
  })
  const tables = new TypeNames().ofTables(chosen.map(({ key, comment, columns }) => ({ ...key, comment, columns })))
  return { tables, warnings }
}
