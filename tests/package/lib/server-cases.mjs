// The package in other runtimes and frameworks, which serve it themselves.
import { checkServer } from './bodies.mjs'
import { run } from './processes.mjs'
import { platformProgram, tool } from './workspace.mjs'

const { platform, arch } = process
const bun = () => platformProgram(`@oven/bun-${platform}-${arch === 'arm64' ? 'aarch64' : arch}`, 'bin/bun')
const deno = () => platformProgram(`@deno/${platform}-${arch}${platform === 'linux' ? '-glibc' : ''}`, 'deno')

const withPort = (command) => (port) => ['env', `PORT=${port}`, ...command]

export const serverCases = {
  'Next, edge and node routes': {
    fixture: 'next',
    async check({ options }) {
      await run([tool('next'), 'build', '--turbopack'], { ...options, minutes: 4 })
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
