// The control: what a careful engineer would write for this one service, in plain JavaScript, to get the very values
// that tcpless gives. It checks less than a library must: no limits, no time-outs, no error model.
import { connectionString, minimumPrice } from './query.mjs'

const { hostname } = new URL(connectionString)
const endpoint = `https://api.${hostname.slice(hostname.indexOf('.') + 1)}/sql`
const headers = {
  'content-type': 'application/json',
  'neon-connection-string': connectionString,
  'neon-raw-text-output': 'true',
  'neon-array-mode': 'true',
}

const asIs = (text) => text

function safeInteger(text) {
  const number = Number(text)
  if (!Number.isSafeInteger(number)) throw new RangeError(`${text} is not a safe integer`)
  return number
}

/** `2024-01-02 03:04:05.678+00` to ISO 8601. Other offsets than UTC keep their hours and get minutes. */
function isoTimestamp(text) {
  if (text.endsWith('+00')) return `${text.slice(0, 10)}T${text.slice(11, -3)}Z`
  const parts = /^(\d+-\d\d-\d\d) (.*?)([+-]\d\d)(:\d\d)?$/.exec(text)
  return parts ? `${parts[1]}T${parts[2]}${parts[3]}${parts[4] ?? ':00'}` : text
}

/** A one-dimensional array of text: `{a,"b c",NULL}`. https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO */
function textArray(text) {
  const items = []
  let at = 1
  const end = text.length - 1
  while (at < end) {
    if (text.charCodeAt(at) === 34) {
      let item = ''
      let from = ++at
      for (;;) {
        const code = text.charCodeAt(at)
        if (code === 34) break
        if (code === 92) {
          item += text.slice(from, at++)
          from = at
        }
        at++
      }
      items.push(item + text.slice(from, at))
      at += 2
    } else {
      let comma = text.indexOf(',', at)
      if (comma < 0) comma = end
      const item = text.slice(at, comma)
      items.push(item === 'NULL' ? null : item)
      at = comma + 1
    }
  }
  return items
}

const conversions = new Map([
  [16, (text) => text === 't'],
  [20, safeInteger],
  [23, Number],
  [1184, isoTimestamp],
  [3802, JSON.parse],
  [1009, textArray],
])

/** @param {typeof fetch} fetch */
export function create(fetch) {
  async function objects() {
    const body = JSON.stringify({ query: 'select * from items where price >= $1', params: [String(minimumPrice)] })
    const response = await fetch(endpoint, { method: 'POST', headers, body })
    if (!response.ok) throw new Error(`status ${response.status}`)
    const { fields, rows } = await response.json()
    const names = fields.map((field) => field.name)
    const convert = fields.map((field) => conversions.get(field.dataTypeID) ?? asIs)
    const width = names.length
    return rows.map((cells) => {
      const row = {}
      for (let i = 0; i < width; i++) {
        const cell = cells[i]
        row[names[i]] = cell === null ? null : convert[i](cell)
      }
      return row
    })
  }
  return { objects, respond: async () => Response.json(await objects()) }
}
