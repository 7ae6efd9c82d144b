// The core alone: a body through the module in pieces of 64 KiB to JSON, without fetch, streams or objects, beside
// JSON.parse of the same bytes, which is the least that any driver does.
import { readFileSync } from 'node:fs'
import { Core } from '../../dist/bindings/instance.js'
import { serviceNeon, servicePlanetscale } from '../../dist/bindings/layout.js'
import { subject } from './contestants.mjs'
import { connectionString, planetscaleUrl } from './contestants/query.mjs'
import { body } from './data.mjs'
import { median } from './statistics.mjs'
import { throughCore } from './through-core.mjs'

const compile = (name) => new WebAssembly.Module(readFileSync(new URL(`../../dist/wasm/${name}.wasm`, import.meta.url)))
const cores = {
  neon: { core: new Core(() => compile('neon')), service: serviceNeon, url: connectionString },
  planetscale: { core: new Core(() => compile('planetscale')), service: servicePlanetscale, url: planetscaleUrl },
}
const decoder = new TextDecoder()

/** @returns {number} bytes of JSON */
function toJson(bytes, target) {
  let written = 0
  throughCore(bytes, target, (context) => {
    written += context.responseBytes().length
  })
  return written
}

const jobs = {
  [subject]: toJson,
  'JSON.parse': (bytes) => JSON.parse(decoder.decode(bytes)),
}

/**
 * @param {import('./plan.mjs').Case} one
 * @returns {{us: Record<string, number>}} microseconds of a body, the median of many
 */
export function measureCore(one) {
  const bytes = body(one.shape, one.rows, one.service)
  const times = Object.fromEntries(Object.keys(jobs).map((name) => [name, []]))
  const warm = performance.now() + one.seconds * 250
  const end = warm + one.seconds * 750
  while (performance.now() < end) {
    for (const [name, job] of Object.entries(jobs)) {
      const begin = performance.now()
      job(bytes, cores[one.service])
      const now = performance.now()
      if (now > warm) times[name].push((now - begin) * 1000)
    }
  }
  return { us: Object.fromEntries(Object.entries(times).map(([name, all]) => [name, median(all)])) }
}
