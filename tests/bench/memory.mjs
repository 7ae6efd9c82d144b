// `npm run bench -- --memory`: resident memory. It must stay flat over many calls, and while a large result passes
// through a Worker it must stay near what passing the same bytes on untouched takes.
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { startUpstream } from './relay-upstream.mjs'
import { median, rounded } from './statistics.mjs'
import { startWorker } from './workerd-process.mjs'

const shape = 'mixed'
const rows = 1000
const calls = 10_000
const sampleEvery = 100
const largeBody = 1_000_000_000
const mebibyte = 1_048_576

/**
 * Most that tcpless may take over the relay, in MiB of the process's own memory. Pages of the runtime's executable are
 * resident too: the compilers of WebAssembly are, once there is a module to compile. They are told, as part of the peak.
 */
const relayLimit = 8
const ownSampleMilliseconds = 20

/**
 * Most that the ceiling may rise by from the first half of the calls to the second, in MiB: 3 KiB a call. Memory climbs
 * and falls with each full garbage collection, by 50 MiB in workerd even when bytes pass through untouched, so only
 * ceilings can be compared.
 */
const flatLimit = 16

const relayRounds = 3

const toMebibytes = (bytes) => rounded(bytes / mebibyte)

function flatLine(runtime, samples) {
  const half = samples.length / 2
  const [first, second] = [samples.slice(0, half), samples.slice(half)].map((part) => Math.max(...part))
  const growth = toMebibytes(second - first)
  const line = { bench: 'memory', service: 'neon', shape, rows, runtime, calls, first_half_mib: toMebibytes(first) }
  return { ...line, second_half_mib: toMebibytes(second), growth_mib: growth, ok: growth <= flatLimit }
}

async function flatInNode() {
  const script = fileURLToPath(new URL('memory-case.mjs', import.meta.url))
  const task = JSON.stringify({ shape, rows, calls, sampleEvery })
  const child = spawn(process.execPath, [script, task], { stdio: ['ignore', 'pipe', 'inherit'] })
  let output = ''
  for await (const text of child.stdout) output += text
  return flatLine('node', JSON.parse(output))
}

/**
 * Runs with a Worker that has a process of its own, and a URL of a result of so many bytes.
 * @template Result
 * @param {(worker: Awaited<ReturnType<typeof startWorker>>, query: (bytes: number) => string) => Promise<Result>} run
 * @returns {Promise<Result>}
 */
async function withRelay(run) {
  const upstream = await startUpstream({ shape, rows })
  try {
    const worker = await startWorker({ entry: 'relay-worker.mjs' })
    try {
      return await run(worker, (bytes) => `?upstream=${encodeURIComponent(upstream.url(bytes))}`)
    } finally {
      await worker.stop()
    }
  } finally {
    upstream.close()
  }
}

function flatInWorkerd() {
  return withRelay(async (worker, query) => {
    const samples = []
    for (let call = 1; call <= calls; call++) {
      await worker.get(`/respond${query(1)}`)
      if (call % sampleEvery === 0) samples.push(worker.memory().resident)
    }
    return flatLine('workerd', samples)
  })
}

/**
 * @returns {Promise<{received: number, peak: number, own: number}>} bytes; a fresh process, so that the peaks are this
 *   route's alone
 */
function peaksOf(route, bytes) {
  return withRelay(async (worker, query) => {
    // What any first request needs is there before the large one.
    await worker.get(route + query(1))
    let own = 0
    const sampling = setInterval(() => {
      own = Math.max(own, worker.memory().own)
    }, ownSampleMilliseconds)
    try {
      const received = await worker.get(route + query(bytes))
      return { received, peak: worker.memory().peak, own }
    } finally {
      clearInterval(sampling)
    }
  })
}

/**
 * The relay that is compared with reads and writes in JavaScript, through one buffer: what a Worker must do that looks
 * at the bytes at all. The runtime's own pipe makes no JavaScript objects, and so no garbage; it is told too.
 */
async function relay() {
  const runs = { '/respond': [], '/relay': [] }
  for (let round = 0; round < relayRounds; round++) {
    for (const route of Object.keys(runs)) {
      const run = await peaksOf(route, largeBody)
      if (run.received < largeBody) throw new Error(`${route} ended after ${run.received} bytes`)
      runs[route].push(run)
    }
  }
  const middle = (route, name) => median(runs[route].map((run) => run[name]))
  const [peak, own] = ['peak', 'own'].map((name) => ({
    tcpless: toMebibytes(middle('/respond', name)),
    relay: toMebibytes(middle('/relay', name)),
    difference: toMebibytes(middle('/respond', name) - middle('/relay', name)),
  }))
  const pipe = toMebibytes((await peaksOf('/pipe', largeBody)).peak)
  const line = { bench: 'relay', service: 'neon', shape, runtime: 'workerd', bytes: largeBody }
  const whole = {
    peak_mib: peak.tcpless,
    relay_peak_mib: peak.relay,
    pipe_peak_mib: pipe,
    difference_mib: peak.difference,
  }
  const part = { own_mib: own.tcpless, relay_own_mib: own.relay, own_difference_mib: own.difference }
  return { ...line, ...whole, ...part, ok: own.difference <= relayLimit }
}

const text = (line) => Object.entries(line).flat().join(' ')

/**
 * Prints a JSON object a line, or the same as text.
 * @param {boolean} json
 * @returns {Promise<boolean>} whether memory kept within the limits
 */
export async function measureMemory(json) {
  let ok = true
  for (const check of [flatInNode, flatInWorkerd, relay]) {
    const line = await check()
    ok &&= line.ok
    if (json) console.log(JSON.stringify(line))
    else console.log(text(line))
  }
  return ok
}
