import { arrayOfText, officialForms, readText, serverText, type TextColumn } from './neon-rows.js'
import type { CustomTypesConfig, TypeParser } from './neon-options.js'

// By `types.setTypeParser`, for an OID.
const givenParsers = { text: new Map<number, TypeParser>(), binary: new Map<number, TypeParser>() }

const coreParsers = new Map<number, TypeParser>()
const typeIdOf = new WeakMap<TypeParser, number>()

// Known by its identity, so that a column it stands for is read in the core at once.
function coreParser(typeId: number): TypeParser {
  let parser = coreParsers.get(typeId)
  if (!parser) {
    parser = (text) => (text === null ? null : readText([{ name: 'value', typeId }], [[String(text)]])[0]?.[0])
    coreParsers.set(typeId, parser)
    typeIdOf.set(parser, typeId)
  }
  return parser
}

/** A row that is an array, or an object. */
type Row = Record<string | number, unknown>

/**
 * Puts what the parsers make of cells in their place.
 *
 * @param keys of each column in a row
 * @param parsers of each column; undefined where nothing is to be done
 */
export function parseColumns(
  columns: readonly TextColumn[],
  rows: readonly Row[],
  keys: readonly (string | number)[],
  parsers: readonly (TypeParser | undefined)[],
): void {
  // Of columns with one name an object has the last.
  const left = [...parsers.keys()].filter((index) => parsers[index] && keys.lastIndexOf(keys[index] ?? 0) === index)
  if (left.length === 0 || rows.length === 0) return
  const read = readInCore(columns, rows, keys, parsers, left)
  rows.forEach((row, number) => {
    let next = 0
    for (const index of left) {
      const key = keys[index] as string
      const parser = parsers[index] as TypeParser
      if (typeIdOf.has(parser)) row[key] = read[number]?.[next++]
      else if (row[key] !== null) row[key] = parser(row[key] as string)
    }
  })
}

// The columns whose parser is the core's, all in one go.
function readInCore(
  columns: readonly TextColumn[],
  rows: readonly Row[],
  keys: readonly (string | number)[],
  parsers: readonly (TypeParser | undefined)[],
  left: readonly number[],
): unknown[][] {
  const asked = left.flatMap((index) => {
    const typeId = typeIdOf.get(parsers[index] as TypeParser)
    return typeId === undefined ? [] : { name: columns[index]?.name as string, typeId, key: keys[index] as string }
  })
  if (asked.length === 0) return []
  return readText(
    asked,
    rows.map((row) => asked.map(({ key }) => row[key] as string | null)),
  )
}

// Types that columns had. Which OIDs a result will have is known when it comes, and how the core is to read them before.
const seenTypeIds = new Set<number>()
const mostSeenTypeIds = 100

/** How the values of a query are read: what the core is told, and what is left to parsers when it has read them. */
export class Parsing {
  /** The setting of that name. */
  readonly forms: string
  readonly #types: CustomTypesConfig | undefined
  readonly #inCore = new Set<number>()
  // As they were when the query was sent.
  readonly #given = new Map(givenParsers.text)

  /** @param custom parsers in place of those of `types` */
  constructor(custom: CustomTypesConfig | undefined) {
    this.#types = custom
    if (custom) {
      for (const typeId of seenTypeIds) if (isReadInCore(custom, typeId)) this.#inCore.add(typeId)
      this.forms = [serverText, ...Array.from(this.#inCore, (typeId) => `oids ${typeId}=pg`)].join('\0')
    } else this.forms = [officialForms, ...Array.from(this.#given.keys(), (id) => `oids ${id}=text`)].join('\0')
  }

  /** The parser of each column; undefined where the core has read it. */
  parsersOf(columns: readonly TextColumn[]): (TypeParser | undefined)[] {
    return columns.map(({ typeId }) => {
      if (!this.#types) return this.#given.get(typeId)
      if (this.#inCore.has(typeId)) return undefined
      if (seenTypeIds.size < mostSeenTypeIds) seenTypeIds.add(typeId)
      return this.#types.getTypeParser(typeId, 'text')
    })
  }
}

// Asked for a type that the result may not have, so what is thrown here does not count.
function isReadInCore(custom: CustomTypesConfig, typeId: number): boolean {
  try {
    return typeIdOf.get(custom.getTypeParser(typeId, 'text')) === typeId
  } catch {
    return false
  }
}

// A depth at a time, as the elements may be arrays.
function transformed(elements: readonly unknown[], transform: (text: string) => unknown): unknown[] {
  return elements.map((element) => {
    if (Array.isArray(element)) return transformed(element, transform)
    return element === null ? null : transform(element as string)
  })
}

function getTypeParser(id: number, format: 'text' | 'binary' = 'text'): TypeParser {
  return givenParsers[format]?.get(id) ?? (format === 'binary' ? String : coreParser(id))
}

function setTypeParser(id: number, parser: TypeParser): void
function setTypeParser(id: number, format: 'text' | 'binary', parser: TypeParser): void
function setTypeParser(id: number, format: 'text' | 'binary' | TypeParser, parser?: TypeParser): void {
  const [kind, given] = typeof format === 'function' ? (['text', format] as const) : [format, parser as TypeParser]
  // As it is without any.
  if (typeIdOf.get(given) === id) givenParsers[kind].delete(id)
  else givenParsers[kind].set(id, given)
}

/** How values are read, for all queries: https://github.com/brianc/node-pg-types. Names of types are those of pg_type. */
export const types = {
  getTypeParser,
  setTypeParser,
  arrayParser: {
    /** Reads the text of an array of any depth, each element by `transform`. */
    create: <T>(source: string, transform: (text: string) => T) => ({
      parse: (): unknown[] => {
        const [row] = readText([{ name: 'value', typeId: 0 }], [[String(source)]], arrayOfText)
        return transformed(row?.[0] as unknown[], transform)
      },
    }),
  },
  builtins: {
    BOOL: 16,
    BYTEA: 17,
    CHAR: 18,
    INT8: 20,
    INT2: 21,
    INT4: 23,
    REGPROC: 24,
    TEXT: 25,
    OID: 26,
    TID: 27,
    XID: 28,
    CID: 29,
    JSON: 114,
    XML: 142,
    PG_NODE_TREE: 194,
    SMGR: 210,
    PATH: 602,
    POLYGON: 604,
    CIDR: 650,
    FLOAT4: 700,
    FLOAT8: 701,
    ABSTIME: 702,
    RELTIME: 703,
    TINTERVAL: 704,
    CIRCLE: 718,
    MACADDR8: 774,
    MONEY: 790,
    MACADDR: 829,
    INET: 869,
    ACLITEM: 1033,
    BPCHAR: 1042,
    VARCHAR: 1043,
    DATE: 1082,
    TIME: 1083,
    TIMESTAMP: 1114,
    TIMESTAMPTZ: 1184,
    INTERVAL: 1186,
    TIMETZ: 1266,
    BIT: 1560,
    VARBIT: 1562,
    NUMERIC: 1700,
    REFCURSOR: 1790,
    REGPROCEDURE: 2202,
    REGOPER: 2203,
    REGOPERATOR: 2204,
    REGCLASS: 2205,
    REGTYPE: 2206,
    UUID: 2950,
    TXID_SNAPSHOT: 2970,
    PG_LSN: 3220,
    PG_NDISTINCT: 3361,
    PG_DEPENDENCIES: 3402,
    TSVECTOR: 3614,
    TSQUERY: 3615,
    GTSVECTOR: 3642,
    REGCONFIG: 3734,
    REGDICTIONARY: 3769,
    JSONB: 3802,
    REGNAMESPACE: 4089,
    REGROLE: 4096,
  },
}
