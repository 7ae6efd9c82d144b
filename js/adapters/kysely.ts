// Kysely over a database of this package: https://kysely.dev/docs/dialects

export {
  batch,
  respond,
  type BatchOutcomes,
  type KyselyBatchOptions,
  type KyselyQuery,
  type KyselyTarget,
} from './kysely-batch.js'
export { TcplessDialect, type TcplessDialectConfig } from './kysely-dialect.js'
