// Who is measured: tcpless first, then its peers by the names that the output gives them.

export const subject = 'tcpless'

/** By service, name to the module that has `create(fetch)`, a path from this folder. */
export const services = {
  neon: {
    [subject]: './contestants/tcpless.mjs',
    '@neondatabase/serverless': './contestants/official.mjs',
    javascript: './contestants/javascript.mjs',
    transport: './contestants/transport.mjs',
    'transport-core': './contestants/transport-core-neon.mjs',
  },
  planetscale: {
    [subject]: './contestants/tcpless-planetscale.mjs',
    '@planetscale/database': './contestants/official-planetscale.mjs',
    javascript: './contestants/javascript-planetscale.mjs',
    transport: './contestants/transport.mjs',
    'transport-core': './contestants/transport-core-planetscale.mjs',
  },
  // D1's REST API has no driver of its own.
  d1: {
    [subject]: './contestants/tcpless-d1.mjs',
    javascript: './contestants/javascript-d1.mjs',
  },
}

/**
 * Who takes part in a bench: `transport` knows nothing of rows, and only passes on bytes; `transport-core` knows one form.
 * @returns {Record<string, string>} name to module
 */
export function contestantsOf({ service, bench }) {
  const { transport, 'transport-core': transportCore, ...clients } = services[service]
  if (!transport || bench !== 'respond') return clients
  return { ...clients, transport, 'transport-core': transportCore }
}

/** By service, the entry of the package that reaches it: its module has the same name. */
export const entries = { neon: 'neon', planetscale: 'planetscale', d1: 'd1-rest' }

/** Reads two of the eight columns. @returns {number} */
function readTwo(rows) {
  let sum = 0
  for (const row of rows) sum += row.id + row.title.length
  return sum
}

/** What one call of a bench is. A contestant without a method of the bench's name does with `objects` what it can. */
export const benches = {
  /** @returns {Promise<number>} rows */
  objects: async (contestant) => (await contestant.objects()).length,
  /** The body is read to its end, as the host does. @returns {Promise<number>} bytes */
  respond: async (contestant) => {
    const reader = (await contestant.respond()).body.getReader()
    let bytes = 0
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return bytes
      bytes += value.byteLength
    }
  },
  /** Two of eight columns. */
  lazy2: async (contestant) => {
    if (!contestant.lazy) return readTwo(await contestant.objects())
    using rows = await contestant.lazy()
    return readTwo(rows)
  },
  /** Rows in batches. @returns {Promise<number>} rows */
  stream: async (contestant) => {
    if (!contestant.stream) return (await contestant.objects()).length
    let rows = 0
    for await (const batch of contestant.stream()) rows += batch.length
    return rows
  },
}
