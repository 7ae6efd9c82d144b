// What it takes to build and compile a query: `npm run bench -- --builder [--json] [--runtime node,workerd,first]
// [--seconds N]`. Microseconds of CPU time for a query.
import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import { median, rounded } from '../statistics.mjs'
import { startWorker } from '../workerd-process.mjs'
import { contestants, names, subject, verify } from './contestants.mjs'

const run = promisify(execFile)
const here = (name) => fileURLToPath(new URL(name, import.meta.url))

/** All contestants in one process, taking turns. */
async function inNode(query, seconds) {
  const made = {}
  for (const [name, file] of Object.entries(contestants)) made[name] = (await import(`./${file}`)).create()[query]
  const jobs = Object.entries(made).map(([name, make]) => ({ name, make, times: [], size: 1 }))
  let n = 0
  const batch = ({ make, size }) => {
    const before = process.cpuUsage()
    for (let i = 0; i < size; i++) make(n++)
    const { user, system } = process.cpuUsage(before)
    return (user + system) / size
  }
  for (const job of jobs) {
    const end = performance.now() + seconds * 50
    let calls = 0
    for (; performance.now() < end; calls++) job.make(n++)
    // About 5 ms.
    job.size = Math.max(1, Math.round(calls / (seconds * 10)))
  }
  const end = performance.now() + seconds * 800
  for (let round = 0; performance.now() < end; round++) {
    for (let i = 0; i < jobs.length; i++) {
      const job = jobs[(i + round) % jobs.length]
      job.times.push(batch(job))
      await new Promise(setImmediate)
    }
  }
  return Object.fromEntries(jobs.map(({ name, times }) => [name, median(times)]))
}

/** A process for each contestant; a request makes many queries, since no clock runs inside of one. */
async function inWorkerd(query, seconds) {
  const us = {}
  for (const [name, file] of Object.entries(contestants)) {
    const worker = await startWorker({
      entry: 'builder/worker.mjs',
      alias: { contestant: `builder/${file}` },
      body: new Uint8Array(1),
    })
    try {
      const queriesOf = async (requests, count) => {
        const before = worker.cpu()
        for (let i = 0; i < requests; i++) await worker.get(`/${query}?count=${count}`)
        const after = worker.cpu()
        return after.user + after.system - before.user - before.system
      }
      const count = query === 'insert' ? 50 : 2000
      const end = performance.now() + seconds * 300
      while (performance.now() < end) await queriesOf(1, count)
      const empty = (await queriesOf(200, 0)) / 200
      let [used, requests] = [0, 0]
      for (const stop = performance.now() + seconds * 700; performance.now() < stop || used < 100_000; requests += 5) {
        used += await queriesOf(5, count)
      }
      us[name] = (used / requests - empty) / count
    } finally {
      await worker.stop()
    }
  }
  return us
}

/** The first query of a fresh process, each contestant as one bundled file; loading the file is not counted. */
async function first(query, seconds) {
  const folder = await mkdtemp(path.join(tmpdir(), 'tcpless-bench-'))
  try {
    const jobs = []
    for (const [name, file] of Object.entries(contestants)) {
      if (name.includes('never')) continue
      const outfile = path.join(folder, `${jobs.length}.mjs`)
      const options = { bundle: true, minify: true, format: 'esm', platform: 'node', logLevel: 'error' }
      await build({ entryPoints: [here('first-case.mjs')], outfile, alias: { contestant: here(file) }, ...options })
      jobs.push({ name, outfile, times: [] })
    }
    const rounds = Math.max(9, Math.round((seconds * 10) / jobs.length))
    for (let round = 0; round < rounds; round++) {
      for (const { outfile, times } of jobs) {
        times.push(Number((await run(process.execPath, [outfile, query])).stdout))
      }
    }
    return Object.fromEntries(jobs.map(({ name, times }) => [name, median(times)]))
  } finally {
    await rm(folder, { recursive: true })
  }
}

const runtimes = { node: inNode, workerd: inWorkerd, first }

/** @param {{json: boolean, seconds: number, runtimes: string[]}} options */
export async function benchBuilder({ json, seconds, runtimes: chosen = Object.keys(runtimes) }) {
  await verify()
  for (const runtime of chosen) {
    for (const query of names) {
      const { [subject]: own, ...peers } = await runtimes[runtime](query, seconds)
      for (const [peer, time] of Object.entries(peers)) {
        const line = { bench: 'build', query, runtime, us: rounded(own), peer, peer_us: rounded(time) }
        line.ratio = rounded(time / own)
        console.log(
          json
            ? JSON.stringify(line)
            : `${runtime.padEnd(8)} ${query.padEnd(7)} ${peer.padEnd(28)} ${String(line.us).padStart(8)} us, peer ${String(line.peer_us).padStart(8)} us: ${line.ratio}`,
        )
      }
    }
  }
}
