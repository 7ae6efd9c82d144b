import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
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

/** Opens a SQLite file to read it alone. Throws a `GatewayError` when it is none. */
export async function openSqlite(file: string): Promise<Source> {
  const path = resolve(file)
  const isFile = await stat(path).then(
    (found) => found.isFile(),
    () => false,
  )
  if (!isFile) throw new GatewayError(`there is no file ${file}`)
  const { DatabaseSync } = await loadSqlite()
  const unusable = (error: unknown): GatewayError =>
    new GatewayError(`cannot use ${file} as a SQLite database: ${reasonOf(error)}`)
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
    throw unusable(error)
  }
}
