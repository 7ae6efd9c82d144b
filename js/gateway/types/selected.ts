import { GatewayError } from '../engine.js'
import type { Selection, TableName } from './schema.js'

/** A table of the catalogue, by all of its name. */
export interface FoundTable {
  readonly schema: string
  readonly name: string
  readonly isView: boolean
}

/**
 * The schemas to read, and the one whose tables need not be named with it.
 *
 * @param current what queries need not name; undefined when that is nothing
 */
export function schemasToRead(
  { schemas, defaultSchema }: Selection,
  current: string | undefined,
): { readonly schemas: readonly string[]; readonly defaultSchema: string | undefined } {
  const main = defaultSchema ?? current
  const wanted = schemas ?? (main === undefined ? [] : [main])
  if (wanted.length === 0) throw new GatewayError('no schema is the current one: say which with --schema')
  return { schemas: [...new Set(wanted)], defaultSchema: main }
}

/** Throws a `GatewayError` when one of the schemas is not among those there are. */
export function checkSchemas(wanted: readonly string[], found: ReadonlySet<string>): void {
  const missing = wanted.filter((name) => !found.has(name))
  if (missing.length > 0) throw new GatewayError(`there is no schema ${missing.join(', ')}`)
}

/** The tables that are asked for, by the names that queries use. Tells of those that no query builder can name. */
export function selectTables<Found extends FoundTable>(
  found: readonly Found[],
  { isExcluded }: Selection,
  defaultSchema: string | undefined,
  warnings: string[],
): (Found & { readonly key: TableName })[] {
  const chosen: (Found & { readonly key: TableName })[] = []
  for (const table of found) {
    const { schema, name, isView } = table
    if (isExcluded(name, schema)) continue
    if (name.includes('.') || (schema.includes('.') && schema !== defaultSchema)) {
      warnings.push(`left out ${schema}.${name}: query builders take a point for the end of a schema's name`)
      continue
    }
    chosen.push({ ...table, key: { schema: schema === defaultSchema ? undefined : schema, name, isView } })
  }
  return chosen
}
