// Many calls of respond() in one Node process; prints the resident memory of each sample as a JSON array.
import { setTimeout as sleep } from 'node:timers/promises'
import { benches, services, subject } from './contestants.mjs'
import { body } from './data.mjs'
import { upstream } from './upstream.mjs'

const { shape, rows, calls, sampleEvery } = JSON.parse(process.argv[2])
const { create } = await import(services.neon[subject])
const contestant = create(upstream(body(shape, rows)))
const samples = []
for (let call = 1; call <= calls; call++) {
  await benches.respond(contestant)
  // As between the requests of a server, the event loop turns; now and then it has nothing to do.
  if (call % 25 === 0) await sleep(5)
  if (call % sampleEvery === 0) samples.push(process.memoryUsage.rss())
}
console.log(JSON.stringify(samples))
