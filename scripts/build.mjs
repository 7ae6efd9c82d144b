// What can be built, and how. Each build runs at most once in a command.
import { copyFileSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import path from 'node:path'
import { writeAliases } from './generate-aliases.mjs'
import { writeLayout } from './generate-layout.mjs'
import { writeLoaders } from './generate-loaders.mjs'
import { at, step, task } from './steps.mjs'

/** The TypeScript projects of the package, in the order of the build. */
export const projects = ['tsconfig.json', 'tsconfig.gateway.json']

const jobs = process.env.TCPLESS_JOBS ?? '2'

/** Configures and builds a CMake preset; Ninja does only what changed. */
const cmake = (preset) => () =>
  step(`build: ${preset}`, [
    ...['bash', '-c', 'cmake --preset "$0" && cmake --build --preset "$0" -j "$1"'],
    preset,
    jobs,
  ])

/** dist/: the package as it ships, from the modules of the wasi build and the TypeScript sources. */
async function distribution() {
  await build('wasi')
  const begin = Date.now()
  await task('build: layout', writeLayout)
  for (const project of projects) {
    await step(`build: TypeScript, ${project}`, [at('node_modules/.bin/tsc'), '-p', project])
  }
  await task('build: modules and loaders', () => {
    const names = readdirSync(at('build/wasi'))
      .filter((file) => file.endsWith('.wasm'))
      .map((file) => path.basename(file, '.wasm'))
    mkdirSync(at('dist/wasm'), { recursive: true })
    for (const name of names) copyFileSync(at(`build/wasi/${name}.wasm`), at(`dist/wasm/${name}.wasm`))
    writeLoaders(names)
    removeOlder(at('dist'), begin)
    writeAliases()
  })
}

/** Every file is written anew, so one that is older than the build has lost its source and would still be published. */
function removeOlder(folder, time) {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath ?? entry.path, entry.name)
    // A second for file systems that keep no finer times.
    if (entry.isFile() && statSync(file).mtimeMs < time - 1000) rmSync(file)
  }
}

const builds = {
  native: cmake('native'),
  wasi: cmake('wasi'),
  emscripten: cmake('emscripten'),
  fuzz: cmake('fuzz'),
  work: cmake('work'),
  dist: distribution,
}

const started = new Map()

/**
 * @param {keyof typeof builds} name
 * @returns {Promise<void>} rejects, each time, when the build fails
 */
export function build(name) {
  if (!started.has(name)) started.set(name, builds[name]())
  return started.get(name)
}
