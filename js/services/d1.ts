import { loadModule } from '#module/d1'
import { Core, type WasmModule } from '../../bindings/instance.js'
import {
  type D1Binding,
  type D1Client,
  d1Client,
  type D1Options,
  type D1Session,
  type D1Statement,
} from './d1-client.js'

export * from '../exports.js'
export type { D1Binding, D1Client, D1Options, D1Session, D1Statement }

const core = new Core(loadModule)

/**
 * A client for Cloudflare D1 by its binding in a Worker: `d1(env.DB)`. Of a session, `d1(env.DB.withSession())`,
 * the client has `bookmark` in place of `session()`.
 *
 * The binding gives JavaScript values, so an integer beyond 2^53 has lost its digits before it
 * arrives; read it as text: `cast(x as text)`. The option `integers: 'exact'` makes it an error.
 *
 * @throws {DatabaseError} `option`
 */
export function d1(session: D1Binding & Required<Pick<D1Binding, 'getBookmark'>>, options?: D1Options): D1Session
export function d1(binding: D1Binding, options?: D1Options): D1Client
export function d1(binding: D1Binding, options?: D1Options): D1Client | D1Session {
  return d1Client(core, binding, options)
}

/**
 * Uses this module instead of the one the package brings: `tcpless/wasm/d1.wasm`, compiled.
 *
 * @throws {DatabaseError} `core_fault` when it is another module
 */
export function init(module: WasmModule): void {
  core.use(module)
}
