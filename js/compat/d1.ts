import { loadModule } from '#module/d1_rest'
import { Core, type WasmModule } from '../../bindings/instance.js'
import { type D1RestOptions, d1RestClient } from '../services/d1-rest-client.js'
import type { Result } from '../result.js'
import { type D1Answer, type D1Query, d1Database } from './d1-database.js'
import type { D1Database } from './d1-types.js'

export * from './d1-types.js'

/** Where the database is, and options of the client. */
export type D1DatabaseOptions = Omit<D1RestOptions, 'types'>

const core = new Core(loadModule)

/**
 * A D1 database with the API of the binding, by the REST API or the gateway, so that code for the binding runs
 * anywhere.
 *
 * @throws {DatabaseError} `option`
 */
export function createD1Database(options: D1DatabaseOptions): D1Database {
  // The binding gives every integer as a number: as bigint they can be told from text, and be made one.
  const db = d1RestClient(core, { ...options, types: { int8: 'bigint' }, rowMode: 'array' })
  const queryOf = ({ sql, values }: D1Query) => db.query(sql, values)
  return d1Database({
    query: async (query) => answerOf(await queryOf(query)),
    batch: async (queries) => (await db.batch(queries.map(queryOf))).map(answerOf),
  })
}

function answerOf(result: Result): D1Answer {
  return {
    columns: result.columns.map(({ name }) => name),
    rows: result as unknown as unknown[][],
    meta: result.meta,
  }
}

/**
 * Uses this module instead of the one the package brings: `tcpless/wasm/d1_rest.wasm`, compiled.
 *
 * @throws {DatabaseError} `core_fault` when it is another module
 */
export function init(module: WasmModule): void {
  core.use(module)
}
