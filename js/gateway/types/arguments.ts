import { parseArgs } from 'node:util'
import { UsageError } from '../usage.js'
import { type Forms, formNames } from './forms.js'
import type { Selection } from './schema.js'

/** Where the schema is read from: one of these. */
export const sourceNames = ['url', 'sqlite', 'd1', 'data', 'neon', 'planetscale'] as const

/** What the command is asked to do. */
export interface TypesArguments {
  readonly source: {
    readonly name: (typeof sourceNames)[number]
    readonly value: string
    /** Of a D1 database: the one at Cloudflare. */
    readonly remote: boolean
  }
  /** Undefined for standard output. */
  readonly out: string | undefined
  readonly check: boolean
  readonly camelCase: boolean
  readonly quiet: boolean
  readonly selection: Selection
  readonly forms: Forms
  /** The options that the text depends on, as they were given. */
  readonly shaping: string
}

const help = 'npx tcpless types --help'

const text = { type: 'string' } as const
const flag = { type: 'boolean' } as const
const list = { type: 'string', multiple: true } as const

const options = {
  ...Object.fromEntries(sourceNames.map((name) => [name, text])),
  remote: flag,
  out: text,
  check: flag,
  quiet: flag,
  schema: list,
  'default-schema': text,
  exclude: list,
  partitions: flag,
  'camel-case': flag,
  types: text,
  columns: list,
  oids: list,
  ...Object.fromEntries(formNames.map((name) => [name, text])),
  help: { type: 'boolean', short: 'h' },
} as const

type Values = Readonly<Record<string, string | boolean | string[] | undefined>>

function parse(args: readonly string[]): Values {
  let parsed: { values: object; positionals: string[] }
  try {
    parsed = parseArgs({ args: [...args], options, allowPositionals: true })
  } catch (error) {
    throw new UsageError((error as Error).message.split('. To specify')[0] ?? '', help)
  }
  // Not repeated: it may be a URL with a password.
  if (parsed.positionals.length > 0) throw new UsageError('every argument needs its option, as --url URL', help)
  return parsed.values as Values
}

function textOf(values: Values, name: string): string | undefined {
  const value = values[name]
  if (value === '') throw new UsageError(`--${name} must not be empty`, help)
  return typeof value === 'string' ? value : undefined
}

/** The parts of all values of an option, which commas separate. */
function listOf(values: Values, name: string): string[] {
  const given = (values[name] ?? []) as string[]
  return given.flatMap((value) => value.split(',').filter((part) => part !== ''))
}

/** `name=form,name=form`. A name may have an equals sign, a form has none. */
function pairsOf(values: Values, name: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    listOf(values, name).map((pair) => {
      const equals = pair.lastIndexOf('=')
      if (equals < 1) throw new UsageError(`--${name} ${pair}: it needs NAME=FORM`, help)
      return [pair.slice(0, equals), pair.slice(equals + 1)]
    }),
  )
}

/** OIDs are 32-bit numbers. */
const maxOid = 0xffff_ffff

function oidsOf(values: Values): Readonly<Record<string, string>> {
  const forms = pairsOf(values, 'oids')
  for (const oid of Object.keys(forms)) {
    if (/^[1-9]\d*$/.test(oid) && Number(oid) <= maxOid) continue
    throw new UsageError(`--oids ${oid}=${forms[oid]}: an OID is a number up to ${maxOid}`, help)
  }
  return forms
}

function sourceOf(values: Values, env: NodeJS.ProcessEnv): TypesArguments['source'] {
  const given = sourceNames.filter((name) => values[name] !== undefined)
  if (given.length > 1) throw new UsageError(`--${given.join(' and --')}: give one of them`, help)
  const [name] = given
  const remote = values.remote === true
  if (remote && name !== 'd1') throw new UsageError('--remote is for --d1', help)
  if (name !== undefined) return { name, value: textOf(values, name) ?? '', remote }
  const url = env.DATABASE_URL
  if (url === undefined || url === '') {
    throw new UsageError('which database? Give --url, --sqlite or another one, or set DATABASE_URL', help)
  }
  return { name: 'url', value: url, remote }
}

/** A test for names of which `*` stands for any part; those with a point are of a schema. */
function matcher(patterns: readonly string[]): (table: string, schema: string) => boolean {
  const tests = patterns.map((pattern) => {
    const parts = pattern.split('*').map((part) => part.replace(/[\\^$.+?()[\]{}|]/g, '\\$&'))
    return { all: pattern.includes('.'), test: new RegExp(`^${parts.join('.*')}$`, 's') }
  })
  return (table, schema) => tests.some(({ all, test }) => test.test(all ? `${schema}.${table}` : table))
}

/** The options as they would be typed, in one order, without what may be secret or differs between machines. */
function shapingOf(values: Values): string {
  const shaping = [
    'schema',
    'default-schema',
    'exclude',
    'partitions',
    'camel-case',
    'types',
    ...formNames,
    'columns',
    'oids',
  ]
  return shaping
    .filter((name) => values[name] !== undefined)
    .flatMap((name) => {
      const value = values[name]
      if (typeof value === 'boolean') return [`--${name}`]
      const word = Array.isArray(value) ? listOf(values, name).join(',') : String(value)
      return [`--${name}`, /^[\w.,:=@%+/[\]-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`]
    })
    .join(' ')
}

/** Reads the arguments after `types`; undefined when help is asked for. Throws a `UsageError`. */
export function readArguments(args: readonly string[], env: NodeJS.ProcessEnv): TypesArguments | undefined {
  const values = parse(args)
  if (values.help === true) return undefined
  const schemas = listOf(values, 'schema')
  const given = formNames.flatMap((name) => {
    const form = textOf(values, name)
    return form === undefined ? [] : [[name, form] as const]
  })
  const out = textOf(values, 'out')
  const check = values.check === true
  if (check && out === undefined) throw new UsageError('--check needs --out FILE, the file to compare with', help)
  return {
    source: sourceOf(values, env),
    out,
    check,
    camelCase: values['camel-case'] === true,
    quiet: values.quiet === true,
    selection: {
      schemas: values.schema === undefined ? undefined : schemas,
      defaultSchema: textOf(values, 'default-schema'),
      isExcluded: matcher(listOf(values, 'exclude')),
      partitions: values.partitions === true,
    },
    forms: {
      preset: textOf(values, 'types'),
      types: Object.fromEntries(given),
      columns: pairsOf(values, 'columns'),
      oids: oidsOf(values),
    },
    shaping: shapingOf(values),
  }
}
