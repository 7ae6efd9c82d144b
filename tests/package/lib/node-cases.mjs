// The package in Node, as it is and through bundlers that make one file of it.
import { deepStrictEqual } from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expected, expectedD1Rest, expectedPlanetscale } from '../fixtures/shared/expected.js'
import { compareBodies } from './bodies.mjs'
import { withPlanetscale } from './planetscale.mjs'
import { run } from './processes.mjs'
import { platformProgram, tool } from './workspace.mjs'

/** Runs a program that prints the bodies of its routes. */
async function checkProgram(file, { options }, node = 'node', routes = expected) {
  const printed = await run([node, file], options)
  compareBodies(JSON.parse(printed.trim().split('\n').at(-1)), routes)
}

/** The same for one that prints those of PlanetScale. */
const checkPlanetscale = (file, { options }) =>
  withPlanetscale(options, (given) => checkProgram(file, { options: given }, 'node', expectedPlanetscale))

const oldestNode = () => platformProgram(`node-${process.platform}-${process.arch}`, 'bin/node')

/** Bundles fixtures/esbuild/main.js for Node, looks at what went into the bundle, and runs it. */
async function esbuild(context, format, outfile) {
  const { cwd } = context.options
  const command = [tool('esbuild'), 'main.js', '--bundle', '--minify', '--platform=node', '--metafile=out/meta.json']
  await run([...command, `--format=${format}`, `--outfile=${outfile}`], context.options)
  checkInputs(path.join(cwd, 'out/meta.json'))
  await checkProgram(outfile, context)
}

/** Bundles d1-rest.js of a fixture, which needs no server, and compares what it prints. */
async function checkD1Rest(file, { options }) {
  const printed = await run(['node', file], options)
  deepStrictEqual(JSON.parse(printed.trim().split('\n').at(-1)), expectedD1Rest)
}

/** A bundle of one entry holds that entry's module alone, nothing of the gateway and no other package. */
export function checkInputs(metafile, module = 'neon') {
  const files = Object.keys(JSON.parse(readFileSync(metafile, 'utf8')).inputs)
  const foreign = new RegExp(`node_modules/(?!tcpless/)|/gateway/|/load/\\w[\\w-]*/(?!${module}\\.js)`)
  const bad = files.filter((file) => foreign.test(file))
  if (bad.length > 0) throw new Error(`the bundle holds ${bad.join(', ')}`)
  if (!files.some((file) => file.includes('/load/'))) throw new Error('the bundle holds no module')
}

export const nodeCases = {
  Node: { fixture: 'node', check: (context) => checkProgram('main.js', context) },
  'Node, require()': { fixture: 'node', check: (context) => checkProgram('main.cjs', context) },
  'Node, a module of its own': { fixture: 'node', check: (context) => checkProgram('own-module.js', context) },
  'Node, Xata and PlanetScale Postgres': { fixture: 'node', check: (context) => checkProgram('providers.js', context) },
  'Node, PlanetScale': { fixture: 'node', check: (context) => checkPlanetscale('planetscale.js', context) },
  'Node 22.0, the oldest': { fixture: 'node', check: (context) => checkProgram('main.js', context, oldestNode()) },
  'esbuild for Node, ESM': { fixture: 'esbuild', check: (context) => esbuild(context, 'esm', 'out/main.mjs') },
  'esbuild for Node, CommonJS': { fixture: 'esbuild', check: (context) => esbuild(context, 'cjs', 'out/main.cjs') },
  "esbuild for Node, D1's REST API": {
    fixture: 'esbuild',
    async check(context) {
      const command = [tool('esbuild'), 'd1-rest.js', '--bundle', '--minify', '--platform=node', '--format=esm']
      await run([...command, '--metafile=out/d1-rest.json', '--outfile=out/d1-rest.mjs'], context.options)
      checkInputs(path.join(context.options.cwd, 'out/d1-rest.json'), 'd1_rest')
      await checkD1Rest('out/d1-rest.mjs', context)
    },
  },
  'the builder: what it compiles, its types, and its bundle': {
    fixture: 'builder',
    async check({ options }) {
      for (const check of ['false', 'true']) await run([tool('tsc'), '-p', '.', '--skipLibCheck', check], options)
      const command = [tool('esbuild'), 'main.ts', '--bundle', '--minify', '--platform=node', '--format=esm']
      await run([...command, '--metafile=out/meta.json', '--outfile=out/main.mjs'], options)
      // Nothing of Kysely, whose types it has.
      checkInputs(path.join(options.cwd, 'out/meta.json'), '(?:neon|builder)')
      const { sql, parameters } = JSON.parse(await run(['node', 'out/main.mjs'], options))
      deepStrictEqual(parameters, [1000])
      deepStrictEqual(
        sql,
        'select "id", "name", (select to_json(obj) from (select "country"."id" from "country" where "capital_id" = ' +
          '"city"."id") as obj) as "of", "people" / 2 as "half" from "city" where "people" > $1',
      )
    },
  },
  'esbuild for Node, PlanetScale': {
    fixture: 'esbuild',
    async check(context) {
      const command = [tool('esbuild'), 'planetscale.js', '--bundle', '--minify', '--platform=node', '--format=esm']
      await run([...command, '--metafile=out/planetscale.json', '--outfile=out/planetscale.mjs'], context.options)
      checkInputs(path.join(context.options.cwd, 'out/planetscale.json'), 'planetscale')
      await checkPlanetscale('out/planetscale.mjs', context)
    },
  },
  'Vite, SSR with noExternal': {
    fixture: 'vite',
    async check(context) {
      await run([tool('vite'), 'build'], context.options)
      const bundle = readFileSync(path.join(context.options.cwd, 'out/main.js'), 'utf8')
      if (/from\s*["']tcpless/.test(bundle)) throw new Error('Vite left the import of tcpless in its output')
      await checkProgram('out/main.js', context)
    },
  },
  webpack: {
    fixture: 'webpack',
    async check(context) {
      await run(['node', 'build.mjs'], context.options)
      await checkProgram('out/main.cjs', context)
    },
  },
  "webpack, D1's REST API": {
    fixture: 'webpack',
    async check(context) {
      await run(['node', 'build.mjs', 'd1-rest'], context.options)
      await checkD1Rest('out/d1-rest.cjs', context)
    },
  },
  'types, as TypeScript resolves them for bundlers': {
    fixture: '',
    check: ({ options }) => run([tool('tsc'), '-p', 'tsconfig.bundler.json'], options),
  },
  'types, as TypeScript resolves them for Node': {
    fixture: '',
    check: ({ options }) => run([tool('tsc'), '-p', 'tsconfig.node.json'], options),
  },
  'types, without those of a browser': {
    fixture: '',
    check: ({ options }) => run([tool('tsc'), '-p', 'tsconfig.no-dom.json'], options),
  },
}
