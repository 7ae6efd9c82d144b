import { defaultForm, type Forms } from './forms.js'
import { literalUnion } from './names.js'
import type { TypeText, ValueType } from './schema.js'
import { accepting, same } from './texts.js'
import { acceptedAs, readAs } from './values.js'

/** A column's type as information_schema has it. */
export interface MysqlType {
  /** `bigint`, without length and sign. */
  readonly dataType: string
  /** All of it: `bigint(20) unsigned`, `enum('a','b')`. */
  readonly columnType: string
  /** Undefined for what is bytes or no text. */
  readonly characterSet: string | undefined
  /** MariaDB's JSON, which is text to its catalogue. */
  readonly isJson: boolean
}

/** How the core reads a type: PlanetscaleField::type in wasm/wire/planetscale/planetscale_field.cpp. */
type Kind =
  | 'text'
  | 'number'
  | 'int8'
  | 'numeric'
  | 'json'
  | 'bytea'
  | 'timestamp'
  | 'datetime'
  | 'date'
  | 'bit'
  | 'tinyint1'

const kinds: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  ['tinyint', 'number'],
  ['smallint', 'number'],
  ['mediumint', 'number'],
  ['int', 'number'],
  ['year', 'number'],
  ['float', 'number'],
  ['double', 'number'],
  ['bigint', 'int8'],
  ['decimal', 'numeric'],
  ['json', 'json'],
  ['timestamp', 'timestamp'],
  ['datetime', 'datetime'],
  ['date', 'date'],
  ['bit', 'bit'],
  ['time', 'text'],
  // MariaDB's own, which it sends as text.
  ['uuid', 'text'],
  ['inet4', 'text'],
  ['inet6', 'text'],
])

/** What the preset `mysql` gives otherwise than the default: wasm/types/mysql_options.cpp. */
const officialForms: Readonly<Record<string, string>> = { int8: 'string', json: 'rounded' }

function kindOf({ dataType, columnType, characterSet, isJson }: MysqlType): Kind {
  if (isJson) return 'json'
  if (dataType === 'tinyint' && /^tinyint\(1\)/.test(columnType)) return 'tinyint1'
  return kinds.get(dataType) ?? (characterSet === undefined || characterSet === 'binary' ? 'bytea' : 'text')
}

/** The values of `enum('a','b''c')`: https://dev.mysql.com/doc/refman/8.4/en/string-literals.html */
export function enumValues(columnType: string): string[] {
  const escapes: Readonly<Record<string, string>> = { 0: '\0', n: '\n', r: '\r', t: '\t', b: '\b', Z: '\x1a' }
  const quoted = columnType.matchAll(/'((?:[^'\\]|''|\\[\s\S])*)'/g)
  return [...quoted].map(([, text = '']) =>
    text.replace(/''|\\([\s\S])/g, (_, after?: string) => (after === undefined ? "'" : (escapes[after] ?? after))),
  )
}

/** The TypeScript of MySQL's types, as clients with these forms read them and take them as parameters. */
export class MysqlTypes {
  readonly #forms: Forms
  readonly #bigints: boolean

  constructor(forms: Forms) {
    this.#forms = forms
    this.#bigints = forms.types.int8 === 'bigint'
  }

  /** The types of a column's values. */
  of(column: string, type: MysqlType): ValueType {
    const kind = kindOf(type)
    const form = this.#form(column, kind)
    if (type.dataType === 'enum' && form === 'text') return same(literalUnion(enumValues(type.columnType)))
    return accepting(readAs(form, this.#bigints), accepted(kind, form, this.#bigints))
  }

  #form(column: string, kind: Kind): string {
    const { preset, types, columns } = this.#forms
    const asked = Object.hasOwn(columns, column) ? columns[column] : undefined
    const form = asked ?? (Object.hasOwn(types, kind) ? types[kind] : undefined)
    if (form !== undefined && form !== 'mysql') return form
    const natural = kind === 'number' ? 'number' : defaultForm('MySQL', kind)
    if (form === 'mysql' || preset === 'mysql') return officialForms[kind] ?? natural
    return preset === 'text' && kind !== 'bytea' && kind !== 'bit' ? 'text' : natural
  }
}

/** What a parameter for such a column may be: docs/planetscale.md. */
function accepted(kind: Kind, form: string, bigints: boolean): readonly (TypeText | string)[] {
  if (kind === 'tinyint1') return ['boolean', 'number']
  return kind === 'bit' ? ['Uint8Array', 'bigint', 'number'] : acceptedAs(kind, form, bigints)
}
