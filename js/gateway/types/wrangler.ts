import { createHash, createHmac } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { GatewayError } from '../engine.js'
import { type D1Entry, readD1Entries } from './wrangler-config.js'

/** Where wrangler and miniflare keep D1's files, under the folder of the configuration. */
const stateFolder = '.wrangler/state/v3/d1/miniflare-D1DatabaseObject'

/**
 * The name of the file of a database: that of the object in which workerd keeps it, as `idFromName` makes it of the
 * class's key and the database's id.
 */
function fileName(id: string): string {
  const key = createHash('sha256').update('miniflare-D1DatabaseObject').digest()
  const name = createHmac('sha256', key).update(id).digest().subarray(0, 16)
  const check = createHmac('sha256', key).update(name).digest().subarray(0, 16)
  return `${Buffer.concat([name, check]).toString('hex')}.sqlite`
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  )
}

async function findEntry(name: string, folder: string): Promise<D1Entry> {
  const entries = await readD1Entries(folder)
  if (entries === undefined)
    throw new GatewayError(`--d1 ${name}: there is neither that file nor a wrangler.jsonc here`)
  const entry = entries.find(({ binding, database_name, database_id }) =>
    [binding, database_name, database_id].includes(name),
  )
  if (entry !== undefined) return entry
  const bindings = entries.flatMap(({ binding }) => binding ?? [])
  const known = [...new Set(bindings)].join(', ')
  throw new GatewayError(`--d1 ${name}: wrangler's configuration has no such database${known && `, but ${known}`}`)
}

/**
 * The file of a D1 database on this machine: a file by its path, or what `wrangler dev` keeps for a binding, name or
 * id. Throws a `GatewayError` when there is none.
 *
 * @param folder where the configuration of wrangler is
 */
export async function localD1File(name: string, folder: string): Promise<string> {
  const path = resolve(folder, name)
  if (await isFile(path)) return path
  const { binding, database_id, preview_database_id } = await findEntry(name, folder)
  const file = join(folder, stateFolder, fileName(preview_database_id ?? database_id ?? binding ?? ''))
  if (await isFile(file)) return file
  throw new GatewayError(
    `--d1 ${name}: wrangler keeps no data of it in ${stateFolder}: run its migrations with --local first, or give the file`,
  )
}

/** The id at Cloudflare of a D1 database by its binding, name or id. Throws a `GatewayError` when there is none. */
export async function remoteD1Id(name: string, folder: string): Promise<string> {
  if (/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(name)) return name
  const { database_id } = await findEntry(name, folder)
  if (database_id === undefined)
    throw new GatewayError(`--d1 ${name}: wrangler's configuration has no database_id of it`)
  return database_id
}
