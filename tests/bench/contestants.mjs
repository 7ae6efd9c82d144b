// Who is measured: tcpless first, then its peers by the names that the output gives them.

export const subject = 'tcpless'

/** Name to the module that has `create(fetch)`, a path from this folder. */
export const contestants = {
  [subject]: './contestants/tcpless.mjs',
  '@neondatabase/serverless': './contestants/official.mjs',
  javascript: './contestants/javascript.mjs',
}

/** What one call of a bench is. Each contestant has a method of the bench's name. */
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
}
