// The words of Kysely 0.29 that its calls take as they are.

/** Operators between two columns or values. */
export const infixOperators = [
  ...['=', '==', '!=', '<>', '>', '>=', '<', '<=', 'is distinct from', 'is not distinct from'],
  ...['like', 'not like', 'match', 'ilike', 'not ilike', 'regexp', '~', '~*', '!~', '!~*', '^@'],
  ...['@>', '<@', '&&', '?', '?&', '?|', '@@', '@@@', '!!', '<->', '!<', '!>', '<=>'],
  ...['+', '-', '*', '/', '%', '^', '&', '|', '#', '<<', '>>', '||'],
]

/** The same, and those that take more or less than any value. */
export const operators = [...infixOperators, 'in', 'not in', 'is', 'is not']

/** What `cast` takes, with and without the length of those that have one. */
export const dataTypes = [
  ...['varchar', 'char', 'text', 'integer', 'int2', 'int4', 'int8', 'smallint', 'bigint', 'boolean', 'real'],
  ...['double precision', 'float4', 'float8', 'decimal', 'numeric', 'binary', 'bytea', 'date', 'datetime', 'time'],
  ...['timetz', 'timestamp', 'timestamptz', 'serial', 'bigserial', 'uuid', 'json', 'jsonb', 'blob', 'varbinary'],
  ...['int4range', 'int4multirange', 'int8range', 'int8multirange', 'numrange', 'nummultirange', 'tsrange'],
  ...['tsmultirange', 'tstzrange', 'tstzmultirange', 'daterange', 'datemultirange'],
  ...['varchar(255)', 'char(3)', 'decimal(10, 2)', 'numeric(4, 3)', 'binary(3)', 'datetime(6)', 'time(3)'],
  ...['timetz(3)', 'timestamp(3)', 'timestamptz(3)', 'varbinary(10)'],
]
