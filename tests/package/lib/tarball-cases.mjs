// What is in the tarball, and what its package.json promises.
import { deepStrictEqual, rejects } from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { run } from './processes.mjs'
import { apps, installed, root, tool, Unavailable } from './workspace.mjs'

const read = (file) => readFileSync(path.join(installed, file))
const manifest = () => JSON.parse(read('package.json').toString())

/** @returns {string[]} the files of the installed package */
export function packageFiles() {
  return readdirSync(installed, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.relative(installed, path.join(entry.parentPath, entry.name)))
    .sort()
}

/** Fails with all problems at once. */
export function report(problems) {
  if (problems.length > 0) throw new Error(problems.join('\n'))
}

/** contents.txt as pairs of a line and its regular expression; a line with alternatives becomes several. */
function patterns() {
  const lines = readFileSync(new URL('../contents.txt', import.meta.url), 'utf8').split('\n')
  const alternatives = (line) => {
    const match = /^(.*?)\{([^}]*)\}(.*)$/.exec(line)
    return match ? match[2].split(',').flatMap((word) => alternatives(match[1] + word + match[3])) : [line]
  }
  const quote = (text) => text.replaceAll(/[.+?^$()[\]\\|]/g, '\\$&').replaceAll('*', '[\\w-]+')
  return lines
    .filter((line) => line && !line.startsWith('#'))
    .flatMap(alternatives)
    .map((line) => [line, new RegExp(`^${quote(line)}$`)])
}

function checkFiles() {
  const files = packageFiles()
  const wanted = patterns()
  report([
    ...files.filter((file) => !wanted.some(([, pattern]) => pattern.test(file))).map((file) => `surplus: ${file}`),
    ...wanted.filter(([, pattern]) => !files.some((file) => pattern.test(file))).map(([line]) => `missing: ${line}`),
    ...files.filter((file) => file.endsWith('.js') && !isCurrent(file)).map((file) => `has no source: ${file}`),
  ])
  return `${files.length} files`
}

/** A link of a page leads to a file of the package, or away from it by `https:`. */
function checkLinks() {
  const files = new Set(packageFiles())
  const pages = [...files].filter((file) => file.endsWith('.md'))
  const linksOf = (page) =>
    [
      ...read(page)
        .toString()
        .matchAll(/\]\((?!https?:|#)([^)#\s]+)/g),
    ].map(([, link]) => link)
  const links = pages.flatMap((page) => linksOf(page).map((link) => [page, link]))
  report(
    links
      .filter(([page, link]) => !files.has(path.posix.join(path.posix.dirname(page), link)))
      .map(([page, link]) => `${page} links to ${link}, which is not in the package`),
  )
  return `${links.length} links in ${pages.length} pages`
}

/** Old output of a source that is gone must not ship. */
function isCurrent(file) {
  const source = file.replace(/^dist\//, '').replace(/\.js$/, '.ts')
  return file.startsWith('dist/bindings/load/') || existsSync(path.join(root, source))
}

/** Scripts that npm runs by itself: https://docs.npmjs.com/cli/using-npm/scripts#life-cycle-scripts */
const lifecycle = /^(pre|post)?(install|prepare|pack|publish|publishOnly|prepublish|dependencies|uninstall|version)$/

function checkManifest() {
  const { scripts = {}, imports, exports, bin, ...rest } = manifest()
  const dependencies = ['optionalDependencies', 'bundleDependencies', 'bundledDependencies']
  const targets = [...leaves(imports), ...leaves(exports), ...leaves(bin)]
  const required = Object.keys(rest.peerDependencies ?? {}).filter(
    (name) => !rest.peerDependenciesMeta?.[name]?.optional,
  )
  report([
    ...Object.keys(scripts)
      .filter((name) => lifecycle.test(name))
      .map((name) => `lifecycle script ${name}`),
    ...dependencies.filter((name) => Object.keys(rest[name] ?? {}).length > 0).map((name) => `has ${name}`),
    ...required.map((name) => `peer dependency ${name} is not optional`),
    ...targets
      .filter((file) => !packageFiles().some((one) => globs(file).test(one)))
      .map((file) => `${file} is missing`),
  ])
  // kysely for its types, the others for the command line: no bundle has any of them, as other cases see.
  deepStrictEqual(Object.keys(rest.dependencies).sort(), ['jsonc-parser', 'kysely', 'smol-toml'])
  const neighbours = readdirSync(path.join(apps, 'node_modules')).filter((name) => !name.startsWith('.'))
  const installed = ['jsonc-parser', 'kysely', 'smol-toml', 'tcpless']
  deepStrictEqual(neighbours.sort(), installed, 'installing the tarball installed more than the package')
}

const leaves = (tree) => (typeof tree === 'string' ? [tree] : Object.values(tree).flatMap(leaves))
const globs = (file) => new RegExp(`^${path.posix.normalize(file).replaceAll('.', '\\.').replaceAll('*', '[^/]+')}$`)

/** The module in the code is the module beside it, and no file tells where it was built. */
function checkModules() {
  const problems = []
  for (const file of packageFiles()) {
    const bytes = read(file)
    if (bytes.includes(root)) problems.push(`${file} holds a path of this machine`)
    const name = /load\/bytes\/(\w+)\.js$/.exec(file)?.[1]
    if (name && !bytes.includes(read(`dist/wasm/${name}.wasm`).toString('base64'))) {
      problems.push(`${file} holds another module than dist/wasm/${name}.wasm`)
    }
  }
  report(problems)
}

// Bytes. A service that is added, or a wider core, may raise them, by a decision and not by accident.
const ceilings = {
  tarball: 850_000,
  'neon.wasm, gzipped': 40_000,
  'd1.wasm, gzipped': 25_000,
  'd1_rest.wasm, gzipped': 30_000,
  'planetscale.wasm, gzipped': 33_000,
  'builder.wasm, gzipped': 14_000,
}

function checkSizes({ tarball }) {
  const sizes = { tarball: statSync(tarball).size }
  for (const name of ['neon', 'd1', 'd1_rest', 'planetscale', 'builder', 'all']) {
    sizes[`${name}.wasm, gzipped`] = gzipSync(read(`dist/wasm/${name}.wasm`), { level: 9 }).length
  }
  report(
    Object.entries(ceilings)
      .filter(([name, most]) => sizes[name] > most)
      .map(([name]) => `${name}: ${sizes[name]}`),
  )
  return Object.entries(sizes)
    .map(([name, size]) => `${name}: ${size}`)
    .join(', ')
}

async function checkCommand({ options }) {
  const { version } = manifest()
  const command = path.join(apps, 'node_modules/.bin/tcpless')
  const printed = await run([command, '--version'], options)
  deepStrictEqual(printed.trim(), version)
  const help = await run([command, 'types', '--help'], options)
  deepStrictEqual(help.split('\n')[0], "tcpless types: the TypeScript of a database's tables")
  // The libraries that read it are there.
  const configurations = {
    'wrangler.toml': '[[d1_databases]]\nbinding = "TOML"',
    'wrangler.jsonc': '{ "d1_databases": [{ "binding": "JSONC", },] }',
  }
  for (const [name, text] of Object.entries(configurations)) {
    const cwd = path.join(apps, 'types', name)
    mkdirSync(cwd, { recursive: true })
    writeFileSync(path.join(cwd, name), text)
    const found = new RegExp(`no such database, but ${path.extname(name).slice(1).toUpperCase()}`)
    await rejects(run([command, 'types', '--d1', 'NONE'], { ...options, cwd }), found)
  }
}

/** It has every dependency that the package brings along, and none of its tools. */
async function checkBill({ options }) {
  const isDebian = spawnSync('dpkg-query', ['-W', 'wasi-libc', 'clang-22']).status === 0
  if (!isDebian) throw new Unavailable("the toolchain is not Debian's")
  const text = await run(['node', path.join(root, 'scripts/release.mjs'), 'sbom'], { ...options, cwd: root })
  // npm may have something to say before.
  const { components, dependencies } = JSON.parse(text.slice(text.indexOf('{\n')))
  const shipped = Object.keys(manifest().dependencies).sort()
  const fromNpm = components.filter(({ purl }) => purl?.startsWith('pkg:npm/'))
  deepStrictEqual(fromNpm.map(({ name }) => name).sort(), shipped)
  const own = dependencies.find(({ ref }) => ref.startsWith('tcpless@'))
  deepStrictEqual(own.dependsOn.map((ref) => ref.split('@')[0]).sort(), shipped)
}

export const tarballCases = {
  'contents of the tarball': { check: checkFiles },
  'links of the papers': { check: checkLinks },
  'package.json': { check: checkManifest },
  modules: { check: checkModules },
  sizes: { check: checkSizes },
  'the command tcpless': { check: checkCommand },
  'bill of materials': { check: checkBill },
  publint: { check: ({ tarball, options }) => run([tool('publint'), tarball, '--strict'], options) },
  attw: { check: ({ tarball, options }) => run([tool('attw'), tarball, '--profile', 'esm-only'], options) },
}
