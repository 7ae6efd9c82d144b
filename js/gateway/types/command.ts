import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { GatewayError } from '../engine.js'
import { readArguments, type TypesArguments } from './arguments.js'
import { checkForms } from './forms.js'
import { help } from './help.js'
import { readMysql } from './mysql-schema.js'
import { openFolder, openServer } from './open-server.js'
import { openRemoteD1, openService } from './open-service.js'
import { openSqlite } from './open-sqlite.js'
import { readPostgres } from './postgres-schema.js'
import type { Schema } from './schema.js'
import { reasonOf, type Source } from './source.js'
import { readSqlite } from './sqlite-schema.js'
import { localD1File, remoteD1Id } from './wrangler.js'
import { writeTypes } from './writer.js'

type Tell = (message: string) => void

async function open({ name, value, remote }: TypesArguments['source']): Promise<Source> {
  switch (name) {
    case 'url':
      return openServer(value)
    case 'data':
      return openFolder(value)
    case 'sqlite':
      return openSqlite(value)
    case 'd1':
      return remote
        ? openRemoteD1(await remoteD1Id(value, process.cwd()), process.env)
        : openSqlite(await localD1File(value, process.cwd()))
    default:
      return openService(name, value)
  }
}

const readers = { PostgreSQL: readPostgres, MySQL: readMysql, SQLite: readSqlite }

/** The text of the file. Throws a `GatewayError` or a `UsageError`. */
async function generate(
  { source: place, selection, forms, camelCase, shaping }: TypesArguments,
  tell: Tell,
): Promise<string> {
  tell('connecting ...')
  const source = await open(place)
  try {
    checkForms(source.dialect, forms)
    tell(`reading the schema of ${source.description} ...`)
    let schema: Schema
    try {
      schema = await readers[source.dialect](source, selection, forms)
    } catch (error) {
      if (error instanceof GatewayError) throw error
      throw new GatewayError(`the schema cannot be read: ${reasonOf(error)}`)
    }
    for (const warning of schema.warnings) tell(warning)
    const command = `npx tcpless types${shaping === '' ? '' : ` ${shaping}`}`
    const text = writeTypes(schema, {
      madeBy: `Made by \`${command}\` from a ${source.dialect} database. Do not edit: run it again.`,
      camelCase,
    })
    const views = schema.tables.filter(({ isView }) => isView).length
    tell(`${count(schema.tables.length - views, 'table')}, ${count(views, 'view')}`)
    return text
  } finally {
    await source.close()
  }
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}

async function readExisting(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return undefined
    throw new GatewayError(`cannot read ${file} (${code})`)
  }
}

/**
 * `npx tcpless types`: writes the TypeScript of a database's schema to a file or to standard output. Gives the status
 * to end with: 1 when `--check` finds another text in the file. Throws a `UsageError` or a `GatewayError`.
 */
export async function typesCommand(args: readonly string[]): Promise<number> {
  const request = readArguments(args, process.env)
  if (request === undefined) {
    process.stdout.write(help)
    return 0
  }
  const tell: Tell = (message) => {
    if (!request.quiet) process.stderr.write(`tcpless: ${message}\n`)
  }
  const text = await generate(request, tell)
  const { out, check } = request
  if (out === undefined) {
    process.stdout.write(text)
    return 0
  }
  const existing = await readExisting(out)
  if (check) {
    if (existing === text) return 0
    process.stderr.write(`tcpless: ${out} ${existing === undefined ? 'is missing' : 'is not what the database has'}\n`)
    return 1
  }
  if (existing === text) {
    tell(`${out} is up to date`)
    return 0
  }
  try {
    await mkdir(dirname(out), { recursive: true })
    await writeFile(out, text)
  } catch (error) {
    throw new GatewayError(`cannot write ${out} (${(error as NodeJS.ErrnoException).code})`)
  }
  tell(`wrote ${out}`)
  return 0
}
