// How a result looks.

const shownRows = 100
const element = (id) => document.getElementById(id)

/** Fills the table; returns how many rows it shows. */
export function showRows(title, rows) {
  const shown = rows.slice(0, shownRows)
  const columns = Object.keys(rows[0] ?? {})
  const numeric = new Set(columns.filter((name) => shown.every((row) => isNumeric(row[name]))))
  const part = shown.length < rows.length ? `, first ${shown.length} of ${rows.length.toLocaleString('en')} rows` : ''
  element('caption').textContent = `${title}${part}`
  const head = document.createElement('tr')
  for (const name of columns) {
    const cell = document.createElement('th')
    cell.scope = 'col'
    cell.textContent = name
    if (numeric.has(name)) cell.className = 'number'
    head.append(cell)
  }
  const table = element('table')
  table.tHead.replaceChildren(head)
  table.tBodies[0].replaceChildren(...shown.map((row) => tableRow(row, columns, numeric)))
  const frame = element('table-frame')
  frame.scrollTop = frame.scrollLeft = 0
  return shown.length
}

function tableRow(row, columns, numeric) {
  const made = document.createElement('tr')
  for (const name of columns) {
    const value = row[name]
    const cell = document.createElement('td')
    cell.className = value === null ? 'null' : numeric.has(name) ? 'number' : typeof value === 'object' ? 'json' : ''
    cell.textContent = typeof value === 'object' ? JSON.stringify(value) : String(value)
    made.append(cell)
  }
  return made
}

// Postgres's numeric comes as text, so that no digit is lost.
const isNumeric = (value) => typeof value === 'number' || (typeof value === 'string' && /^-?\d+(?:\.\d+)?$/.test(value))

const milliseconds = (time) => `${time < 10 ? time.toFixed(1) : Math.round(time)} ms`

function size(bytes) {
  if (bytes < 1000) return `${bytes} B`
  return bytes < 1e6 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(2)} MB`
}

/** Size and times of a result, as this page saw them. */
export function showFigures(rows, { bytes, first, all }) {
  element('figure-rows').textContent = rows.toLocaleString('en')
  element('figure-size').textContent = size(bytes)
  element('figure-first').textContent = milliseconds(first)
  element('figure-all').textContent = milliseconds(all)
  element('figures').hidden = false
}

/** What the API says it sent to the database; nothing when it sent nothing. */
export function showSent(header) {
  element('sent').hidden = !header
  if (!header) return
  const { sql, parameters, request } = JSON.parse(decodeURIComponent(header))
  const values = parameters.map((value, index) => `\n-- parameter ${index + 1}: ${JSON.stringify(value)}`).join('')
  element('sql').textContent = withoutIndent(sql) + values
  element('request').textContent = request
  element('request-title').textContent = request.startsWith('POST') ? 'HTTP request' : 'Call of the binding'
}

/** Without the indent that the SQL has in the source of the Worker. */
function withoutIndent(sql) {
  const lines = sql.split('\n')
  const indents = lines
    .slice(1)
    .filter((line) => line.trim())
    .map((line) => line.search(/\S/))
  const indent = indents.length > 0 ? Math.min(...indents) : 0
  return lines
    .map((line, index) => (index > 0 ? line.slice(indent) : line))
    .join('\n')
    .trim()
}
