// The same as a Vercel function on Node.js: https://vercel.com/docs/functions/functions-api-reference
import { handle } from '../src/handler.js'

export const GET = (request: Request): Promise<Response> => handle(request, { DATABASE_URL: process.env.DATABASE_URL })

export const POST = GET
