import { UsageError } from '../usage.js'

const help = 'npx tcpless types --help'

/** The kinds of databases. */
export type Dialect = 'PostgreSQL' | 'MySQL' | 'SQLite'

/** How values are given: the option `types` of a client, and `integers` of a Durable Object. */
export interface Forms {
  readonly preset: string | undefined
  /** Forms by the name of a type. */
  readonly types: Readonly<Record<string, string>>
  /** Forms by the name of a column. */
  readonly columns: Readonly<Record<string, string>>
  /** Forms by the OID of a type. */
  readonly oids: Readonly<Record<string, string>>
}

/** The forms of each type, the default first: TypeOptions in js/options.ts. */
const typeForms: Readonly<Record<Dialect, Readonly<Record<string, readonly string[]>>>> = {
  PostgreSQL: {
    int8: ['number', 'string', 'bigint', 'text'],
    numeric: ['string', 'number', 'bigint', 'text'],
    json: ['parsed', 'rounded', 'text'],
    bytea: ['bytes', 'hex', 'text'],
    timestamptz: ['iso', 'date', 'local', 'text'],
    timestamp: ['text', 'date', 'local'],
    date: ['text', 'date', 'local'],
    interval: ['text', 'object'],
    point: ['text', 'object'],
    circle: ['text', 'object'],
  },
  MySQL: {
    int8: ['number', 'string', 'bigint', 'text'],
    numeric: ['string', 'number', 'bigint', 'text'],
    json: ['parsed', 'rounded', 'text'],
    bytea: ['bytes', 'hex', 'text'],
    timestamp: ['text', 'date'],
    datetime: ['text', 'date'],
    date: ['text', 'date'],
    bit: ['bytes', 'bigint', 'text'],
    tinyint1: ['number', 'boolean', 'text'],
  },
  SQLite: {
    int8: ['number', 'string', 'bigint'],
    bytea: ['bytes', 'hex'],
    integers: ['number', 'exact', 'string', 'bigint'],
  },
}

const presets: Readonly<Record<Dialect, readonly string[]>> = {
  PostgreSQL: ['exact', 'pg', 'text'],
  MySQL: ['exact', 'mysql', 'text'],
  SQLite: ['exact'],
}

const values = ['text', 'string', 'number', 'bigint', 'boolean', 'parsed', 'rounded', 'bytes', 'hex', 'date']
const postgresValues = [...values, 'iso', 'local', 'object']

/** The forms that a column or an OID can be given. */
const cellForms: Readonly<Record<Dialect, readonly string[]>> = {
  PostgreSQL: [...postgresValues, ...postgresValues.map((form) => `${form}[]`), 'pg'],
  MySQL: [...values, 'mysql'],
  SQLite: [],
}

/** The names of all types that have forms, whatever the database. */
export const formNames: readonly string[] = [...new Set(Object.values(typeForms).flatMap(Object.keys))]

/** The form that a type has when nothing is asked for. */
export function defaultForm(dialect: Dialect, type: string): string {
  return typeForms[dialect][type]?.[0] ?? 'text'
}

/** Throws a `UsageError` for forms that the clients of a database do not have. */
export function checkForms(dialect: Dialect, { preset, types, columns, oids }: Forms): void {
  if (preset !== undefined) oneOf('--types', preset, presets[dialect], dialect)
  for (const [type, form] of Object.entries(types)) {
    const forms = typeForms[dialect][type]
    if (forms === undefined) throw new UsageError(`--${type} is not for ${dialect}`, help)
    oneOf(`--${type}`, form, forms, dialect)
  }
  for (const [option, chosen] of [
    ['columns', columns],
    ['oids', oids],
  ] as const) {
    const forms = option === 'oids' && dialect !== 'PostgreSQL' ? [] : cellForms[dialect]
    for (const [name, form] of Object.entries(chosen)) {
      if (forms.length === 0) throw new UsageError(`--${option} is not for ${dialect}`, help)
      oneOf(`--${option} ${name}=${form}: the form`, form, forms, dialect)
    }
  }
}

function oneOf(what: string, given: string, allowed: readonly string[], dialect: Dialect): void {
  if (allowed.includes(given)) return
  const brief = allowed.filter((form) => !form.endsWith('[]'))
  throw new UsageError(`${what} is one of ${brief.join(', ')} for ${dialect}`, help)
}
