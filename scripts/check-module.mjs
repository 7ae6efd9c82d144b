// node scripts/check-module.mjs PRESET...: each module of the presets' builds imports nothing and exports exactly what
// bindings/exports.txt lists.
import { readdirSync, readFileSync } from 'node:fs'
import { writeReport } from './results.mjs'
import { at } from './steps.mjs'

const listed = readFileSync(at('bindings/exports.txt'), 'utf8')
  .split('\n')
  .filter((line) => /^[A-Za-z_]/.test(line))
  .map((line) => line.trim())
const wanted = new Map(listed.map((name) => [name, name === 'memory' ? 'memory' : 'function']))

/** @returns {string[]} what is wrong with a module */
function problems(bytes) {
  const module = new WebAssembly.Module(bytes)
  const imports = WebAssembly.Module.imports(module)
  const exports = new Map(WebAssembly.Module.exports(module).map(({ name, kind }) => [name, kind]))
  return [
    ...imports.map(({ module: from, name }) => `imports ${from}.${name}`),
    ...[...wanted].filter(([name, kind]) => exports.get(name) !== kind).map(([name, kind]) => `lacks ${kind} ${name}`),
    ...[...exports].filter(([name]) => !wanted.has(name)).map(([name, kind]) => `has a surplus ${kind} ${name}`),
  ]
}

const cases = []
for (const preset of process.argv.slice(2)) {
  const files = readdirSync(at(`build/${preset}`)).filter(
    (file) => file.endsWith('.wasm') && !file.endsWith('_tests.wasm'),
  )
  if (files.length === 0) cases.push({ name: preset, problem: 'no module was built' })
  for (const file of files) {
    const bytes = readFileSync(at(`build/${preset}/${file}`))
    const found = problems(bytes)
    console.log(
      `${preset}/${file}: ${bytes.length} bytes, ${wanted.size} exports wanted, ${found.join(', ') || 'as wanted'}`,
    )
    cases.push({ name: `${preset}/${file}`, problem: found.join(', ') })
  }
}
writeReport(cases)
process.exitCode = cases.length === 0 || cases.some(({ problem }) => problem) ? 1 : 0
