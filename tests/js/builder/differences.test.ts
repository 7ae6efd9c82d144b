// Where the builder differs from Kysely, and what it refuses.
import { describe, expect, test } from 'vitest'
import { builder, sql } from '../../../js/builder/index.js'
import { builders, type Chain, databaseOf, foreign, type Loose, onBuilder, onKysely } from './support/differential.js'

// Text that no database takes, or that means the same: Kysely's, ours.
const texts: readonly [Chain, string, string][] = [
  [(k) => k.selectFrom('t').select([]), 'select  from "t"', 'select from "t"'],
  [(k) => k.selectFrom([]).selectAll(), 'select * from ', 'select *'],
  [
    (k) => k.selectFrom('t').selectAll().forUpdate([]),
    'select * from "t" for update of ',
    'select * from "t" for update',
  ],
  [(k) => k.selectFrom('t').selectAll().union([]), 'select * from "t" ', 'select * from "t"'],
]

test.each(texts)('empty lists: %s', (chain, theirs, ours) => {
  expect(onKysely(chain, 'postgres').sql).toBe(theirs)
  expect(onBuilder(chain, 'postgres').sql).toBe(ours)
})

describe('refused, where Kysely is not', () => {
  const refusals: readonly [string, string, Chain][] = [
    ['NUL in a column', 'identifier', (k) => k.selectFrom('t').select('a\0b')],
    ['NUL in a table', 'identifier', (k) => k.selectFrom('t\0').selectAll()],
    ['NUL in an alias', 'identifier', (k) => k.selectFrom('t').select((eb) => eb.ref('a').as('x\0'))],
    ['NUL in a row', 'identifier', (k) => k.insertInto('t').values({ 'a\0b': 1 })],
    ['NUL in SQL', 'identifier', (_k, tools) => tools.sql.raw('select \0')],
    ['NUL in an operator', 'identifier', (k) => k.selectFrom('t').where('a', '=\0', 1)],
    ['NUL in a literal', 'identifier', (_k, tools) => tools.sql.lit('\0')],
    ['NUL in a path', 'identifier', (k) => k.selectFrom('t').select((eb) => eb.ref('a', '->').key('\0').as('x'))],
    ['a lone surrogate', 'identifier', (k) => k.selectFrom('t').select('\ud800')],
    ['the character of a word', 'template_misuse', (k) => k.selectFrom('t').where('a', '\x02', 1)],
    ['the same in a function', 'template_misuse', (k) => k.selectFrom('t').select((eb) => eb.fn('\x03', []).as('x'))],
    ['the same in a direction', 'template_misuse', (k) => k.selectFrom('t').orderBy('a', '\x03')],
    ['a number for a column', 'template_misuse', (k) => k.selectFrom('t').select(5)],
    ['an object for a table', 'identifier', (k) => k.insertInto({ toString: () => 't' })],
    ['an object for a name', 'identifier', (k) => k.selectFrom('t').select((eb) => eb.ref({ toString: () => 'a' }))],
    ['a string for an expression', 'template_misuse', (k) => k.selectFrom('t').modifyEnd('for update')],
    ['a foreign query', 'unsupported', (k) => k.selectFrom('t').where('a', 'in', foreign.selectFrom('u').selectAll())],
    ['a foreign table', 'unsupported', (k) => k.selectFrom(foreign.selectFrom('u').as('v'))],
    ['a foreign value', 'unsupported', (k) => k.insertInto('t').values({ a: foreign.selectFrom('u') })],
    ['a foreign part of sql', 'unsupported', (_k, tools) => tools.sql`${foreign.selectFrom('u')}`],
    ['an insert of no rows', 'template_misuse', (k) => k.insertInto('t').values([])],
    ['a plugin', 'unsupported', (k) => k.withPlugin({})],
    ['a plugin of a query', 'unsupported', (k) => k.selectFrom('t').withPlugin({})],
    ['a query without its database', 'unsupported', () => (sql as unknown as Loose)`1`.compile()],
  ]

  test.each(refusals)('%s is %s', (_name, code, chain) => {
    expect(onBuilder(chain, 'sqlite').refused).toMatchObject({ name: 'DatabaseError', code })
  })
})

test('every character of the BMP arrives in a name and in a value as it was, or is refused', () => {
  const wrong: string[] = []
  for (let code = 0; code < 0x10000; code++) {
    const name = `a${String.fromCharCode(code)}b`
    const chain: Chain = (k) =>
      k
        .insertInto('t')
        .values({ [name]: name })
        .returning((eb) => eb.val(name).as(name))
    const { sql: text, parameters, refused } = onBuilder(chain, 'mysql')
    const quoted = `\`${name.replace('`', '``')}\``
    const isRight =
      code === 0 || !name.isWellFormed()
        ? refused !== undefined
        : text === `insert into \`t\` (${quoted}) values (?) returning ? as ${quoted}` &&
          parameters?.length === 2 &&
          parameters.every((value) => value === name)
    if (!isRight) wrong.push(`U+${code.toString(16)}: ${text ?? refused}`)
  }
  expect(wrong).toEqual([])
})

test.each(['__proto__', 'constructor', 'toString', 'a.b', 'a as b', '*', '"', '``', "'; drop table t; --", ''])(
  'the name %j is that of Kysely everywhere',
  (name) => {
    const chains: readonly Chain[] = [
      (k) => k.selectFrom(name).select([name]).where(name, '=', name),
      (k) =>
        k
          .insertInto(name)
          .values({ [name]: name })
          .returning((eb) => eb.val(1).as(name)),
      (k) =>
        k
          .updateTable(name)
          .set({ [name]: 1 })
          .where((eb) => eb.and({ [name]: name })),
      (k) =>
        k
          .with(name, (q) => q.selectFrom(name).selectAll(name))
          .selectFrom('t')
          .orderBy(name),
      (_k, tools) => tools.sql`${tools.sql.id(name, name)} ${tools.sql.lit(name)} ${name}`,
    ]
    for (const chain of chains) {
      const wanted = onKysely(chain, 'sqlite')
      if (!wanted.refused) expect(onBuilder(chain, 'sqlite')).toEqual(wanted)
    }
  },
)

test('a builder takes a database and nothing else', () => {
  for (const wrong of [undefined, null, {}, 'postgres', () => {}, builders.postgres]) {
    expect(() => builder(wrong as never)).toThrow(expect.objectContaining({ code: 'option' }))
  }
  expect(builder(databaseOf('mysql')).isTransaction).toBe(false)
})
