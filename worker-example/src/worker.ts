// The Cloudflare Worker. Everything but /api comes from public/ without running it.
import { handle } from './handler.js'
import type { Environment } from './databases.js'

export { Birds } from './birds.js'

// biome-ignore lint/style/noDefaultExport: Workers are default exports
export default {
  fetch: (request, environment) => handle(request, environment),
} satisfies ExportedHandler<Environment>
