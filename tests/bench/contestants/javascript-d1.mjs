// The control for D1's REST API: what a careful engineer would write by hand. The answer is JSON with JavaScript's own
// values, so nothing but JSON.parse is between the bytes and the rows. It checks less than a library must.
import { accountId, apiToken, databaseId, minimumPrice } from './query.mjs'

const endpoint = `https://api.cloudflare.com/client/v4/accounts/${accountId}/d1/database/${databaseId}/raw`
const headers = { 'content-type': 'application/json', authorization: `Bearer ${apiToken}` }

/** @param {typeof fetch} fetch */
export function create(fetch) {
  async function objects() {
    const body = JSON.stringify({ sql: 'select * from items where price >= ?', params: [minimumPrice] })
    const response = await fetch(endpoint, { method: 'POST', headers, body })
    if (!response.ok) throw new Error(`status ${response.status}`)
    const { success, result } = await response.json()
    if (!success) throw new Error('the statement failed')
    const { columns, rows } = result[0].results
    const width = columns.length
    return rows.map((cells) => {
      const row = {}
      for (let i = 0; i < width; i++) row[columns[i]] = cells[i]
      return row
    })
  }
  return { objects, respond: async () => Response.json(await objects()) }
}
