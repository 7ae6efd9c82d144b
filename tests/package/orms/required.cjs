// CommonJS, as the libraries' own CommonJS files ask for it.
const { deepEqual } = require('node:assert/strict')
const { neon, Pool, types } = require('@neondatabase/serverless')
const { drizzle } = require('drizzle-orm/neon-http')
const { sql } = require('drizzle-orm')

const main = async () => {
  deepEqual(await neon(process.env.DATABASE_URL)`select ${1}::int4 as a`, [{ a: 1 }])
  const { rows } = await drizzle(process.env.DATABASE_URL).execute(sql`select 2 as a`)
  deepEqual(rows, [{ a: 2 }])
  deepEqual([typeof Pool, types.builtins.INT8], ['function', 20])
  console.log('ok')
}
main()
