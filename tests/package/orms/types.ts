// What the libraries' declarations make of the alias package's.
import {
  type FullQueryResults,
  neon,
  NeonDbError,
  type NeonQueryFunction,
  neonConfig,
  Pool,
  type PoolClient,
  type QueryResult,
  types,
} from '@neondatabase/serverless'
import { PrismaNeonHttp } from '@prisma/adapter-neon'
import { eq } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/neon-http'
import { integer, pgTable, text } from 'drizzle-orm/pg-core'
import { Kysely } from 'kysely'
import { NeonDialect } from 'kysely-neon'

const posts = pgTable('posts', { id: integer().primaryKey(), title: text().notNull() })

export async function check(url: string): Promise<void> {
  neonConfig.fetchEndpoint = (host, port, options) => `https://${host}:${port}/${options?.jwtAuth ? 'a' : 'b'}`
  neonConfig.fetchFunction = fetch
  types.setTypeParser(types.builtins.INT8, (value: string) => BigInt(value))

  const sql: NeonQueryFunction<false, false> = neon(url)
  const rows: Record<string, unknown>[] = await sql`select ${1}`
  const full: FullQueryResults<true> = await sql.query('select 1', [], { arrayMode: true, fullResults: true })
  const arrays: unknown[][] = full.rows
  const all: Record<string, unknown>[][] = await sql.transaction((trx) => [trx`select 1`, trx.query('select 2')])
  // @ts-expect-error: rows that are objects are no arrays
  const wrong: unknown[][] = await neon(url)`select 1`
  const declared: [PoolClient?, QueryResult?] = []
  const pooled = (await new Pool({ connectionString: url }).query('select 1')).rowCount

  const db = drizzle({ client: sql })
  const titles: { title: string }[] = await db.select({ title: posts.title }).from(posts).where(eq(posts.id, 1))
  const raw = await db.execute<{ one: number }>('select 1 as one')
  const one: number | undefined = raw.rows[0]?.one
  drizzle(neon(url, { fullResults: true, arrayMode: true }))

  const kysely = new Kysely<{ posts: { id: number } }>({ dialect: new NeonDialect({ neon: sql }) })
  const ids: { id: number }[] = await kysely.selectFrom('posts').select('id').execute()

  new PrismaNeonHttp(url, { arrayMode: false, fullResults: true })
  try {
    await sql`select 1 / 0`
  } catch (error) {
    if (error instanceof NeonDbError) console.log(error.code, error.sourceError?.message)
  }
  console.log(declared, rows, arrays, all, wrong, pooled, titles, one, ids)
}
