// The package in other runtimes and frameworks, which serve it themselves.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { checkServer } from './bodies.mjs'
import { run } from './processes.mjs'
import { platformProgram, tool } from './workspace.mjs'

const { platform, arch } = process
const bun = () => platformProgram(`@oven/bun-${platform}-${arch === 'arm64' ? 'aarch64' : arch}`, 'bin/bun')
const deno = () => platformProgram(`@deno/${platform}-${arch}${platform === 'linux' ? '-glibc' : ''}`, 'deno')

const withPort = (command) => (port) => ['env', `PORT=${port}`, ...command]

/**
 * Next's own server compiles bytes in an edge route, where Vercel's refuses to: so the module must be one of the files
 * that Next hands over.
 */
function checkEdgeModules(manifest) {
  const [edge] = Object.values(JSON.parse(readFileSync(manifest, 'utf8')).functions)
  const modules = edge.wasm.map(({ filePath }) => path.basename(filePath))
  if (modules.length !== 1 || !/_neon_\w+\.wasm$/.test(modules[0])) {
    throw new Error(`the modules of the edge route are [${modules.join(', ')}]`)
  }
}

export const serverCases = {
  'Next, edge and node routes': {
    fixture: 'next',
    async check({ options }) {
      await run([tool('next'), 'build', '--turbopack'], { ...options, minutes: 6 })
      checkEdgeModules(path.join(options.cwd, '.next/server/middleware-manifest.json'))
      const start = (port) => [tool('next'), 'start', '-H', '127.0.0.1', '-p', `${port}`]
      await checkServer(start, options, { prefixes: ['api/edge/', 'api/node/'] })
    },
  },
  Bun: {
    fixture: 'bun',
    check: ({ options }) => checkServer(withPort([bun(), '--no-install', 'main.ts']), options),
  },
  Deno: {
    fixture: 'deno',
    // Neither files nor environment but the variable it reads: the package asks for nothing else.
    check: ({ options }) =>
      checkServer(
        (port) => [
          ...[deno(), 'serve', '--no-prompt', '--cached-only', '--allow-net', '--allow-env=DATABASE_URL'],
          ...['--host', '127.0.0.1', '--port', `${port}`, 'main.ts'],
        ],
        options,
      ),
  },
  'Hono, Node': {
    fixture: 'hono',
    check: ({ options }) => checkServer(withPort(['node', 'src/node.ts']), options),
  },
}
