// Depth and size are bounded by memory, never by the stack.
import { expect, test } from 'vitest'
import { expressionBuilder, sql } from '../../../js/builder/index.js'
import { builders, type Loose, onBuilder, onKysely } from './support/differential.js'

const k = builders.postgres
const eb = (expressionBuilder as unknown as Loose)()
const tag = sql as unknown as Loose
const levels = 100_000

interface Compiled {
  readonly sql: string
  readonly parameters: readonly unknown[]
}

const compiled = (query: Loose) => query.compile() as unknown as Compiled
const parentheses = (text: string) => text.split('(').length - 1

const wrappers: Readonly<Record<string, (inner: Loose, level: number) => Loose>> = {
  'eb.or': (inner, level) => eb.or([inner, eb('a', '=', level)]),
  'eb.and': (inner, level) => eb.and([eb('a', '=', level), inner]),
  'eb.not': (inner) => eb.not(inner),
  'eb.fn': (inner) => eb.fn('f', [inner]),
  'sql`(...)`': (inner, level) => tag`(${inner} + ${level})`,
  and: (inner, level) => eb('b', '=', level).and(inner),
  'eb.case': (inner, level) => eb.case().when(inner).then(`${level}`).end(),
}

test.each(Object.entries(wrappers))(`${levels} levels of %s`, (name, wrap) => {
  let inner = eb('z', '=', -1)
  for (let level = 0; level < levels; level++) inner = wrap(inner, level)
  const { sql: text, parameters } = compiled(k.selectFrom('t').where(inner).selectAll())
  const isBinary = name !== 'eb.not' && name !== 'eb.fn'
  expect(parameters).toHaveLength(isBinary ? levels + 1 : 1)
  expect(parameters).toContain(-1)
  if (name !== 'eb.not' && name !== 'eb.case') expect(parentheses(text)).toBe(levels)
})

test('parentheses of parentheses are one pair', () => {
  let inner = eb('z', '=', 1)
  for (let level = 0; level < levels; level++) inner = eb.parens(inner)
  expect(compiled(k.selectFrom('t').where(inner).selectAll()).sql).toBe('select * from "t" where ("z" = $1)')
})

test('100 queries inside of one another, as Kysely has them', () => {
  const chain = (on: Loose) => {
    let query = on.selectFrom('t0').select('x').where('y', '=', 0)
    for (let level = 1; level < 100; level++)
      query = on
        .selectFrom(query.as(`t${level}`))
        .select('x')
        .where('y', '=', level)
    return query
  }
  expect(onBuilder(chain, 'mysql')).toEqual(onKysely(chain, 'mysql'))
})

test('100,000 conditions of one query', () => {
  let query = k.selectFrom('t').selectAll()
  for (let i = 0; i < levels; i++) query = query.where('a', '=', i)
  const { parameters } = compiled(query)
  expect(parameters).toHaveLength(levels)
  expect(parameters[levels - 1]).toBe(levels - 1)
})

test('a list of 500,000 values', () => {
  const values = Array.from({ length: 500_000 }, (_, i) => i)
  const { parameters } = compiled(k.selectFrom('t').where('a', 'in', values).where('b', '=', 'last').selectAll())
  expect(parameters).toHaveLength(500_001)
  expect(parameters[500_000]).toBe('last')
})

test('an insert of 50,000 rows with 15 columns, in less than two seconds', () => {
  const names = Array.from({ length: 15 }, (_, i) => `column_${i}`)
  const rows = Array.from({ length: 50_000 }, (_, row) =>
    Object.fromEntries(names.map((name, i) => [name, row * 15 + i])),
  )
  const begin = performance.now()
  const { sql: text, parameters } = compiled(k.insertInto('t').values(rows).returning('id'))
  expect(performance.now() - begin).toBeLessThan(2000)
  expect(parameters).toHaveLength(750_000)
  expect(parameters.every((value, index) => value === index)).toBe(true)
  expect(text).toContain('$749999, $750000) returning "id"')
})

test('the same with missing cells and expressions', () => {
  const rows = Array.from({ length: 50_000 }, (_, i) => (i % 2 ? { a: i, b: tag`now()` } : { a: i }))
  const { parameters } = compiled(k.insertInto('t').values(rows))
  expect(parameters).toHaveLength(50_000)
})
