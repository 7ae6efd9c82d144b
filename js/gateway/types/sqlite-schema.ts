import { GatewayError } from '../engine.js'
import type { Forms } from './forms.js'
import { TypeNames } from './names.js'
import type { Column, Schema, Selection } from './schema.js'
import { selectTables } from './selected.js'
import { reasonOf, type Source } from './source.js'
import { type SqliteTable, SqliteTypes } from './sqlite-types.js'

/** Without the tables of SQLite and of D1 themselves, and those that a virtual table is kept in. */
const tablesQuery = `
  select name, type, strict from pragma_table_list
  where schema = 'main' and type <> 'shadow' and lower(substr(name, 1, 7)) <> 'sqlite_' and lower(substr(name, 1, 4)) <> '_cf_'`

const quoted = (name: string): string => `'${name.replaceAll("'", "''")}'`

/** `hidden` is 1 for what a virtual table hides, 2 and 3 for generated columns: https://www.sqlite.org/pragma.html#pragma_table_xinfo */
const columnsQuery = (table: string) =>
  `select name, type, "notnull", dflt_value, pk, hidden from pragma_table_xinfo(${quoted(table)}) where hidden <> 1`

/** A key that is the rowid itself has no index. */
const keyIndexQuery = (table: string) => `select 1 from pragma_index_list(${quoted(table)}) where origin = 'pk'`

async function readColumns(
  source: Source,
  table: SqliteTable & { readonly name: string },
  types: SqliteTypes,
): Promise<Column[]> {
  const rows = await source.rows(columnsQuery(table.name))
  const keys = rows.filter(([, , , , pk]) => pk !== '0')
  const isRowid =
    keys.length === 1 &&
    /^INTEGER$/i.test(keys[0]?.[1] ?? '') &&
    (await source.rows(keyIndexQuery(table.name))).length === 0
  return rows.map(([name, type, notNull, defaultValue, pk, hidden]) => {
    const isKey = isRowid && pk !== '0'
    const isGenerated = hidden === '2' || hidden === '3'
    return {
      name: name ?? '',
      type: types.of((type ?? '').replace(/\s*GENERATED ALWAYS$/i, ''), table),
      nullable: notNull !== '1' && !isKey,
      write: isGenerated ? 'never' : isKey || defaultValue !== null ? 'optional' : 'required',
      comment: '',
    }
  })
}

/** Reads the tables of a SQLite database. */
export async function readSqlite(source: Source, selection: Selection, forms: Forms): Promise<Schema> {
  if (selection.schemas !== undefined || selection.defaultSchema !== undefined) {
    throw new GatewayError('a SQLite database has no schemas')
  }
  const warnings: string[] = []
  const types = new SqliteTypes(forms)
  const found = (await source.rows(tablesQuery)).map(([name, type, strict]) => ({
    schema: 'main',
    name: name ?? '',
    isView: type === 'view',
    isStrict: strict === '1',
  }))
  const chosen = selectTables(found, selection, 'main', warnings)
  const columns = new Map<string, Column[]>()
  for (const table of chosen) {
    try {
      columns.set(table.name, await readColumns(source, table, types))
    } catch (error) {
      warnings.push(`left out ${table.name}: ${reasonOf(error)}`)
    }
  }
  const named = new TypeNames().ofTables(chosen.filter(({ name }) => columns.has(name)).map(({ key }) => key))
  return { tables: named.map((table) => ({ ...table, comment: '', columns: columns.get(table.name) ?? [] })), warnings }
}
