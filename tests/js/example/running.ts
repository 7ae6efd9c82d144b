import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startMariadb } from '../../services/mariadb.js'

export const root = join(import.meta.dirname, '../../..')

/** What `npm start` runs once everything is built. */
export function launch(...args: string[]): ChildProcess {
  return spawn(process.execPath, [join(root, 'scripts/start.mjs'), ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

/** All that a process prints, as it comes. */
export function outputOf(child: ChildProcess): () => string {
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  }
  return () => output
}

/** Waits until the page works; throws with the output when the process ends before. */
export async function ready(child: ChildProcess, output: () => string): Promise<void> {
  const ended = once(child, 'close').then(() => {
    throw new Error(output())
  })
  const appeared = new Promise<void>((resolve) => {
    child.stdout?.on('data', () => {
      if (output().includes('Ready:')) resolve()
    })
  })
  await Promise.race([appeared, ended])
  ended.catch(() => {})
}

export interface Example {
  readonly url: string
  /** The connection string of the gateway. */
  readonly databaseUrl: string
  /** The arguments for another one with the same local D1. */
  readonly args: string[]
  stop(): Promise<void>
}

/** The example on a free port, with a state and a MariaDB of its own. */
export async function startExample(): Promise<Example> {
  const folder = await mkdtemp(join(tmpdir(), 'tcpless-example-'))
  const port = await freePort()
  const variables = join(folder, 'variables')
  const state = ['--state', join(folder, 'state')]
  const mariadb = await startMariadb()
  const child = launch('--port', String(port), '--variables', variables, '--mysql', mariadb.url, ...state)
  await ready(child, outputOf(child))
  const databaseUrl = /^DATABASE_URL=(.*)$/m.exec(await readFile(variables, 'utf8'))?.[1] ?? ''
  return {
    url: `http://localhost:${port}`,
    databaseUrl,
    args: [...state, '--variables', join(folder, 'other-variables')],
    async stop() {
      child.kill('SIGINT')
      if (child.exitCode === null) await once(child, 'close')
      await mariadb.stop()
      await rm(folder, { recursive: true })
    },
  }
}

export async function freePort(): Promise<number> {
  const server = createServer()
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  return port
}
