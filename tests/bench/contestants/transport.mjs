// No database client at all: what reading an answer into one buffer and sending as many bytes costs, which is the least
// that any client can come down to that looks at the bytes. Its response is none of the data's.
import { connectionString } from './query.mjs'

const endpoint = `https://${new URL(connectionString).hostname}/sql`

/** @param {typeof fetch} fetch */
export function create(fetch) {
  return {
    respond: async () => {
      const response = await fetch(endpoint, { method: 'POST', body: '{}' })
      return new Response(await response.arrayBuffer(), { headers: { 'content-type': 'application/json' } })
    },
  }
}
