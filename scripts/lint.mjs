// node scripts/lint.mjs [--fix]: formats and rules of C++ and JavaScript, types, and the lock file. --fix mends what it can.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { writeReport } from './results.mjs'
import { at, root } from './steps.mjs'

const fix = process.argv.includes('--fix')

function sources(folder, extensions) {
  if (!existsSync(at(folder))) return []
  return readdirSync(at(folder), { recursive: true })
    .map((file) => path.join(folder, file))
    .filter((file) => extensions.includes(path.extname(file)) && !file.includes('node_modules'))
    .sort()
}

/** @returns {string} empty, or what went wrong */
function tool(command) {
  const [file, ...args] = command
  const { status, error } = spawnSync(file, args, { cwd: root, stdio: 'inherit' })
  return error?.message ?? (status === 0 ? '' : `${file} ended with ${status}`)
}

function clangFormat() {
  const files = ['wasm', 'bindings', 'tests'].flatMap((folder) => sources(folder, ['.h', '.c', '.cpp']))
  const program = spawnSync('clang-format-22', ['--version']).error ? 'clang-format' : 'clang-format-22'
  return tool([program, ...(fix ? ['-i'] : ['--dry-run', '-Werror']), ...files])
}

function lockFile() {
  const lock = readFileSync(at('package-lock.json'), 'utf8')
  return /"resolved": "https?:/.test(lock) ? 'package-lock.json holds registry addresses' : ''
}

const checks = {
  'clang-format': clangFormat,
  biome: () => tool(['npx', 'biome', ...(fix ? ['check', '--write'] : ['ci']), '--colors=off']),
  types: () => tool(['npx', 'tsc', '--noEmit', '-p', 'tsconfig.json']),
  'lock file': lockFile,
}
const cases = Object.entries(checks).map(([name, check]) => ({ name, problem: check() }))
for (const { name, problem } of cases) console.log(`${name}: ${problem || 'clean'}`)
writeReport(cases)
process.exitCode = cases.some(({ problem }) => problem) ? 1 : 0
