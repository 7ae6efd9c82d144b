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
 * Most that tcpless may take over a relay, in MiB: of all that is resident over one with a buffer of 64 KiB; of the
 * process's own memory over one with a buffer as large as tcpless takes. Pages of the runtime's executable are resident
 * too: the compilers of WebAssembly are, once there is a module to compile.
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
 * The relays that are compared with read and write in JavaScript, through one buffer: what a Worker must do that looks
 * at the bytes at all. Each read and write leaves garbage, so that the size of the buffer decides. The runtime's own
 * pipe makes no JavaScript objects, and so no garbage; it is told too.
 */
async function relay() {
  const runs = { '/respond': [], '/relay': [], '/wide-relay': [] }
  for (let round = 0; round < relayRounds; round++) {
    for (const route of Object.keys(runs)) {
      const run = await peaksOf(route, largeBody)
      if (run.received < largeBody) throw new Error(`${route} ended after ${run.received} bytes`)
      runs[route].push(run)
    }
  }
  const of = (route, name) => toMebibytes(median(runs[route].map((run) => run[name])))
  const over = (route, name) => rounded(of('/respond', name) - of(route, name))
  const line = {
    bench: 'relay',
    service: 'neon',
    shape,
    runtime: 'workerd',
    bytes: largeBody,
    peak_mib: of('/respond', 'peak'),
    relay_peak_mib: of('/relay', 'peak'),
    wide_relay_peak_mib: of('/wide-relay', 'peak'),
    pipe_peak_mib: toMebibytes((await peaksOf('/pipe', largeBody)).peak),
    difference_mib: over('/relay', 'peak'),
    wide_difference_mib: over('/wide-relay', 'peak'),
    own_mib: of('/respond', 'own'),
    relay_own_mib: of('/relay', 'own'),
    wide_relay_own_mib: of('/wide-relay', 'own'),
    wide_own_difference_mib: over('/wide-relay', 'own'),
  }
  return { ...line, ok: Math.max(line.difference_mib, line.wide_own_difference_mib) <= relayLimit }
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
