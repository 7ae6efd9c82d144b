import { convertV4MiniflareOptions, Miniflare } from 'miniflare'
import { type Gateway, startGateway } from '../../../js/gateway/gateway.js'
import { type D1Binding, type D1Client, d1 } from '../../../js/services/d1.js'
import { type D1RestDatabase, d1Rest } from '../../../js/services/d1-rest.js'

/** D1 by the binding of workerd, and by the REST API of the gateway. */
export const d1Databases = ['D1 binding', 'D1 REST'] as const

export interface RunningD1<Database> {
  readonly database: Database
  /** The binding itself, for other clients. */
  readonly binding?: unknown
  stop(): Promise<void>
}

export async function startBinding(): Promise<RunningD1<D1Client>> {
  const worker = { cf: false, modules: true, script: 'export default {}', d1Databases: ['DB'] } as const
  const miniflare = new Miniflare(convertV4MiniflareOptions({ ...worker, d1Databases: ['DB'] }))
  const binding = await miniflare.getD1Database('DB')
  return { database: d1(binding as unknown as D1Binding), binding, stop: () => miniflare.dispose() }
}

export async function startRest(): Promise<RunningD1<D1RestDatabase> & { readonly arrays: D1RestDatabase }> {
  const gateway = await startGateway({ port: 0, sqlite: ':memory:' })
  const place = gateway.d1 as NonNullable<Gateway['d1']>
  return { database: d1Rest(place), arrays: d1Rest({ ...place, rowMode: 'array' }), stop: () => gateway.close() }
}
