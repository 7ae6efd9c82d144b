/** What throw-away database servers for tests have in common: whose they are, where they listen, how they start and end. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, closeSync, openSync, readFileSync, rmSync } from 'node:fs'
import { access, mkdtemp } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

const portAttempts = 5

/** Whom to run a server as: nobody when we are root, ourselves otherwise. */
function account(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {}
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith('nobody:'))
  const [, , uid, gid] = line?.split(':') ?? []
  if (uid === undefined || gid === undefined) throw new Error('no user nobody to run a database server as')
  return { uid: Number(uid), gid: Number(gid) }
}

/** A loopback port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const probe = createServer()
  probe.listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  await once(probe, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

/** True when there is a file of this path. */
export function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}

/** A server to start. */
export interface ServerProgram {
  /** As errors call it. */
  readonly name: string
  readonly program: string
  args(port: number): string[]
  /** True once it takes connections. */
  isReady(log: string): boolean | Promise<boolean>
  /** In milliseconds. */
  readonly startTimeout: number
  /** Ends it at once. */
  readonly stopSignal: NodeJS.Signals
  /** What it logs when another program has its port. */
  readonly portTaken: string
}

/** A server that takes connections. */
export interface Launched {
  readonly port: number
  readonly pid: number
  /** What it has logged so far. */
  log(): string
  /** Ends it by its process id, and removes its folder. */
  stop(): Promise<void>
}

/** The folder of one server, which belongs to its account. */
export class ServerFolder {
  readonly path: string
  /** What programs of the server run with. */
  readonly run: { readonly cwd: string; readonly env: Record<string, string>; uid?: number; gid?: number }

  private constructor(path: string) {
    this.path = path
    // A server that starts removes what it takes for left over where temporary files are, of other servers too.
    const env = { PATH: process.env.PATH ?? '', LC_ALL: 'C.UTF-8', TZ: 'UTC', TMPDIR: path }
    this.run = { ...account(), cwd: path, env }
    this.give(path)
  }

  static async make(name: string): Promise<ServerFolder> {
    return new ServerFolder(await mkdtemp(join(tmpdir(), `tcpless-${name}-`)))
  }

  /** Makes a file the server's own. */
  give(path: string): void {
    const { uid, gid } = this.run
    if (uid !== undefined && gid !== undefined) chownSync(path, uid, gid)
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true })
  }

  /** Starts a server on a free port. Throws an error with its log when it does not start. */
  async launch(server: ServerProgram): Promise<Launched> {
    const logFile = join(this.path, 'log')
    const log = () => readFileSync(logFile, 'utf8')
    for (let attempt = 1; ; attempt += 1) {
      const port = await freePort()
      const output = openSync(logFile, 'w')
      const child = spawn(server.program, server.args(port), { ...this.run, stdio: ['ignore', output, output] })
      closeSync(output)
      // Also when a test runner ends without stopping it.
      const atExit = (): void => {
        child.kill(server.stopSignal)
        this.remove()
      }
      process.once('exit', atExit)
      const stop = async (): Promise<void> => {
        process.off('exit', atExit)
        if (hasEnded(child)) return
        const ended = once(child, 'exit')
        child.kill(server.stopSignal)
        await ended
      }
      if (await becomesReady(child, server, log)) {
        return {
          port,
          pid: child.pid ?? 0,
          log,
          stop: async () => {
            await stop()
            this.remove()
          },
        }
      }
      await stop()
      // Another program took the port between asking for it and using it.
      if (attempt < portAttempts && log().includes(server.portTaken)) continue
      throw new Error(`${server.name} did not start:\n${log()}`)
    }
  }
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null
}

/** True once the server takes connections, false when it ended instead or takes too long. */
async function becomesReady(child: ChildProcess, server: ServerProgram, log: () => string): Promise<boolean> {
  const deadline = Date.now() + server.startTimeout
  while (Date.now() < deadline && !hasEnded(child)) {
    if (await server.isReady(log())) return true
    await delay(20)
  }
  return false
}
