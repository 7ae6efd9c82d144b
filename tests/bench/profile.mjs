// Where the time of one contestant goes: V8's sampling profiler over a loop of calls, self time by function, the core's
// C++ functions among them.
import { profileInNode } from './profile-node.mjs'
import { profileInWorkerd } from './profile-workerd.mjs'

/** Microseconds between samples. A sample takes long enough that ten times as many would double the time of a call. */
const interval = 1000
const most = 40

const profilers = { node: profileInNode, workerd: profileInWorkerd }

/** Where a call frame belongs, in a few words. */
function place({ url, functionName, lineNumber }) {
  if (url.startsWith('wasm:')) return 'wasm'
  if (url.startsWith('node:')) return url
  if (url === '') return functionName.startsWith('(') ? '' : 'native'
  return `${url.split('/').slice(-3).join('/')}:${lineNumber + 1}`
}

/** A C++ name without namespaces that tell nothing and without parameters. */
function functionOf(frame) {
  const name = frame.functionName.replaceAll(/tcpless::|\(anonymous namespace\)::/g, '')
  return `${name.replace(/(?<=.)\(.*/, '') || '(anonymous)'}  ${place(frame)}`.trimEnd()
}

/** Self time in microseconds by the key that `keyOf` gives for a frame, longest first. */
function selfTimes({ nodes, samples, timeDeltas }, keyOf) {
  const keys = new Map(nodes.map(({ id, callFrame }) => [id, keyOf(callFrame)]))
  const times = new Map()
  for (const [i, id] of samples.entries()) {
    const key = keys.get(id)
    times.set(key, (times.get(key) ?? 0) + timeDeltas[i])
  }
  // The profiler's own work is no part of a call.
  for (const key of ['(idle)', 'profiler', 'post  node:inspector']) times.delete(key)
  return [...times].sort(([, left], [, right]) => right - left)
}

function category({ url, functionName }) {
  if (functionName === '(idle)') return functionName
  if (url === 'node:inspector') return 'profiler'
  if (url.startsWith('wasm:')) return 'core (WebAssembly)'
  if (url.startsWith('node:')) return 'Node (streams, fetch classes)'
  if (url.includes('/tests/bench/')) return 'bench'
  if (url.includes('/dist/')) return `tcpless ${url.split('/dist/')[1]}`
  if (url === '') return functionName.startsWith('(') ? functionName : 'native functions'
  return 'other'
}

/** Samples tell shares only: they are taken by the wall clock, and here the call's CPU time is dealt out by them. */
function print(title, times, microseconds) {
  const all = times.reduce((sum, [, time]) => sum + time, 0)
  console.log(`\n${title}`)
  for (const [name, time] of times.slice(0, most)) {
    const share = time / all
    if (share < 0.003) continue
    console.log(
      `${(share * microseconds).toFixed(2).padStart(9)} us ${(100 * share).toFixed(1).padStart(5)} %  ${name}`,
    )
  }
}

/**
 * Profiles every case, and prints tables.
 * @param {import('./plan.mjs').Case[]} cases
 * @param {string} name of the contestant
 */
export async function profile(cases, name) {
  for (const one of cases) {
    const { profile: recorded, calls, us } = await profilers[one.runtime](one, name, interval)
    const { runtime, bench, shape, rows } = one
    console.log(
      `\n== ${name} in ${runtime}: ${bench} ${shape} ${rows} rows, ${us.toFixed(1)} us a call, ${calls} calls`,
    )
    print('by place', selfTimes(recorded, category), us)
    print('by function', selfTimes(recorded, functionOf), us)
  }
}
