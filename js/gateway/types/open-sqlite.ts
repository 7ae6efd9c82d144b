import { access, constants, open, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { GatewayError } from '../engine.js'
import { reasonOf, type Source } from './source.js'

/** `node:sqlite` without the word on standard error that it is experimental. */
async function loadSqlite(): Promise<typeof import('node:sqlite')> {
  const { emitWarning } = process
  process.emitWarning = () => {}
  try {
    return await import('node:sqlite')
  } catch {
    throw new GatewayError('SQLite needs node:sqlite of Node.js 22.16 or newer')
  } finally {
    process.emitWarning = emitWarning
  }
}

/** SQLITE_READONLY and SQLITE_CANTOPEN, which are the low byte of more exact codes. */
const closedCodes: readonly number[] = [8, 14]

/** True for a file in WAL mode: https://www.sqlite.org/fileformat.html#file_format_version_numbers */
async function isWal(path: string): Promise<boolean> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 18)
    return bytesRead === 2 && buffer[1] === 2
  } finally {
    await file.close()
  }
}

/** Why a file cannot be used. SQLite says the same of many faults. */
async function explain(path: string, error: unknown): Promise<string> {
  const isClosed = closedCodes.includes(Number((error as { errcode?: unknown }).errcode) & 0xff)
  if (!isClosed || !(await isWal(path).catch(() => false))) return reasonOf(error)
  const canWrite = await access(dirname(path), constants.W_OK).then(
    () => true,
    () => false,
  )
  if (canWrite) return reasonOf(error)
  return 'it is in WAL mode, for which SQLite makes files beside it, and its folder cannot be written; copy it elsewhere'
}

/** Opens a SQLite file to read it alone. Throws a `GatewayError` when it is none. */
export async function openSqlite(file: string): Promise<Source> {
  const path = resolve(file)
  const isFile = await stat(path).then(
    (found) => found.isFile(),
    () => false,
  )
  if (!isFile) throw new GatewayError(`there is no file ${file}`)
  const { DatabaseSync } = await loadSqlite()
  try {
    const database = new DatabaseSync(path, { readOnly: true, timeout: 5_000 })
    // Whether it is a database shows only now.
    database.exec('select name from sqlite_schema limit 1')
    return {
      dialect: 'SQLite',
      description: `SQLite ${process.versions.sqlite ?? ''} at ${path}`,
      rows: async (sql) => {
        const statement = database.prepare(sql)
        statement.setReturnArrays(true)
        statement.setReadBigInts(true)
        const rows = statement.all() as unknown as unknown[][]
        return rows.map((cells) => cells.map((cell) => (cell === null ? null : String(cell))))
      },
      close: async () => database.close(),
    }
  } catch (error) {
    throw new GatewayError(`cannot use ${file} as a SQLite database: ${await explain(path, error)}`)
  }
}
