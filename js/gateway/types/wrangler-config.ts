import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ParseError } from 'jsonc-parser'
import { GatewayError } from '../engine.js'

/** What a configuration of wrangler says of a D1 database. */
export interface D1Entry {
  readonly binding?: string | undefined
  readonly database_name?: string | undefined
  readonly database_id?: string | undefined
  readonly preview_database_id?: string | undefined
}

/** Where a text is wrong, from 1 on. Its words never quote the text, which may have secrets. */
class Unreadable extends Error {
  constructor(line: number, column: number, reason: string) {
    super(`line ${line}, column ${column}: ${reason}`)
  }
}

async function readJsonc(text: string): Promise<unknown> {
  const { parse, printParseErrorCode } = await import('jsonc-parser')
  const errors: ParseError[] = []
  const value: unknown = parse(text, errors, { allowTrailingComma: true })
  const [error] = errors
  if (error === undefined) return value
  const before = text.slice(0, error.offset).split('\n')
  const reason = printParseErrorCode(error.error).replace(/\B[A-Z]/g, ' $&')
  throw new Unreadable(before.length, (before.at(-1) ?? '').length + 1, reason.toLowerCase())
}

async function readToml(text: string): Promise<unknown> {
  const { parse, TomlError } = await import('smol-toml')
  try {
    return parse(text)
  } catch (error) {
    if (!(error instanceof TomlError)) throw error
    // What follows the first line is a piece of the file.
    const [reason = ''] = error.message.replace('Invalid TOML document: ', '').split('\n')
    throw new Unreadable(error.line, error.column, reason)
  }
}

type Table = Readonly<Record<string, unknown>>

function tableOf(value: unknown): Table {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}

function entryOf(value: unknown): D1Entry {
  const table = tableOf(value)
  const text = (name: keyof D1Entry): string | undefined => {
    const found = table[name]
    return typeof found === 'string' ? found : undefined
  }
  return {
    binding: text('binding'),
    database_name: text('database_name'),
    database_id: text('database_id'),
    preview_database_id: text('preview_database_id'),
  }
}

/** Those outside of environments first. */
function entriesOf(config: unknown): D1Entry[] {
  const { d1_databases: own, env } = tableOf(config)
  return [...Object.values(tableOf(own)).map(entryOf), ...Object.values(tableOf(env)).flatMap(entriesOf)]
}

/** The files that wrangler looks for, in its order, and with its parsers, loaded when there is something to read. */
const readers = { 'wrangler.json': readJsonc, 'wrangler.jsonc': readJsonc, 'wrangler.toml': readToml }

/**
 * The D1 databases in the configuration of wrangler, those of its environments too; undefined when the folder has no
 * configuration. Throws a `GatewayError` that names the file, and the place in it, when it cannot be read.
 */
export async function readD1Entries(folder: string): Promise<D1Entry[] | undefined> {
  for (const [name, read] of Object.entries(readers)) {
    try {
      const text = await readFile(join(folder, name), 'utf8')
      return entriesOf(await read(text.replace(/^\uFEFF/, '')))
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === 'ENOENT') continue
      const reason = error instanceof Unreadable ? error.message : code
      throw new GatewayError(`${name} cannot be read${reason === undefined ? '' : `: ${reason}`}`)
    }
  }
  return undefined
}
