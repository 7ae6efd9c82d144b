// The Worker that is measured: one contestant, the upstream body in memory, a route for each bench and one that does
// nothing. `contestant` and PIECE are put in their place by workerd-process.mjs.
import { create } from 'contestant'
import { benches } from './contestants.mjs'
import { upstream } from './upstream.mjs'
import bytes from './body.bin'

const contestant = create(upstream(new Uint8Array(bytes), PIECE))

const routes = {
  '/noop': () => new Response('0'),
  '/objects': async () => new Response(String(await benches.objects(contestant))),
  '/lazy2': async () => new Response(String(await benches.lazy2(contestant))),
  '/stream': async () => new Response(String(await benches.stream(contestant))),
  '/respond': () => contestant.respond(),
  '/rows': async () => Response.json(await contestant.objects()),
}

// biome-ignore lint/style/noDefaultExport: a Worker is its default export
export default {
  fetch(request) {
    return routes[new URL(request.url).pathname]()
  },
}
