import { d1Rest } from 'tcpless/d1-rest'
import { accountId, apiToken, databaseId, minimumPrice } from './query.mjs'

/** @param {typeof fetch} fetch */
export function create(fetch) {
  const db = d1Rest({ accountId, databaseId, apiToken, fetch })
  const query = () => db`select * from items where price >= ${minimumPrice}`
  return {
    objects: async () => await query(),
    respond: () => db.respond(query()),
    stream: () => db.stream(query()),
  }
}
