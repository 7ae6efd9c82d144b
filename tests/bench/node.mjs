// The Node runtime: every case in a process of its own, so that no case sees the heap, the compiled code or the
// polymorphic call sites of another.
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { contestantsOf } from './contestants.mjs'

const script = fileURLToPath(new URL('node-case.mjs', import.meta.url))

/**
 * @param {object} task what node-case.mjs reads from its command line
 * @returns {Promise<Record<string, number>>} microseconds of a call by contestant
 */
function inProcess(task) {
  const child = spawn(process.execPath, [script, JSON.stringify(task)], { stdio: ['ignore', 'pipe', 'inherit'] })
  let output = ''
  child.stdout.on('data', (text) => {
    output += text
  })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => (code === 0 ? resolve(JSON.parse(output)) : reject(new Error('a case failed in Node'))))
  })
}

/**
 * @param {import('./plan.mjs').Case} one
 * @returns {Promise<{us: Record<string, number>}>} microseconds of a call by contestant
 */
export async function measureInNode(one) {
  const names = Object.keys(contestantsOf(one))
  if (!one.solo) return { us: await inProcess({ ...one, names }) }
  const alone = []
  for (const name of names) alone.push(await inProcess({ ...one, names: [name], seconds: one.seconds / names.length }))
  return { us: Object.assign({}, ...alone) }
}
