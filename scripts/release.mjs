// What a release says of itself, on the standard output:
//
//   node scripts/release.mjs sbom    a CycloneDX bill of materials, with the compilers and what they linked in
//   node scripts/release.mjs notes   this version's part of CHANGELOG.md and the SHA-256 of every module
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { at, root } from './steps.mjs'

const output = (file, ...args) =>
  execFileSync(file, args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }).trim()

/** Debian's packages that make the modules; of those with licences, parts are in them (THIRD_PARTY_LICENSES.md). */
const toolchain = [
  { name: 'clang-22' },
  { name: 'lld-22' },
  { name: 'binaryen' },
  { name: 'wasi-libc', licenses: ['CC0-1.0', 'MIT'] },
  { name: 'libc++-22-dev-wasm32', licenses: ['Apache-2.0 WITH LLVM-exception'] },
  { name: 'libc++abi-22-dev-wasm32' },
  { name: 'libclang-rt-22-dev-wasm32' },
]

/** The example is a workspace here and no part of the package. */
const isExample = (ref) => ref.startsWith('tcpless-example@')

const isForDevelopment = ({ properties = [] }) =>
  properties.some(({ name, value }) => name === 'cdx:npm:package:development' && value === 'true')

function sbom() {
  // Not with --omit=dev, which leaves out what a tool here depends on too, as several do on kysely.
  const bill = JSON.parse(output('npm', 'sbom', '--sbom-format=cyclonedx'))
  const known = toolchain.map(({ name, licenses }) => ({
    type: licenses ? 'library' : 'application',
    name,
    // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg's own format
    version: output('dpkg-query', '-W', '-f', '${Version}', name),
    ...(licenses && { licenses: licenses.map((expression) => ({ license: { name: expression } })) }),
  }))
  const shipped = bill.components.filter(
    (component) => !isExample(component['bom-ref']) && !isForDevelopment(component),
  )
  const refs = new Set([bill.metadata.component, ...shipped].map((component) => component['bom-ref']))
  bill.components = [...shipped, ...known.filter(({ type }) => type === 'library')]
  bill.dependencies = bill.dependencies
    .filter(({ ref }) => refs.has(ref))
    .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((other) => refs.has(other)) }))
  // npm names the component after the folder.
  bill.metadata.component.name = 'tcpless'
  const tools = bill.metadata.tools
  const applications = [
    ...(Array.isArray(tools)
      ? tools.map(({ vendor, name, version }) => ({ type: 'application', publisher: vendor, name, version }))
      : (tools?.components ?? [])),
    ...known.filter(({ type }) => type === 'application'),
  ]
  bill.metadata.tools = { components: applications }
  return JSON.stringify(bill, undefined, 2)
}

function notes() {
  const { version } = JSON.parse(readFileSync(at('package.json'), 'utf8'))
  const changes = readFileSync(at('CHANGELOG.md'), 'utf8')
    .split(/^(?=## )/m)
    .find((section) => section.startsWith(`## ${version}`))
  if (!changes) throw new Error(`CHANGELOG.md says nothing about ${version}`)
  const sums = readdirSync(at('dist/wasm'))
    .sort()
    .map((file) => [
      file,
      createHash('sha256')
        .update(readFileSync(at(`dist/wasm/${file}`)))
        .digest('hex'),
    ])
  return [
    changes.replace(/^## .*\n+/, '').trim(),
    '',
    '| module | SHA-256 |',
    '|---|---|',
    ...sums.map(([file, sum]) => `| \`${file}\` | \`${sum}\` |`),
  ].join('\n')
}

const reports = { sbom, notes }
const report = reports[process.argv[2]]
if (!report) throw new Error(`usage: node scripts/release.mjs ${Object.keys(reports).join(' | ')}`)
console.log(report())
