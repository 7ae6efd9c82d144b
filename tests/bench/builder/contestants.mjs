export const subject = 'tcpless'

/** By name: the file of each contestant in this folder, which exports create(). */
export const contestants = {
  [subject]: 'tcpless.mjs',
  'tcpless, a query never seen': 'tcpless-anew.mjs',
  kysely: 'kysely.mjs',
  'drizzle-orm': 'drizzle.mjs',
  javascript: 'javascript.mjs',
}

/** Which of the queries of ./queries.mjs. */
export const names = ['id', 'joins', 'insert', 'nested']

/** Fails when a contestant gives other text or values than Kysely does; Drizzle's text is its own. */
export async function verify() {
  const made = {}
  for (const [name, file] of Object.entries(contestants)) made[name] = (await import(`./${file}`)).create()
  for (const query of names) {
    const wanted = made.kysely[query](7)
    for (const [contestant, queries] of Object.entries(made)) {
      if (contestant === 'tcpless, a query never seen') continue
      const { sql, parameters } = queries[query](7)
      const same = contestant === 'drizzle-orm' ? true : sql === wanted.sql
      if (!same) throw new Error(`${contestant}, ${query}: ${sql}\ninstead of ${wanted.sql}`)
      if (JSON.stringify(parameters) !== JSON.stringify(wanted.parameters)) {
        throw new Error(`${contestant}, ${query}: other values: ${JSON.stringify(parameters)}`)
      }
    }
  }
}
