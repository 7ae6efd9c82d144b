// node scripts/lint.mjs [--fix]: formats and rules of C++ and JavaScript, types, and the lock file. --fix mends what it can.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { projects } from './build.mjs'
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

/** The lock file names no registry, and has what every platform needs: npm leaves out what it cannot find. */
function lockFile() {
  const text = readFileSync(at('package-lock.json'), 'utf8')
  const { packages } = JSON.parse(text)
  const missing = Object.entries(packages).flatMap(([place, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter((name) => !isLocked(packages, place, name)),
  )
  return [
    ...(/"resolved": "https?:/.test(text) ? ['registry addresses in package-lock.json'] : []),
    ...(missing.length > 0 ? [`not in package-lock.json: ${missing.join(', ')}`] : []),
  ].join('; ')
}

/** Whether the package at a place in the lock file would find a dependency, by Node's rule: here or further out. */
function isLocked(packages, place, name) {
  for (let folder = place; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    if (Object.hasOwn(packages, `${folder && `${folder}/`}node_modules/${name}`)) return true
    if (folder === '') return false
  }
}

/** The tests are checked against the declarations in dist/, as a user's code would be. */
function types() {
  const results = [...projects, 'tsconfig.tests.json', 'worker-example/tsconfig.json'].map((project) =>
    tool([at('node_modules/.bin/tsc'), '--noEmit', '-p', project]),
  )
  return results.find(Boolean) ?? ''
}

const checks = {
  'clang-format': clangFormat,
  biome: () => tool([at('node_modules/.bin/biome'), ...(fix ? ['check', '--write'] : ['ci']), '--colors=off']),
  types,
  'lock file': lockFile,
}
const cases = Object.entries(checks).map(([name, check]) => ({ name, problem: check() }))
for (const { name, problem } of cases) console.log(`${name}: ${problem || 'clean'}`)
writeReport(cases)
process.exitCode = cases.some(({ problem }) => problem) ? 1 : 0
