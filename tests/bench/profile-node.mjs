// V8's profiler over a loop of calls in this process.
import { readFileSync } from 'node:fs'
import { Session } from 'node:inspector/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { benches, entries, services, subject } from './contestants.mjs'
import { body } from './data.mjs'
import { linkNamedModule } from './named-module.mjs'
import { upstream } from './upstream.mjs'

async function loop(call, contestant, milliseconds) {
  const begin = performance.now()
  let calls = 0
  let spent = 0
  while (performance.now() - begin < milliseconds) {
    const before = process.cpuUsage()
    for (const end = performance.now() + 25; performance.now() < end; calls++) await call(contestant)
    const { user, system } = process.cpuUsage(before)
    spent += user + system
    await sleep(5)
  }
  return { calls, us: spent / calls }
}

/**
 * @param {import('./plan.mjs').Case} one
 * @param {string} name of the contestant
 * @param {number} interval microseconds between samples
 * @returns {Promise<{profile: object, calls: number, us: number}>} `us` is the CPU time of a call
 */
export async function profileInNode({ bench, service, shape, rows, seconds }, name, interval) {
  if (name === subject) {
    const { init } = await import(`tcpless/${entries[service]}`)
    init(new WebAssembly.Module(readFileSync(linkNamedModule(entries[service]))))
  }
  const { create } = await import(services[service][name])
  const contestant = create(upstream(body(shape, rows, service)))
  await loop(benches[bench], contestant, 1000)
  const session = new Session()
  session.connect()
  await session.post('Profiler.enable')
  await session.post('Profiler.setSamplingInterval', { interval })
  await session.post('Profiler.start')
  const measured = await loop(benches[bench], contestant, seconds * 1000)
  const { profile } = await session.post('Profiler.stop')
  session.disconnect()
  return { profile, ...measured }
}
