// A Worker through which an upstream's body passes: by tcpless, or as it is. Where the upstream is stands in the URL.
import { limitInputWindowBytes, limitLongWindowBytes } from '../../dist/bindings/layout.js'
import { create } from './contestants/tcpless.mjs'

/** Passes a body on through one buffer, which is full before it is passed on. */
async function pump(body, writable, bufferBytes) {
  const reader = body.getReader({ mode: 'byob' })
  const writer = writable.getWriter()
  let buffer = new ArrayBuffer(bufferBytes)
  for (;;) {
    const { done, value } = await reader.read(new Uint8Array(buffer), { min: buffer.byteLength })
    if (done) return writer.close()
    await writer.write(value)
    buffer = value.buffer
  }
}

/** A Response through a stream of the runtime's own, filled by `move`. */
async function through(upstream, move) {
  const { readable, writable } = new IdentityTransformStream()
  const { body } = await fetch(upstream)
  move(body, writable).catch(() => {})
  return new Response(readable)
}

const routes = {
  '/respond': (upstream) => create(() => fetch(upstream)).respond(),
  '/relay': (upstream) => through(upstream, (...streams) => pump(...streams, limitInputWindowBytes)),
  // With the buffer that tcpless has for long answers: fewer reads are less garbage.
  '/wide-relay': (upstream) => through(upstream, (...streams) => pump(...streams, limitLongWindowBytes)),
  '/pipe': (upstream) => through(upstream, (body, writable) => body.pipeTo(writable)),
}

// biome-ignore lint/style/noDefaultExport: a Worker is its default export
export default {
  fetch(request) {
    const { pathname, searchParams } = new URL(request.url)
    return routes[pathname](searchParams.get('upstream'))
  },
}
