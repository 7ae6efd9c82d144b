// The core with its function names, which the module that ships does not have. The same objects, linked once
// more.
import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const build = fileURLToPath(new URL('../../build/wasi', import.meta.url))
const folder = fileURLToPath(new URL('../../build/bench', import.meta.url))

/**
 * @param {string} entry of the package: `d1-rest`
 * @returns {string} the module's file
 * @throws when the wasi build is not there
 */
export function linkNamedModule(entry) {
  const name = entry.replaceAll('-', '_')
  const commands = execFileSync('ninja', ['-C', build, '-t', 'commands', `${name}.wasm`], { encoding: 'utf8' })
  const file = `${folder}/${name}.wasm`
  const link = commands.trimEnd().split('\n').at(-1)
  mkdirSync(folder, { recursive: true })
  // clang runs wasm-opt by itself where there is one, and that would take the names out again.
  const named = link.replace('-Wl,--strip-all', '--no-wasm-opt').replace(` -o ${name}.wasm `, ` -o '${file}' `)
  execFileSync('bash', ['-c', named], { cwd: build })
  return file
}
