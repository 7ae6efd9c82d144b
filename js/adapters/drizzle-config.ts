import {
  createTableRelationsHelpers,
  DefaultLogger,
  type DrizzleConfig,
  type ExtractTablesWithRelations,
  extractTablesRelationalConfig,
  type Logger,
  NoopLogger,
  type RelationalSchemaConfig,
} from 'drizzle-orm'
import { type Cache, NoopCache } from 'drizzle-orm/cache/core'

/** What Drizzle's own drivers make of their configuration. */
export interface ReadConfig<Schema extends Record<string, unknown>> {
  readonly logger: Logger
  readonly cache: Cache
  readonly schema: RelationalSchemaConfig<ExtractTablesWithRelations<Schema>> | undefined
}

/** Reads the configuration of `drizzle()`. */
export function readConfig<Schema extends Record<string, unknown>>({
  logger,
  cache = new NoopCache(),
  schema,
}: DrizzleConfig<Schema>): ReadConfig<Schema> {
  const { tables, tableNamesMap } = schema
    ? extractTablesRelationalConfig<ExtractTablesWithRelations<Schema>>(schema, createTableRelationsHelpers)
    : { tables: undefined, tableNamesMap: {} }
  return {
    logger: logger === true ? new DefaultLogger() : logger || new NoopLogger(),
    cache,
    schema: schema && tables && { fullSchema: schema, schema: tables, tableNamesMap },
  }
}
