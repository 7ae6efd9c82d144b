// An HTTP server that answers `/?bytes=N` with one result of about so many bytes: the same block of rows again and
// again, at least once. It never holds more than the block, and waits for its reader.
import { once } from 'node:events'
import { createServer } from 'node:http'
import { bodyParts } from './data.mjs'

/**
 * @param {{shape: string, rows: number}} block
 * @returns {Promise<{url(bytes: number): string, close(): void}>}
 */
export async function startUpstream({ shape, rows }) {
  const parts = bodyParts(shape, rows)
  const [first, next] = ['', ','].map((separator) => Buffer.from(separator + parts.rows))

  async function answer(request, response) {
    const total = Number(new URL(request.url, 'http://localhost').searchParams.get('bytes'))
    response.writeHead(200, { 'content-type': 'application/json' })
    response.write(parts.head)
    for (let sent = 0; sent === 0 || sent < total; sent += first.length) {
      if (!response.write(sent === 0 ? first : next)) await once(response, 'drain')
    }
    response.end(parts.tail)
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error) => response.destroy(error))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: (bytes) => `http://127.0.0.1:${server.address().port}/?bytes=${bytes}`,
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}
