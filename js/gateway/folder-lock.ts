import { link, readFile, rm, writeFile } from 'node:fs/promises'
import { GatewayError } from './engine.js'

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: it runs, as another user.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/**
 * Keeps a second process out of a folder with database files: PGlite itself does not, and two at once
 * destroy them. A file `FOLDER.lock` with the owner's process id; one left by a process that has ended
 * does not count.
 */
export class FolderLock {
  readonly #file: string

  private constructor(file: string) {
    this.#file = file
  }

  /** Throws a `GatewayError` when a running process has the folder. */
  static async take(folder: string): Promise<FolderLock> {
    const file = `${folder}.lock`
    for (;;) {
      // Linked into place when it is whole, so that nobody reads a lock without an owner.
      const draft = `${file}.${process.pid}`
      await writeFile(draft, String(process.pid))
      try {
        await link(draft, file)
        return new FolderLock(file)
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      } finally {
        await rm(draft, { force: true })
      }
      const owner = Number(await readFile(file, 'utf8').catch(() => ''))
      if (owner > 0 && isRunning(owner)) {
        throw new GatewayError(`${folder} is in use by process ${owner} (if it is not a gateway, remove ${file})`)
      }
      await rm(file, { force: true })
    }
  }

  async release(): Promise<void> {
    await rm(this.#file, { force: true })
  }
}
