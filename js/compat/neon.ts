import type { WasmModule } from '../../bindings/instance.js'
import { core } from './neon-rows.js'

export { DatabaseError } from '../errors.js'
export { neon } from './neon-client.js'
export { type FetchEndpointOptions, type NeonConfig, neonConfig, warnIfBrowser } from './neon-config.js'
export { errorFields, NeonDbError } from './neon-error.js'
export type {
  CustomTypesConfig,
  FieldDef,
  FullQueryResults,
  HTTPQueryOptions,
  HTTPTransactionOptions,
  NeonQueryFunction,
  NeonQueryFunctionInTransaction,
  NeonQueryInTransaction,
  QueryResult,
  QueryResultRow,
  QueryRows,
} from './neon-options.js'
export { defaults } from './neon-parameter.js'
export {
  Client,
  type ClientConfig,
  escapeIdentifier,
  escapeLiteral,
  parseIntoClientConfig,
  Pool,
  type PoolClient,
  type PoolConfig,
  type QueryConfig,
} from './neon-pool.js'
export { NeonQueryPromise, type ParameterizedQuery, SqlTemplate, UnsafeRawSql } from './neon-query.js'
export { types } from './neon-types.js'

/**
 * Uses this module instead of the one the package brings: `tcpless/wasm/neon.wasm`, compiled.
 *
 * @throws {DatabaseError} `core_fault` when it is another module
 */
export function init(module: WasmModule): void {
  core.use(module)
}
