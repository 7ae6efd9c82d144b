import { neon, neonConfig } from '@neondatabase/serverless'
import { connectionString, minimumPrice } from './query.mjs'

/** @param {typeof fetch} fetch */
export function create(fetch) {
  neonConfig.fetchFunction = fetch
  const sql = neon(connectionString)
  const objects = () => sql`select * from items where price >= ${minimumPrice}`
  return { objects, respond: async () => Response.json(await objects()) }
}
