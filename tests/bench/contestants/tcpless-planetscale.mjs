import { planetscale } from 'tcpless/planetscale'
import { minimumPrice, planetscaleUrl } from './query.mjs'

/** @param {typeof fetch} fetch */
export function create(fetch) {
  const db = planetscale(planetscaleUrl, { fetch })
  const query = () => db`select * from items where price >= ${minimumPrice}`
  return {
    objects: async () => await query(),
    respond: () => db.respond(query()),
    lazy: () => db.lazy(query()),
    stream: () => db.stream(query()),
  }
}
