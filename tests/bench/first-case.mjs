// The first query of a fresh process: `node first-case.mjs '{"service":…,"shape":…,"rows":…,"name":…}'` prints microseconds
// of CPU time, user and system, from making the client to the rows. The code is loaded before; a module of WebAssembly is
// compiled and instantiated within.
import { benches, services } from './contestants.mjs'
import { body } from './data.mjs'
import { upstream } from './upstream.mjs'

const { service, shape, rows, name } = JSON.parse(process.argv[2])
const { create } = await import(services[service][name])
const send = upstream(body(shape, rows, service))
// What the host itself does once for the first response is not the driver's.
await (await send()).arrayBuffer()
const before = process.cpuUsage()
await benches.objects(create(send))
const { user, system } = process.cpuUsage(before)
console.log(user + system)
