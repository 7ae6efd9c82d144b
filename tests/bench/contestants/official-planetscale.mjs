import { Client } from '@planetscale/database'
import { minimumPrice, planetscaleUrl } from './query.mjs'

/** @param {typeof fetch} fetch */
export function create(fetch) {
  const client = new Client({ url: planetscaleUrl, fetch })
  const objects = async () => (await client.execute('select * from items where price >= ?', [minimumPrice])).rows
  return { objects, respond: async () => Response.json(await objects()) }
}
