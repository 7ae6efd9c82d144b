import type { Forms } from './forms.js'
import { literalUnion, pascalCase, TypeNames } from './names.js'
import { type PostgresType, PostgresTypes } from './postgres-types.js'
import { byText, type Column, type Declaration, type Schema, type Selection } from './schema.js'
import { checkSchemas, schemasToRead, selectTables } from './selected.js'
import type { Source } from './source.js'

/** r, p and f are tables, v and m views: https://www.postgresql.org/docs/current/catalog-pg-class.html */
const tablesQuery = `
  select n.nspname, c.relname, c.relkind in ('v', 'm'), c.oid, pg_catalog.obj_description(c.oid, 'pg_class')
  from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p', 'f', 'v', 'm') and (not c.relispartition or $2::bool)
    and n.nspname in (select pg_catalog.json_array_elements_text($1::json))`

const columnsQuery = `
  select a.attrelid, a.attname, a.atttypid, a.attnotnull, a.atthasdef, a.attidentity, a.attgenerated,
    pg_catalog.col_description(a.attrelid, a.attnum)
  from pg_catalog.pg_attribute a
  where a.attnum > 0 and not a.attisdropped
    and a.attrelid in (select pg_catalog.json_array_elements_text($1::json)::oid)
  order by a.attrelid, a.attnum`

/** The types of columns, and those that these are made of. */
const typesQuery = `
  with recursive used(oid) as (
    select pg_catalog.json_array_elements_text($1::json)::oid
    union
    select case t.typtype when 'd' then t.typbasetype else t.typelem end
    from used join pg_catalog.pg_type t on t.oid = used.oid where t.typtype = 'd' or t.typelem <> 0
  )
  select t.oid, n.nspname, t.typname, case when t.typtype = 'd' then t.typbasetype else 0 end,
    case when e.typarray = t.oid then e.oid else 0 end, t.typnotnull, t.typdefault is not null,
    (select pg_catalog.json_agg(l.enumlabel order by l.enumsortorder) from pg_catalog.pg_enum l where l.enumtypid = t.oid),
    t.typtype = 'e', pg_catalog.obj_description(t.oid, 'pg_type')
  from used join pg_catalog.pg_type t on t.oid = used.oid join pg_catalog.pg_namespace n on n.oid = t.typnamespace
    left join pg_catalog.pg_type e on e.oid = t.typelem`

/** A type and what its domains say of a column. */
interface ColumnDomain {
  readonly type: PostgresType
  readonly notNull: boolean
  readonly hasDefault: boolean
}

interface TypeRow {
  readonly oid: string
  readonly schema: string
  readonly name: string
  readonly base: string
  readonly element: string
  readonly notNull: boolean
  readonly hasDefault: boolean
  readonly labels: readonly string[] | undefined
  readonly comment: string
}

function readType(cells: readonly (string | null)[]): TypeRow {
  const [oid, schema, name, base, element, notNull, hasDefault, labels, isEnum, comment] = cells.map(
    (cell) => cell ?? '',
  )
  return {
    oid: oid ?? '',
    schema: schema ?? '',
    name: name ?? '',
    base: base ?? '0',
    element: element ?? '0',
    notNull: notNull === 't',
    hasDefault: hasDefault === 't',
    labels: isEnum === 't' ? (JSON.parse(labels || '[]') as string[]) : undefined,
    comment: comment ?? '',
  }
}

/** Types by their OIDs, with domains followed to what they are over. */
class TypeCatalogue {
  readonly #rows: ReadonlyMap<string, TypeRow>
  readonly #enumerations = new Map<string, Declaration>()

  constructor(rows: readonly TypeRow[], names: TypeNames, defaultSchema: string | undefined) {
    this.#rows = new Map(rows.map((row) => [row.oid, row]))
    const sorted = [...rows].sort((a, b) => byText(a.schema, b.schema) || byText(a.name, b.name))
    for (const { oid, schema, name, labels, comment } of sorted) {
      if (labels === undefined) continue
      const typeName = names.take(`${schema === defaultSchema ? '' : pascalCase(schema)}${pascalCase(name)}`)
      const text = `type ${typeName} = ${literalUnion(labels)}`
      this.#enumerations.set(oid, { name: typeName, text, comment, uses: [] })
    }
  }

  column(oid: string): ColumnDomain {
    let row = this.#rows.get(oid)
    let notNull = false
    let hasDefault = false
    while (row !== undefined && row.base !== '0') {
      notNull ||= row.notNull
      hasDefault ||= row.hasDefault
      row = this.#rows.get(row.base)
    }
    const element = row === undefined || row.element === '0' ? undefined : this.column(row.element).type
    const enumeration = this.#enumerations.get(row?.oid ?? '')
    return { type: { oid: Number(row?.oid ?? oid), element, enumeration }, notNull, hasDefault }
  }
}

/** Reads the tables of a PostgreSQL database. Throws a `GatewayError` for a schema that is not there. */
export async function readPostgres(source: Source, selection: Selection, forms: Forms): Promise<Schema> {
  const current = (await source.rows('select pg_catalog.current_schema()'))[0]?.[0] ?? undefined
  const { schemas, defaultSchema } = schemasToRead(selection, current)
  const namespaces = await source.rows('select nspname from pg_catalog.pg_namespace')
  checkSchemas(schemas, new Set(namespaces.map(([name]) => name ?? '')))

  const tableRows = await source.rows(tablesQuery, [JSON.stringify(schemas), String(selection.partitions)])
  const warnings: string[] = []
  const found = tableRows.map(([schema, name, isView, oid, comment]) => ({
    schema: schema ?? '',
    name: name ?? '',
    isView: isView === 't',
    oid: oid ?? '',
    comment: comment ?? '',
  }))
  const chosen = selectTables(found, selection, defaultSchema, warnings)
  const columnRows = await source.rows(columnsQuery, [JSON.stringify(chosen.map(({ oid }) => oid))])
  const typeOids = new Set(columnRows.map(([, , oid]) => oid ?? ''))
  const typeRows = await source.rows(typesQuery, [JSON.stringify([...typeOids])])

  const names = new TypeNames()
  const named = names.ofTables(chosen.map(({ key, oid, comment }) => ({ ...key, oid, comment })))
  const catalogue = new TypeCatalogue(typeRows.map(readType), names, defaultSchema)
  const types = new PostgresTypes(forms)
  const columns = new Map<string, Column[]>(named.map(({ oid }) => [oid, []]))
  const views = new Set(named.filter(({ isView }) => isView).map(({ oid }) => oid))
  for (const [table, name, typeOid, notNull, hasDefault, identity, generated, comment] of columnRows) {
    const domain = catalogue.column(typeOid ?? '')
    const isOptional = hasDefault === 't' || identity === 'd' || domain.hasDefault
    columns.get(table ?? '')?.push({
      name: name ?? '',
      type: types.of(name ?? '', domain.type),
      // An outer join makes null of a domain that has none.
      nullable: notNull !== 't' && !(domain.notNull && !views.has(table ?? '')),
      write: generated !== '' || identity === 'a' ? 'never' : isOptional ? 'optional' : 'required',
      comment: comment ?? '',
    })
  }
  return { tables: named.map(({ oid, ...table }) => ({ ...table, columns: columns.get(oid) ?? [] })), warnings }
}
