// Result bodies as Neon sends them over HTTP with `Neon-Raw-Text-Output: true` and `Neon-Array-Mode: true`: every
// cell is the server's own text or null. The same seed gives the same bytes everywhere.
// https://neon.com/docs/serverless/serverless-driver

const columns = [
  { name: 'id', dataTypeID: 23, dataTypeSize: 4 },
  { name: 'account_id', dataTypeID: 20, dataTypeSize: 8 },
  { name: 'title', dataTypeID: 25, dataTypeSize: -1 },
  { name: 'price', dataTypeID: 1700, dataTypeSize: -1 },
  { name: 'active', dataTypeID: 16, dataTypeSize: 1 },
  { name: 'created_at', dataTypeID: 1184, dataTypeSize: 8 },
  { name: 'attributes', dataTypeID: 3802, dataTypeSize: -1 },
  { name: 'tags', dataTypeID: 1009, dataTypeSize: -1 },
]
const text = { dataTypeID: 25, dataTypeSize: -1 }

/** The columns of each shape: `flat` has jsonb and text[] as plain text, with the same characters in them. */
export const shapes = {
  mixed: columns,
  flat: columns.map((column, index) => (index < 6 ? column : { ...column, ...text })),
}

const seed = 20_261_122
const words = 'river stone lamp copper window garden paper silver engine harbor meadow cotton'.split(' ')
const colors = ['red', 'green', 'blue', 'black', 'white']

/** mulberry32: small, and the same sequence in every engine. */
function random(state) {
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

const digits = (number, width) => String(number).padStart(width, '0')

function timestamp(next) {
  const date = `${2015 + next(11)}-${digits(1 + next(12), 2)}-${digits(1 + next(28), 2)}`
  const time = `${digits(next(24), 2)}:${digits(next(60), 2)}:${digits(next(60), 2)}`
  // The server leaves the zeros at the end of a fraction out.
  const fraction = `.${digits(next(1_000_000), 6)}`.replace(/\.?0+$/, '')
  return `${date} ${time}${fraction}+00`
}

/**
 * ASCII, but for a letter of Latin-1 in one title of 16. Nothing wider: one such character makes an engine keep whole
 * texts in two bytes a character, which costs the peers up to half as much again, and would flatter tcpless.
 */
function title(index, word) {
  if (index % 16 === 15) return `${word()} café ${word()}`
  return `${word()} ${word()} ${word()}`
}

function cells(index, next) {
  const word = () => words[next(words.length)]
  const attributes = `{"color": "${colors[next(colors.length)]}", "width": ${next(500)}, "labels": ["${word()}", "${word()}"], "parent": null}`
  return [
    String(index + 1),
    String(4_000_000_000 + next(1_000_000_000)),
    title(index, word),
    `${next(10_000)}.${digits(next(100), 2)}`,
    next(2) === 1 ? 't' : 'f',
    timestamp(next),
    attributes,
    index % 8 === 7 ? `{${word()},"${word()} ${word()}",NULL}` : `{${word()},${word()}}`,
  ]
}

/**
 * A body in three pieces; `head + rows + tail` is valid JSON, and so is any repetition of `rows` joined by commas.
 * @param {keyof typeof shapes} shape
 * @param {number} rows
 * @returns {{head: string, rows: string, tail: string}}
 */
export function bodyParts(shape, rows) {
  const fields = shapes[shape].map((column, index) => ({
    name: column.name,
    dataTypeID: column.dataTypeID,
    tableID: 16_384,
    columnID: index + 1,
    dataTypeSize: column.dataTypeSize,
    dataTypeModifier: -1,
    format: 'text',
  }))
  const generator = random(seed)
  const next = (limit) => Math.floor(generator() * limit)
  const lines = Array.from({ length: rows }, (_, index) => JSON.stringify(cells(index, next)))
  return {
    head: `{"fields":${JSON.stringify(fields)},"rows":[`,
    rows: lines.join(','),
    tail: `],"command":"SELECT","rowCount":${rows},"rowAsArray":true}`,
  }
}

/** The same rows as D1's REST API gives them by `/raw`: numbers as numbers, the rest as text. */
function d1Body(rows) {
  const generator = random(seed)
  const next = (limit) => Math.floor(generator() * limit)
  const lines = Array.from({ length: rows }, (_, index) => {
    const [id, account, ...others] = cells(index, next)
    const [price, active] = others.splice(1, 2)
    others.splice(1, 0, Number(price), active === 't' ? 1 : 0)
    return JSON.stringify([Number(id), Number(account), ...others])
  })
  const names = JSON.stringify(columns.map((column) => column.name))
  const meta = { served_by: 'v3-prod', duration: 1.5, changes: 0, last_row_id: 0, changed_db: false, size_after: 8192 }
  const facts = JSON.stringify({ ...meta, rows_read: rows, rows_written: 0 })
  return `{"result":[{"results":{"columns":${names},"rows":[${lines.join(',')}]},"success":true,"meta":${facts}}],"errors":[],"messages":[],"success":true}`
}

/** Types of the same columns in MySQL, as Vitess names them; 255 is utf8mb4, 63 is none. */
const vitessTypes = [
  { type: 'INT32', charset: 63 },
  { type: 'INT64', charset: 63 },
  { type: 'VARCHAR', charset: 255 },
  { type: 'DECIMAL', charset: 63 },
  { type: 'INT8', charset: 63 },
  { type: 'TIMESTAMP', charset: 63 },
  { type: 'JSON', charset: 63 },
  { type: 'VARCHAR', charset: 255 },
]

/**
 * The same rows as PlanetScale sends them: a row is the lengths of its cells and their bytes as one base64 text. `flat`
 * has its JSON as text.
 */
function planetscaleBody(shape, rows) {
  const generator = random(seed)
  const next = (limit) => Math.floor(generator() * limit)
  const lines = Array.from({ length: rows }, (_, index) => {
    const texts = cells(index, next)
    texts[4] = texts[4] === 't' ? '1' : '0'
    texts[5] = texts[5].slice(0, -3)
    const bytes = texts.map((text) => Buffer.from(text))
    return JSON.stringify({
      lengths: bytes.map(({ length }) => String(length)),
      values: Buffer.concat(bytes).toString('base64'),
    })
  })
  const fields = columns.map(({ name }, index) => ({
    name,
    ...vitessTypes[shape === 'flat' && index === 6 ? 7 : index],
    table: 'items',
    orgTable: 'items',
    database: 'shop',
    orgName: name,
    columnLength: 255,
  }))
  const vitessSession = { autocommit: true, DDLStrategy: 'direct', enableSystemSettings: true }
  const session = { signature: 'c2lnbmF0dXJlIG9mIHRoZSBzZXNzaW9u', vitessSession }
  return `{"session":${JSON.stringify(session)},"result":{"fields":${JSON.stringify(fields)},"rows":[${lines.join(',')}]},"timing":0.0012}`
}

/** The shapes that a service has. D1's values are JSON's own: there is one. */
export const shapesOf = (service) => (service === 'd1' ? ['flat'] : Object.keys(shapes))

/**
 * @param {keyof typeof shapes} shape
 * @param {number} rows
 * @param {'neon' | 'planetscale' | 'd1'} service
 * @returns {Uint8Array<ArrayBuffer>} the whole body
 */
export function body(shape, rows, service = 'neon') {
  if (service === 'd1') return new TextEncoder().encode(d1Body(rows))
  if (service === 'planetscale') return new TextEncoder().encode(planetscaleBody(shape, rows))
  const parts = bodyParts(shape, rows)
  return new TextEncoder().encode(parts.head + parts.rows + parts.tail)
}
