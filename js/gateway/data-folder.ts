import { mkdir, readdir, readFile, realpath, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { GatewayError } from './engine.js'
import { FolderLock, lockName } from './folder-lock.js'

/** A folder for PGlite's files, locked. */
export interface DataFolder {
  /** Without symbolic links, which PGlite does not follow. */
  readonly path: string
  readonly lock: FolderLock
  /** The major version of PostgreSQL whose files are there; undefined when there are none yet. */
  readonly version: string | undefined
}

/** What may be in a folder without its being in use: hidden files, locks, and what a new file system has. */
function isNobodys(name: string): boolean {
  return name.startsWith('.') || name.startsWith(lockName) || name === 'lost+found'
}

async function versionIn(path: string): Promise<string | undefined> {
  return (await readFile(join(path, 'PG_VERSION'), 'utf8').catch(() => undefined))?.trim()
}

/** PGlite overwrites what it finds. */
async function refuseOtherFiles(path: string): Promise<void> {
  if ((await versionIn(path)) !== undefined) return
  if ((await readdir(path)).every(isNobodys)) return
  throw new GatewayError(
    `${path} has files that are not PGlite's: --data needs a new or empty folder, or one that PGlite made`,
  )
}

function failure(path: string, error: unknown): GatewayError {
  if (error instanceof GatewayError) return error
  return new GatewayError(`cannot use the folder ${path} (${(error as NodeJS.ErrnoException).code})`)
}

/**
 * Makes a folder if it is missing, for this user alone, and takes it. Throws a `GatewayError`, and leaves all as it was,
 * when it has other files than PGlite's, is in use, or cannot be written.
 */
export async function openDataFolder(folder: string): Promise<DataFolder> {
  if (folder === '') throw new GatewayError('--data needs a folder')
  const given = resolve(folder)
  try {
    const found = await stat(given).catch(() => undefined)
    if (found?.isDirectory() === false) throw new GatewayError(`--data needs a folder, and ${given} is a file`)
    await mkdir(given, { recursive: true, mode: 0o700 })
    const path = await realpath(given)
    // A gateway that is making its files has a lock there.
    if (!(await readdir(path)).includes(lockName)) await refuseOtherFiles(path)
    const lock = await FolderLock.take(path)
    try {
      await refuseOtherFiles(path)
      return { path, lock, version: await versionIn(path) }
    } catch (error) {
      await lock.release()
      throw error
    }
  } catch (error) {
    throw failure(given, error)
  }
}
