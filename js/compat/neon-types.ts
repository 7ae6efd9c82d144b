import { readText, type TextColumn } from './neon-rows.js'
import type { CustomTypesConfig, TypeParser } from './neon-options.js'

/** Parsers given by `types.setTypeParser`, by OID. */
export const givenParsers = { text: new Map<number, TypeParser>(), binary: new Map<number, TypeParser>() }

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

/** The text of a column as the parsers of one query read it. */
export function parseColumns(
  columns: readonly TextColumn[],
  rows: readonly unknown[][],
  parsers: readonly (TypeParser | undefined)[],
): unknown[][] {
  // The columns whose parser is the core's, for it to read all of them in one go.
  const inCore = parsers.flatMap((parser, index) => (parser && typeIdOf.has(parser) ? index : []))
  const asked = inCore.map((index) => ({
    name: columns[index]?.name as string,
    typeId: typeIdOf.get(parsers[index] as TypeParser) as number,
  }))
  const read =
    inCore.length > 0 && rows.length > 0
      ? readText(
          asked,
          rows.map((row) => inCore.map((index) => row[index] as string | null)),
        )
      : []
  return rows.map((row, number) => {
    let next = 0
    return row.map((cell, index) => {
      if (index === inCore[next]) return read[number]?.[next++]
      const parser = parsers[index]
      return cell === null || !parser ? cell : parser(cell as string)
    })
  })
}

/** The parser of each column: of the types of a query, and else of those given for all. */
export function parsersOf(
  columns: readonly TextColumn[],
  types: CustomTypesConfig | undefined,
): (TypeParser | undefined)[] {
  return columns.map(({ typeId }) => (types ? types.getTypeParser(typeId, 'text') : givenParsers.text.get(typeId)))
}

const textArray = 1009

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
  if (typeof format === 'function') givenParsers.text.set(id, format)
  else givenParsers[format].set(id, parser as TypeParser)
}

/** How values are read, for all queries: https://github.com/brianc/node-pg-types. Names of types are those of pg_type. */
export const types = {
  getTypeParser,
  setTypeParser,
  arrayParser: {
    /** Reads the text of an array of any depth, each element by `transform`. */
    create: <T>(source: string, transform: (text: string) => T) => ({
      parse: (): unknown[] => transformed(coreParser(textArray)(source) as unknown[], transform),
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
