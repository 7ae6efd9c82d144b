import { randomUUID } from 'node:crypto'
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { GatewayError } from './engine.js'

/** The lock's name in its folder; with something added, the names of files that become locks or were. */
export const lockName = 'tcpless.lock'

/** Another process that has seen the same stale lock has removed it, and with it ours, after this many milliseconds. */
const settling = 100

/** The locks of this process. One with its id that is not among them was left by an earlier process of that id. */
const held = new Set<string>()

function isRunning(pid: number): boolean {
  if (pid === process.pid) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: it runs, as another user.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Undefined when it is not there. */
async function read(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** Makes the lock unless there is one. */
async function place(file: string, content: string): Promise<boolean> {
  // Linked into place when it is whole, so that nobody reads a lock without an owner.
  const draft = `${file}.${randomUUID()}`
  try {
    await writeFile(draft, content)
    await link(draft, file)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  } finally {
    await rm(draft, { force: true })
  }
}

/** Removes the lock with this content. Looked at out of its place: by now it may be another process's. */
async function remove(file: string, content: string): Promise<void> {
  const aside = `${file}.${randomUUID()}`
  try {
    await rename(file, aside)
    if ((await read(aside)) !== content) await link(aside, file).catch(() => {})
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  } finally {
    await rm(aside, { force: true })
  }
}

function inUse(folder: string, owner: number): GatewayError {
  return new GatewayError(
    `${folder} is in use by process ${owner} (if it is not a gateway, remove ${join(folder, lockName)})`,
  )
}

/**
 * Keeps a second process out of a folder with database files: PGlite itself does not, and two at once
 * destroy them. A file `tcpless.lock` in it with the owner's process id and what no other lock has; one left by a
 * process that has ended does not count.
 */
export class FolderLock {
  readonly #file: string
  readonly #content: string

  private constructor(file: string, content: string) {
    this.#file = file
    this.#content = content
  }

  /**
   * Takes a folder, given by its real path, in a tenth of a second. Throws a `GatewayError` when a running process has
   * it or when it cannot be written.
   */
  static async take(folder: string): Promise<FolderLock> {
    const file = join(folder, lockName)
    if (held.has(file)) throw inUse(folder, process.pid)
    held.add(file)
    const content = `${process.pid} ${randomUUID()}\n`
    try {
      for (;;) {
        if (await place(file, content)) {
          await delay(settling)
          if ((await read(file)) === content) return new FolderLock(file, content)
          continue
        }
        const found = await read(file)
        if (found === undefined) continue
        const owner = Number.parseInt(found, 10)
        if (owner > 0 && isRunning(owner)) throw inUse(folder, owner)
        await remove(file, found)
      }
    } catch (error) {
      held.delete(file)
      if (error instanceof GatewayError) throw error
      throw new GatewayError(`cannot write in ${folder} (${(error as NodeJS.ErrnoException).code}): --data needs that`)
    }
  }

  /** Frees the folder. A lock that another process has put in its place stays. */
  async release(): Promise<void> {
    held.delete(this.#file)
    if ((await read(this.#file)) === this.#content) await rm(this.#file, { force: true })
  }
}
