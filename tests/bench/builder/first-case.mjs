// The first query of a process: `node first-case.mjs QUERY` prints microseconds of CPU time from making the builder to
// the SQL text. The code is loaded before.
import { create } from 'contestant'

const before = process.cpuUsage()
create()[process.argv[2]](1)
const { user, system } = process.cpuUsage(before)
console.log(user + system)
