// The Worker that is measured: builds and compiles a query as often as it is asked to.
import { create } from 'contestant'

const queries = create()

// biome-ignore lint/style/noDefaultExport: a Worker is its default export
export default {
  fetch(request) {
    const { pathname, searchParams } = new URL(request.url)
    const count = Number(searchParams.get('count'))
    const query = queries[pathname.slice(1)]
    let bytes = 0
    for (let n = 0; n < count; n++) bytes += query(n).sql.length
    return new Response(String(bytes))
  },
}
