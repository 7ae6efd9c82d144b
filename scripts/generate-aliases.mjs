// Writes build/packages/NAME/: packages that npm `overrides` put in the place of an official driver. They have no code
// of their own, so that an application has one core however it is reached. The build calls writeAliases().
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { at } from './steps.mjs'

/** Name, entry of tcpless, and the package whose place it takes. */
const aliases = [
  { name: 'tcpless-neon', entry: 'tcpless/compat/neon', official: '@neondatabase/serverless' },
  { name: 'tcpless-planetscale', entry: 'tcpless/compat/planetscale', official: '@planetscale/database' },
]

const readme = ({ name, entry, official }, version) => `# ${name}

\`${entry}\` under another name, for npm to put in the place of \`${official}\`:

\`\`\`json
{
  "dependencies": { "${official}": "npm:${name}@${version}" },
  "overrides": { "${official}": "$${official}" }
}
\`\`\`

What it has and what differs is in the documentation of [tcpless](https://www.npmjs.com/package/tcpless).
`

/** Writes all of them, with the version of tcpless. */
export function writeAliases() {
  const { version, license, engines, repository } = JSON.parse(readFileSync(at('package.json'), 'utf8'))
  rmSync(at('build/packages'), { recursive: true, force: true })
  for (const alias of aliases) {
    const { name, entry, official } = alias
    const folder = at(path.join('build/packages', name))
    const text = `export * from '${entry}'\n`
    const manifest = {
      name,
      version,
      description: `${entry} in the place of ${official}`,
      license,
      type: 'module',
      sideEffects: false,
      engines,
      ...(repository && { repository }),
      exports: {
        '.': { types: './index.d.ts', default: './index.js' },
        './package.json': './package.json',
      },
      files: ['index.js', 'index.d.ts'],
      dependencies: { tcpless: version },
    }
    mkdirSync(folder, { recursive: true })
    writeFileSync(path.join(folder, 'package.json'), `${JSON.stringify(manifest, undefined, 2)}\n`)
    writeFileSync(path.join(folder, 'index.js'), text)
    writeFileSync(path.join(folder, 'index.d.ts'), text)
    writeFileSync(path.join(folder, 'README.md'), readme(alias, version))
    copyFileSync(at('LICENSE'), path.join(folder, 'LICENSE'))
  }
}
