// The Worker that is measured: one contestant, the upstream body in memory, a route for each bench and one that does
// nothing. `contestant` is put in its place by workerd-process.mjs.
import { create } from 'contestant'
import { upstream } from './upstream.mjs'
import bytes from './body.bin'

const contestant = create(upstream(new Uint8Array(bytes)))

const routes = {
  '/noop': () => new Response('0'),
  '/objects': async () => new Response(String((await contestant.objects()).length)),
  '/respond': () => contestant.respond(),
  '/rows': async () => Response.json(await contestant.objects()),
}

// biome-ignore lint/style/noDefaultExport: a Worker is its default export
export default {
  fetch(request) {
    return routes[new URL(request.url).pathname]()
  },
}
