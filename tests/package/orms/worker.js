// Drizzle's neon-http driver in workerd.
import { sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/neon-http'

export default {
  async fetch(_request, env) {
    const { rows, fields } = await drizzle(env.DATABASE_URL).execute(sql`select ${1}::int4 as one, now() is null as no`)
    return Response.json({ rows, types: fields.map(({ dataTypeID }) => dataTypeID) })
  },
}
