// The same on Vercel's edge runtime: https://vercel.com/docs/functions/runtimes/edge
import { handle } from '../src/handler.js'

export const config = { runtime: 'edge' }

// biome-ignore lint/style/noDefaultExport: outside of Next.js an edge function is a default export
export default (request: Request): Promise<Response> => handle(request, { DATABASE_URL: process.env.DATABASE_URL })
