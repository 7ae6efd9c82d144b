// The workerd runtime: CPU time a request, user and system, of a process for each contestant, over sequential requests
// on one connection. That is what a Worker is billed for, and unlike a clock inside the isolate it counts page faults
// and garbage collection on other threads. Only the process that is asked spends CPU, so what others do on the machine
// does not enter. The result is the total over all rounds, not a median of them: the system's clock for this ticks every
// 10 ms, and as a process that waits spends nothing, what a batch leaves of a tick is counted with its next one.
import { contestantsOf } from './contestants.mjs'
import { body } from './data.mjs'
import { verifyWorkers } from './verify.mjs'
import { startWorker } from './workerd-process.mjs'

/** About the CPU time of a batch, in microseconds: short, so that contestants take turns often. */
const batchTime = 150_000
const leastRounds = 3

const total = ({ user, system }) => user + system

/** @returns {Promise<number>} microseconds of CPU time of so many requests */
async function batch(worker, route, requests) {
  const before = total(worker.cpu())
  for (let i = 0; i < requests; i++) await worker.get(route)
  return total(worker.cpu()) - before
}

/** Lets the compilers settle. @returns {Promise<number>} how many requests fill a batch */
async function warmUp(worker, route, milliseconds) {
  const end = performance.now() + milliseconds
  const before = total(worker.cpu())
  let requests = 0
  let used = 0
  // Ten ticks at least, to know what a request costs.
  while (performance.now() < end || used < 100_000) {
    await worker.get(route)
    requests++
    used = total(worker.cpu()) - before
  }
  return Math.ceil((batchTime * requests) / used)
}

/**
 * @param {import('./plan.mjs').Case} one
 * @returns {Promise<{us: Record<string, number>, noop: number}>} microseconds of CPU time of a request
 */
export async function measureInWorkerd(one) {
  const workers = {}
  try {
    const bytes = body(one.shape, one.rows, one.service)
    for (const [name, file] of Object.entries(contestantsOf(one))) {
      workers[name] = await startWorker({
        entry: 'worker.mjs',
        alias: { contestant: file },
        body: bytes,
        piece: one.piece,
      })
    }
    await verifyWorkers(one.bench, workers)
    return await measure(workers, `/${one.bench}`, one.seconds * 1000)
  } finally {
    for (const worker of Object.values(workers)) await worker.stop()
  }
}

async function measure(workers, route, milliseconds) {
  const names = Object.keys(workers)
  const jobs = names.map((name) => ({ name, worker: workers[name], route, used: 0, requests: 0 }))
  jobs.push({ name: 'noop', worker: workers[names[0]], route: '/noop', used: 0, requests: 0 })
  for (const job of jobs) job.size = await warmUp(job.worker, job.route, milliseconds / jobs.length / 4)
  const end = performance.now() + milliseconds * 0.75
  for (let round = 0; round < leastRounds || performance.now() < end; round++) {
    for (let i = 0; i < jobs.length; i++) {
      const job = jobs[(i + round) % jobs.length]
      job.used += await batch(job.worker, job.route, job.size)
      job.requests += job.size
    }
  }
  const { noop, ...us } = Object.fromEntries(jobs.map(({ name, used, requests }) => [name, used / requests]))
  return { us, noop }
}
