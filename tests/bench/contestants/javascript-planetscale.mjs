// The control for PlanetScale: what a careful engineer would write by hand, to get the very values that tcpless gives. It
// checks less than a library must: no limits, no time-outs, no error model, and its parameter is a number.
import { minimumPrice, planetscaleUrl } from './query.mjs'

const { hostname, username, password } = new URL(planetscaleUrl)
const endpoint = `https://${hostname}/psdb.v1alpha1.Database/Execute`
const headers = { 'content-type': 'application/json', authorization: `Basic ${btoa(`${username}:${password}`)}` }

const asIs = (text) => text

function safeInteger(text) {
  const number = Number(text)
  if (!Number.isSafeInteger(number)) throw new RangeError(`${text} is not a safe integer`)
  return number
}

const conversions = { INT8: Number, INT32: Number, INT64: safeInteger, JSON: JSON.parse }
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

/** The cells of a row stand one after the other; text of ASCII alone can be cut without being decoded again. */
function cells({ lengths, values = '' }) {
  const binary = atob(values)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: it looks for all that is not ASCII
  const ascii = !/[^\x00-\x7f]/.test(binary)
  const bytes = ascii ? undefined : Uint8Array.from(binary, (character) => character.charCodeAt(0))
  let at = 0
  return lengths.map((length) => {
    const size = Number(length)
    if (size < 0) return null
    const from = at
    at += size
    return bytes ? decoder.decode(bytes.subarray(from, at)) : binary.slice(from, at)
  })
}

/** @param {typeof fetch} fetch */
export function create(fetch) {
  async function objects() {
    const body = JSON.stringify({ query: `select * from items where price >= ${minimumPrice}`, session: null })
    const response = await fetch(endpoint, { method: 'POST', headers, body })
    if (!response.ok) throw new Error(`status ${response.status}`)
    const { error, result } = await response.json()
    if (error) throw new Error(error.message)
    const names = result.fields.map((field) => field.name)
    const convert = result.fields.map((field) => conversions[field.type] ?? asIs)
    const width = names.length
    return result.rows.map((encoded) => {
      const texts = cells(encoded)
      const row = {}
      for (let i = 0; i < width; i++) row[names[i]] = texts[i] === null ? null : convert[i](texts[i])
      return row
    })
  }
  return { objects, respond: async () => Response.json(await objects()) }
}
