// A `fetch` that answers every call with the same bytes, in the shape in which the host's own delivers them: a body that
// came in one piece has its length in a header, one above 64 KiB is a stream in pieces of as much, or of fewer bytes. What is not modelled: the
// network's delays, TLS, decompression.

const wholeSize = 65_536

/** Node's fetch gives a byte stream, and every chunk is a copy that its reader owns: one for each read of the socket. */
function chunks(body, size) {
  let at = 0
  return new ReadableStream({
    type: 'bytes',
    pull(controller) {
      controller.enqueue(body.slice(at, at + size))
      at += size
      if (at >= body.byteLength) controller.close()
    },
  })
}

async function write(body, writer, size) {
  for (let at = 0; at < body.byteLength; at += size) await writer.write(body.subarray(at, at + size))
  await writer.close()
}

/**
 * workerd's fetch gives a stream of the runtime's own, and so does this. A Response made from so many bytes would keep a
 * copy of them until the garbage collector finds it, which no fetched one does.
 */
function hostStream(body, size) {
  const { readable, writable } = new IdentityTransformStream()
  write(body, writable.getWriter(), size).catch(() => {})
  return readable
}

/**
 * @param {Uint8Array<ArrayBuffer>} body
 * @param {number} size bytes of a piece
 * @returns {() => Promise<Response>}
 */
export function upstream(body, size = wholeSize) {
  const type = { 'content-type': 'application/json' }
  const withLength = { ...type, 'content-length': String(body.byteLength) }
  if (body.byteLength <= wholeSize) return async () => new Response(body, { headers: withLength })
  const stream = globalThis.IdentityTransformStream ? hostStream : chunks
  return async () => new Response(stream(body, size), { headers: type })
}
