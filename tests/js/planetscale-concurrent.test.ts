// 200 transactions at once from one isolate on MariaDB, with errors, aborts and lost answers at every place: what the
// client was told is what the engine has. TCPLESS_SEED repeats a run.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DatabaseError, type PlanetscaleDatabase, planetscale } from '../../js/services/planetscale.js'
import { type RunningMysql, startMysql } from './gateway/mysql-running.js'
import { randomOf } from './support/neon-service.js'

const count = process.env.TCPLESS_SOAK ? 4000 : 200
const seed = Number(process.env.TCPLESS_SEED ?? Date.now() % 1e9)
const counters = 8

let running: RunningMysql
let db: PlanetscaleDatabase

beforeAll(async () => {
  console.log(`seed ${seed} (TCPLESS_SEED)`)
  running = await startMysql(
    { maxConnections: 60, transactionTimeout: 5_000 },
    { settings: { max_connections: '400' } },
  )
  db = planetscale(running.url)
  await db`create table steps (tx int, step int, primary key (tx, step)) engine=innodb`
  await db`create table counters (id int primary key, n int not null) engine=innodb`
  for (let id = 0; id < counters; id++) await db`insert into counters values (${id}, 0)`
}, 120_000)

afterAll(() => running?.stop())

type Fault = 'none' | 'throw' | 'abort before' | 'abort while' | 'lose request' | 'lose answer' | 'page'
const faults: Fault[] = ['none', 'throw', 'abort before', 'abort while', 'lose request', 'lose answer', 'page']

/** A client whose request of this index goes wrong. */
function faulty(fault: Fault, at: number, controller: AbortController): PlanetscaleDatabase {
  let index = -1
  const broken = async (...request: Parameters<typeof fetch>) => {
    index++
    if (index !== at) return fetch(...request)
    if (fault === 'abort before') controller.abort()
    if (fault === 'abort while') setTimeout(() => controller.abort(), 1)
    // Sent or not, the client cannot tell.
    if (fault === 'lose request') throw new TypeError('terminated')
    const response = await fetch(...request)
    if (fault === 'lose answer') {
      await response.arrayBuffer()
      throw new TypeError('terminated')
    }
    return fault === 'page' ? new Response('<html>', { status: 502 }) : response
  }
  return planetscale(running.url, { fetch: broken as typeof fetch, retry: { baseDelay: 1 } })
}

class Mine extends Error {}

async function transact(tx: number, fault: Fault, at: number): Promise<'committed' | 'rolled back' | 'unknown'> {
  const controller = new AbortController()
  const client = faulty(fault, at, controller)
  const stop = (place: number) => {
    if (fault === 'throw' && place === at) throw new Mine()
  }
  try {
    await client.transaction(
      async (inside) => {
        stop(0)
        await inside`insert into steps values (${tx}, 1)`
        stop(1)
        // An error that is caught changes nothing.
        const again = inside`insert into steps values (${tx}, 1)`.then(
          () => expect.unreachable(),
          (error: unknown) => {
            if ((error as DatabaseError).errno !== 1062) throw error
          },
        )
        const [added] = await Promise.all([
          inside`update counters set n = n + 1 where id = ${tx % counters}`,
          again,
          inside`insert into steps values (${tx}, 2)`,
        ])
        expect(added.affected).toBe(1)
        stop(2)
        await inside`insert into steps values (${tx}, 3)`
        stop(3)
      },
      { signal: controller.signal },
    )
    return 'committed'
  } catch (error) {
    if (error instanceof Mine) return 'rolled back'
    if (!(error instanceof DatabaseError)) throw error
    if (error.code === 'outcome_unknown') return 'unknown'
    // `network`: no connection was made, which a machine under load takes too long for.
    expect(['aborted', 'unavailable', 'protocol', 'timeout', 'network']).toContain(error.code)
    return 'rolled back'
  }
}

describe('transactions at once', () => {
  test(
    'none is lost, none is doubled, none is half done',
    async () => {
      const random = randomOf(seed)
      const plans = Array.from({ length: count }, (_, tx) => ({
        tx,
        fault: faults[Math.floor(random() * faults.length)] as Fault,
        // BEGIN, five statements, COMMIT.
        at: Math.floor(random() * 7),
      }))
      const outcomes: { tx: number; outcome: string; plan: string }[] = []
      for (let first = 0; first < count; first += 200) {
        const all = plans.slice(first, first + 200).map(async ({ tx, fault, at }) => {
          outcomes.push({ tx, outcome: await transact(tx, fault, at), plan: `${fault} at ${at}` })
        })
        await Promise.all(all)
      }
      // Whatever a lost session has locked ends with its time.
      const done = await eventually(async () => {
        const steps = await db<{ tx: number; n: number }>`select tx, count(*) as n from steps group by tx for update`
        return new Map(steps.map(({ tx, n }) => [tx, n]))
      })
      for (const { tx, outcome, plan } of outcomes) {
        const steps = done.get(tx) ?? 0
        if (outcome === 'committed') expect(steps, plan).toBe(3)
        else if (outcome === 'rolled back') expect(steps, plan).toBe(0)
        else expect([0, 3], plan).toContain(steps)
      }
      const [sum] = await db<{ n: string }>`select sum(n) as n from counters`
      expect(Number(sum?.n)).toBe(done.size)
      const kinds = Object.groupBy(outcomes, ({ outcome }) => outcome)
      console.log(
        Object.entries(kinds)
          .map(([kind, of]) => `${kind}: ${of?.length}`)
          .join(', '),
      )
      expect(kinds.committed?.length).toBeGreaterThan(count / 10)
    },
    process.env.TCPLESS_SOAK ? 3_600_000 : 120_000,
  )
})

/** Once nothing is locked any more. */
async function eventually<T>(work: () => Promise<T>): Promise<T> {
  const end = Date.now() + 30_000
  for (;;) {
    try {
      return await work()
    } catch (error) {
      if (Date.now() > end) throw error
    }
  }
}
