// The first query of a fresh isolate, which is what a cold start adds. A process for each sample; the contestants take
// turns, and the median counts.
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { contestantsOf, services } from './contestants.mjs'
import { body } from './data.mjs'
import { median } from './statistics.mjs'
import { startWorker } from './workerd-process.mjs'

const run = promisify(execFile)
const script = fileURLToPath(new URL('first-case.mjs', import.meta.url))

/** About the time that a sample takes, in seconds. */
const sampleSeconds = 0.4
const leastSamples = 5

/** @returns {Promise<number>} microseconds of CPU time of the first query */
async function sampleInNode({ service, shape, rows }, name) {
  const { stdout } = await run(process.execPath, [script, JSON.stringify({ service, shape, rows, name })])
  return Number(stdout)
}

/** @returns {Promise<number>} microseconds by the clock of the first request, as its client sees it */
async function sampleInWorkerd({ service, shape, rows }, name, route) {
  const worker = await startWorker({
    entry: 'worker.mjs',
    alias: { contestant: services[service][name] },
    body: body(shape, rows, service),
  })
  try {
    const begin = performance.now()
    await worker.get(route)
    return (performance.now() - begin) * 1000
  } finally {
    await worker.stop()
  }
}

/**
 * @param {import('./plan.mjs').Case} one
 * @returns {Promise<{us: Record<string, number>, noop?: number}>} microseconds by contestant
 */
export async function measureFirst(one) {
  const names = Object.keys(contestantsOf(one))
  const jobs = names.map((name) => ({ name, samples: [], sample: () => sampleInNode(one, name) }))
  if (one.runtime === 'workerd') {
    for (const job of jobs) job.sample = () => sampleInWorkerd(one, job.name, '/objects')
    jobs.push({ name: 'noop', samples: [], sample: () => sampleInWorkerd(one, names[0], '/noop') })
  }
  const rounds = Math.max(leastSamples, Math.round(one.seconds / sampleSeconds / jobs.length))
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < jobs.length; i++) {
      const job = jobs[(i + round) % jobs.length]
      job.samples.push(await job.sample())
    }
  }
  const { noop, ...us } = Object.fromEntries(jobs.map(({ name, samples }) => [name, median(samples)]))
  return noop === undefined ? { us } : { us, noop }
}
