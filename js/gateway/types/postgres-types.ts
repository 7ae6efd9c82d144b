import { defaultForm, type Forms } from './forms.js'
import type { Declaration, TypeText, ValueType } from './schema.js'
import { accepting, arrayOf, circle, declared, interval, plain, point, same, union } from './texts.js'
import { acceptedAs, readAs } from './values.js'

/** A type as PostgreSQL's catalogue has it. Domains are resolved before. */
export interface PostgresType {
  readonly oid: number
  /** Of an array: the type of its elements, with its domains resolved. */
  readonly element: PostgresType | undefined
  /** Of an enum. */
  readonly enumeration: Declaration | undefined
}

/** How the core reads a type: wasm/types/postgres_oid.cpp. A test compares what both make of every type. */
type Kind =
  | 'text'
  | 'number'
  | 'boolean'
  | 'int8'
  | 'numeric'
  | 'json'
  | 'bytea'
  | 'timestamptz'
  | 'timestamp'
  | 'date'
  | 'interval'
  | 'point'
  | 'circle'

const kinds: ReadonlyMap<number, Kind> = new Map<number, Kind>([
  [16, 'boolean'],
  [17, 'bytea'],
  [20, 'int8'],
  [21, 'number'], // int2
  [23, 'number'], // int4
  [26, 'number'], // oid
  [114, 'json'],
  [600, 'point'],
  [700, 'number'], // float4
  [701, 'number'], // float8
  [718, 'circle'],
  [1082, 'date'],
  [1114, 'timestamp'],
  [1184, 'timestamptz'],
  [1186, 'interval'],
  [1700, 'numeric'],
  [3802, 'json'],
])

/** OIDs up to here are those of pg_type.dat, whose arrays are given as arrays. */
const lastBuiltIn = 9999

/** The arrays that pg-types parses: https://github.com/brianc/node-pg-types/blob/master/lib/textParsers.js */
const officialArrays = new Set([
  ...[199, 651, 791, 1000, 1001, 1005, 1007, 1008, 1009, 1014, 1015, 1016, 1017, 1021, 1022, 1028, 1040, 1041],
  ...[1115, 1182, 1183, 1185, 1187, 1231, 1270, 2951, 3807, 3907],
])

const numericArray = 1231

/** What the preset `pg` gives otherwise than the default: wasm/types/type_options.cpp. */
const officialForms: Readonly<Record<string, string>> = {
  int8: 'string',
  json: 'rounded',
  timestamptz: 'local',
  timestamp: 'local',
  date: 'local',
  interval: 'object',
  point: 'object',
  circle: 'object',
}

/** The TypeScript of PostgreSQL's types, as clients with these forms read them and take them as parameters. */
export class PostgresTypes {
  readonly #forms: Forms
  /** The server's text of everything: any form beside the preset ends that. */
  readonly #allText: boolean
  readonly #bigints: boolean

  constructor(forms: Forms) {
    this.#forms = forms
    this.#allText = forms.preset === 'text' && Object.keys(forms.types).length === 0
    this.#bigints = forms.types.int8 === 'bigint'
  }

  /** The types of a column's values. */
  of(column: string, type: PostgresType): ValueType {
    const { columns, oids } = this.#forms
    const form = own(columns, column) ?? own(oids, String(type.oid))
    if (form !== undefined && form !== 'pg') return this.#asked(type, form)
    const official = form === 'pg' || this.#forms.preset === 'pg'
    if (type.element !== undefined) return this.#array(type, type.element, official, form === 'pg')
    if (type.enumeration !== undefined) return same(declared(type.enumeration))
    const kind = kinds.get(type.oid) ?? 'text'
    return this.#value(kind, this.#allText && form === undefined ? 'text' : this.#form(kind, official, form === 'pg'))
  }

  #array(type: PostgresType, element: PostgresType, official: boolean, only: boolean): ValueType {
    const kind = kinds.get(element.oid) ?? 'text'
    const isText = (this.#allText && !only) || type.oid > lastBuiltIn || (official && !officialArrays.has(type.oid))
    if (isText) return this.#arrayAsText(element)
    return arrayOf(
      this.#value(kind, official && type.oid === numericArray ? 'number' : this.#form(kind, official, only)),
    )
  }

  #arrayAsText(element: PostgresType): ValueType {
    const elements =
      element.enumeration === undefined
        ? this.#value(kinds.get(element.oid) ?? 'text', 'text')
        : same(declared(element.enumeration))
    return { read: plain('string'), write: union(['string', arrayOf(elements).write]) }
  }

  /** What a column's or an OID's own form gives. */
  #asked(type: PostgresType, form: string): ValueType {
    if (!form.endsWith('[]')) {
      if (type.element !== undefined) {
        const { write } = this.#arrayAsText(type.element)
        return { read: this.#read('text', form), write }
      }
      if (type.enumeration !== undefined) {
        const labels = declared(type.enumeration)
        return { read: form === 'text' ? labels : this.#read('text', form), write: labels }
      }
      return this.#value(kinds.get(type.oid) ?? 'text', form)
    }
    const elementForm = form.slice(0, -2)
    const { element } = type
    if (element?.enumeration !== undefined && elementForm === 'text')
      return arrayOf(same(declared(element.enumeration)))
    return arrayOf(this.#value(kinds.get(element?.oid ?? 0) ?? 'text', elementForm))
  }

  /** The form of a kind. `only` is for a column that alone has the preset `pg`: no other forms count for it. */
  #form(kind: Kind, official: boolean, only: boolean): string {
    const { preset, types } = this.#forms
    const given = only ? undefined : own(types, kind)
    if (given !== undefined) return given
    if (kind === 'number' || kind === 'text') return kind
    if (preset === 'text' && !only) return 'text'
    if (kind === 'boolean') return kind
    return (official ? officialForms[kind] : undefined) ?? defaultForm('PostgreSQL', kind)
  }

  #value(kind: Kind, form: string): ValueType {
    return accepting(this.#read(kind, form), acceptedAs(kind, form, this.#bigints))
  }

  #read(kind: Kind, form: string): TypeText {
    if (form !== 'object') return readAs(form, this.#bigints)
    return declared(kind === 'point' ? point : kind === 'circle' ? circle : interval)
  }
}

function own(forms: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.hasOwn(forms, name) ? forms[name] : undefined
}
