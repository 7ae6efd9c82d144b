// One case in one Node process: `node node-case.mjs '{"bench":…,"service":…,"shape":…,"rows":…,"names":[…],"seconds":…}'`.
// Paired and interleaved: each round runs a batch of every contestant, the first one changing from round to round, and
// gives the event loop a few milliseconds between batches, as a server does between requests. Without that, finalisers
// and the freeing of buffers wait until the end and the figures show it. The measure is the process's CPU time: it counts
// garbage collection on other threads, and does not count what else runs on the machine.
import { setTimeout as sleep } from 'node:timers/promises'
import { benches, contestantsOf } from './contestants.mjs'
import { body } from './data.mjs'
import { median } from './statistics.mjs'
import { upstream } from './upstream.mjs'
import { verify } from './verify.mjs'

const pause = 5
const batchTime = 25
const leastRounds = 5

const task = JSON.parse(process.argv[2])
const bytes = body(task.shape, task.rows, task.service)
const made = {}
for (const [name, path] of Object.entries(contestantsOf(task)))
  made[name] = (await import(path)).create(upstream(bytes, task.piece))
await verify(task.bench, made)

const call = benches[task.bench]

/** @returns {Promise<number>} milliseconds of CPU time, user and system, of so many calls, one after the other */
async function batch(contestant, calls) {
  const before = process.cpuUsage()
  for (let i = 0; i < calls; i++) await call(contestant)
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

/** Lets the compilers settle, then finds how many calls fill a batch. */
async function warmUp(contestant, milliseconds) {
  let time = await batch(contestant, 1)
  let calls = 1
  const end = performance.now() + milliseconds
  do {
    calls = Math.max(1, Math.min(calls * 4, Math.round((batchTime * calls) / time)))
    time = await batch(contestant, calls)
    await sleep(pause)
  } while (performance.now() < end)
  return calls
}

const { names } = task
const share = (task.seconds * 1000) / names.length
const calls = {}
for (const name of names) calls[name] = await warmUp(made[name], Math.min(1000, share / 4))

const times = Object.fromEntries(names.map((name) => [name, []]))
const end = performance.now() + task.seconds * 750
for (let round = 0; round < leastRounds || performance.now() < end; round++) {
  for (let i = 0; i < names.length; i++) {
    const name = names[(i + round) % names.length]
    await sleep(pause)
    times[name].push(((await batch(made[name], calls[name])) * 1000) / calls[name])
  }
}
console.log(JSON.stringify(Object.fromEntries(names.map((name) => [name, median(times[name])]))))
