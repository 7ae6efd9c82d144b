// The workerd runtime: CPU time a request, user and system, of a process for each contestant, over sequential requests
// on one connection. That is what a Worker is billed for, and unlike a clock inside the isolate it counts page faults
// and garbage collection on other threads. Only the process that is asked spends CPU, so what others do on the machine
// does not enter. The result is the total over all rounds, not a median of them: the system's clock for this ticks every
// 10 ms, and as a process that waits spends nothing, what a batch leaves of a tick is counted with its next one.
import { contestantsOf } from './contestants.mjs'
import { body } from './data.mjs'
import { median } from './statistics.mjs'
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
 * Processes of one contestant differ by up to a tenth for a row, by where the system has put them: with more than one,
 * each is the median of its processes.
 * @param {import('./plan.mjs').Case} one
 * @returns {Promise<{us: Record<string, number>, noop: number}>} microseconds of CPU time of a request
 */
export async function measureInWorkerd(one) {
  const samples = {}
  for (let i = 0; i < one.processes; i++) {
    const measured = await measureProcesses(one)
    for (const [name, us] of Object.entries(measured)) {
      samples[name] ??= []
      samples[name].push(us)
    }
  }
  const { noop, ...us } = Object.fromEntries(Object.entries(samples).map(([name, all]) => [name, median(all)]))
  return { us, noop }
}

// One process for each contestant, and one for requests that do nothing.
async function measureProcesses(one) {
  const jobs = []
  try {
    const bytes = body(one.shape, one.rows, one.service)
    const start = async (name, file, route) => {
      const alias = { contestant: file }
      const worker = await startWorker({ entry: 'worker.mjs', alias, body: bytes, piece: one.piece })
      jobs.push({ name, worker, route, used: 0, requests: 0 })
    }
    const contestants = Object.entries(contestantsOf(one))
    for (const [name, file] of contestants) await start(name, file, `/${one.bench}`)
    await verifyWorkers(one.bench, Object.fromEntries(jobs.map(({ name, worker }) => [name, worker])))
    await start('noop', contestants[0][1], '/noop')
    const milliseconds = (one.seconds * 1000) / one.processes
    await measure(jobs, milliseconds * 0.75, one.warmUp ? one.warmUp * 1000 : milliseconds / jobs.length / 4)
    return Object.fromEntries(jobs.map(({ name, used, requests }) => [name, used / requests]))
  } finally {
    for (const { worker } of jobs) await worker.stop()
  }
}

async function measure(jobs, milliseconds, warmUpTime) {
  for (const job of jobs) job.size = await warmUp(job.worker, job.route, warmUpTime)
  const end = performance.now() + milliseconds
  for (let round = 0; round < leastRounds || performance.now() < end; round++) {
    for (let i = 0; i < jobs.length; i++) {
      const job = jobs[(i + round) % jobs.length]
      job.used += await batch(job.worker, job.route, job.size)
      job.requests += job.size
    }
  }
}
