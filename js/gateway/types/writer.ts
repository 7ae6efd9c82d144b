import { camelCaseAll, propertyName } from './names.js'
import { byText, type Column, type Declaration, type Schema, type Table, type TypeText } from './schema.js'

/** How the file is written. */
export interface WriterOptions {
  /** What stands in its first line: how it was made. */
  readonly madeBy: string
  /** Names of tables and columns as `rename: 'camel'` gives them. */
  readonly camelCase: boolean
}

/** Where the types of columns come from. */
const entry = 'tcpless/builder'

/** A doc comment of any text, which it cannot end before its end; nothing for none. */
function docComment(text: string, indent: string): string {
  const lines = text
    .replace(/\r\n?|[\u2028\u2029]/g, '\n')
    .replace(/[^\P{Cc}\n\t]/gu, ' ')
    .replaceAll('*/', '*\\/')
    .split('\n')
    .map((line) => line.trimEnd())
  while (lines[0] === '') lines.shift()
  while (lines.at(-1) === '') lines.pop()
  if (lines.length === 0) return ''
  if (lines.length === 1) return `${indent}/** ${lines[0]?.trimStart()} */\n`
  const body = lines.map((line) => `${indent} *${line === '' ? '' : ` ${line}`}\n`).join('')
  return `${indent}/**\n${body}${indent} */\n`
}

/** Writes types and remembers what they name. */
class Writer {
  readonly #options: WriterOptions
  readonly #imports = new Set<string>()
  readonly #declarations = new Map<string, Declaration>()

  constructor(options: WriterOptions) {
    this.#options = options
  }

  file({ tables }: Schema): string {
    const interfaces = tables.map((table) => this.#interface(table))
    const keys = this.#names(tables.map(keyOf), 'the database')
    const members = tables.map((table, index) => `  ${keys[index]}: ${table.typeName}\n`)
    const comment = docComment('All tables and views, by the names that queries use.', '')
    const declarations = [...this.#declarations.values()].sort((a, b) => byText(a.name, b.name))
    return [
      `// ${this.#options.madeBy.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')}\n`,
      ...(this.#imports.size === 0
        ? []
        : [`import type { ${[...this.#imports].sort(byText).join(', ')} } from '${entry}'\n`]),
      ...declarations.map(({ text, comment }) => `${docComment(comment, '')}export ${text}\n`),
      ...interfaces,
      `${comment}export ${interfaceText('Database', members)}`,
    ].join('\n')
  }

  #interface({ typeName, isView, comment, name, columns }: Table): string {
    const sorted = [...columns].sort((a, b) => byText(a.name, b.name))
    const names = this.#names(
      sorted.map((column) => column.name),
      `the ${isView ? 'view' : 'table'} ${name}`,
    )
    const members = sorted.map(
      (column, index) => `${docComment(column.comment, '  ')}  ${names[index]}: ${this.#column(column, isView)}\n`,
    )
    return `${docComment(comment, '')}export ${interfaceText(typeName, members)}`
  }

  #column({ type, nullable, write }: Column, isView: boolean): string {
    const orNull = nullable ? ' | null' : ''
    const read = this.#use(type.read) + orNull
    if (write === 'never' || isView) return `${this.#import('ColumnType')}<${read}, never, never>`
    const written = this.#use(type.write) + orNull
    if (read === written) return write === 'optional' ? `${this.#import('Generated')}<${read}>` : read
    const orNothing = write === 'optional' ? ' | undefined' : ''
    return `${this.#import('ColumnType')}<${read}, ${written}${orNothing}, ${written}>`
  }

  #use({ text, uses }: TypeText | Declaration): string {
    for (const declaration of uses) {
      if (this.#declarations.has(declaration.name)) continue
      this.#declarations.set(declaration.name, declaration)
      this.#use(declaration)
    }
    return text
  }

  #import(name: string): string {
    this.#imports.add(name)
    return name
  }

  #names(names: readonly string[], place: string): string[] {
    return (this.#options.camelCase ? camelCaseAll(names, place) : names).map(propertyName)
  }
}

function interfaceText(name: string, members: readonly string[]): string {
  return members.length === 0 ? `interface ${name} {}\n` : `interface ${name} {\n${members.join('')}}\n`
}

/** What queries call a table. */
function keyOf({ schema, name }: Table): string {
  return schema === undefined ? name : `${schema}.${name}`
}

/**
 * The TypeScript of a schema: an interface for each table, and `Database`, which has them all by the names that
 * queries use. The same schema gives the same text. Throws a `GatewayError` when names collide in camel case.
 */
export function writeTypes(schema: Schema, options: WriterOptions): string {
  return new Writer(options).file(schema)
}
