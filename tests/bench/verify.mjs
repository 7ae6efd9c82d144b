// Before anything is measured: all contestants give the same data.
import { deepEqual } from 'node:assert/strict'

/** The official driver gives int8 as text and timestamptz as a Date, which has no microseconds: made comparable. */
function toOurs(row) {
  const same = { ...row, account_id: Number(row.account_id) }
  same.created_at = new Date(row.created_at).toISOString()
  return same
}
const withoutMicroseconds = (row) => ({ ...row, created_at: new Date(row.created_at).toISOString() })

const same = (row) => row
/** PlanetScale's gives int8 as text. */
const withNumber = (row) => ({ ...row, account_id: Number(row.account_id) })

const adjustments = {
  '@neondatabase/serverless': { theirs: toOurs, ours: withoutMicroseconds },
  '@planetscale/database': { theirs: withNumber, ours: same },
}
const unchanged = { theirs: same, ours: same }

/** All but `transport`, which has no rows. */
const clients = (made) => Object.entries(made).filter(([name]) => name !== 'transport')

/** @param {Record<string, object[]>} results rows by contestant, as JSON gives them */
function compare({ javascript: reference, ...results }) {
  for (const [name, rows] of Object.entries(results)) {
    const { theirs, ours } = adjustments[name] ?? unchanged
    deepEqual(rows.map(theirs), reference.map(ours), `${name} gives other rows than the control`)
  }
}

const plain = (rows) => JSON.parse(JSON.stringify(rows))

/**
 * @param {'objects' | 'respond'} bench
 * @param {Record<string, {objects(): Promise<object[]>, respond(): Promise<Response>}>} made contestants by name;
 *   `javascript` is what the others are compared with
 * @throws {Error} when two differ
 */
export async function verify(bench, made) {
  const results = {}
  for (const [name, contestant] of clients(made)) {
    const own = bench === 'respond' && name !== 'javascript'
    results[name] = own ? await (await contestant.respond()).json() : plain(await contestant.objects())
  }
  compare(results)
}

/**
 * The same in workerd.
 * @param {'objects' | 'respond'} bench
 * @param {Record<string, {json(route: string): Promise<object[]>}>} workers
 */
export async function verifyWorkers(bench, workers) {
  const results = {}
  for (const [name, worker] of clients(workers)) {
    results[name] = await worker.json(bench === 'respond' && name !== 'javascript' ? '/respond' : '/rows')
  }
  compare(results)
}
