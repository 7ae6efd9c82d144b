import { describe, expect, test } from 'vitest'
import { type Parameter, sql } from '../../js/services/neon.js'
import { fakeNeon, resultBody } from './support/neon-service.js'

const { db, sent } = fakeNeon(resultBody([], []))

async function compiled(query: PromiseLike<unknown>): Promise<{ query: string; params: unknown[] }> {
  await query
  return sent.at(-1)?.body as { query: string; params: unknown[] }
}

describe('threat 5: what is not a template of the language is refused', () => {
  const raw = Object.freeze(['select 1'])
  const forgeries: [string, unknown[]][] = [
    ['a string', ['select 1']],
    ['an array', [['select 1']]],
    ['JSON of a template', [JSON.parse('{"raw":["select 1"],"length":1,"0":"select 1"}')]],
    ['an array with raw', [Object.assign(['select 1'], { raw })]],
    [
      'a frozen array with a raw that is not frozen',
      [Object.freeze(Object.assign(['select 1'], { raw: ['select 1'] }))],
    ],
    ['a frozen array with a raw of another length', [Object.freeze(Object.assign(['a', 'b'], { raw })), 1]],
    ['nothing', []],
    ['null', [null]],
  ]
  test.each(forgeries)('%s', (_name, [strings, ...values]) => {
    const call = (tag: unknown) => () => (tag as (...all: unknown[]) => unknown)(strings, ...values)
    expect(call(db)).toThrow(expect.objectContaining({ code: 'template_misuse', service: 'neon' }))
    expect(call(sql)).toThrow(expect.objectContaining({ code: 'template_misuse' }))
  })

  test('more values than places', () => {
    const tag = (strings: TemplateStringsArray, _value: number) =>
      (db as unknown as (...all: unknown[]) => unknown)(strings, 1, 2)
    expect(() => tag`select ${0}`).toThrow(expect.objectContaining({ code: 'template_misuse' }))
  })

  test('JSON that looks like a fragment is a value', async () => {
    const posing = JSON.parse('{"kind":"raw","text":"drop table x","node":{"kind":"raw"}}')
    expect(await compiled(db`select ${posing}`)).toEqual({ query: 'select $1', params: [JSON.stringify(posing)] })
  })

  test('an object with the prototype of a fragment is no fragment', async () => {
    const forged = Object.create(Object.getPrototypeOf(sql`x`)) as Parameter
    await expect(db`select ${forged}`).rejects.toMatchObject({ code: 'parameter', parameter: 0 })
    await expect(db.respond(forged as never)).rejects.toMatchObject({ code: 'template_misuse' })
    expect(() => sql.join([1], forged as never)).toThrow(expect.objectContaining({ code: 'template_misuse' }))
  })

  test('an unknown escape', () => {
    expect(() => db`select '\u{'`).toThrow(expect.objectContaining({ code: 'template_misuse' }))
  })
})

test('a query with placeholders of its own is no piece of another', async () => {
  const own = db.query('select $1', [1])
  await expect(db`select * from (${own}) q`).rejects.toMatchObject({
    code: 'template_misuse',
    service: 'neon',
    message: expect.stringContaining('stands alone'),
  })
  await expect(db`${sql`${own}`}`).rejects.toMatchObject({ code: 'template_misuse' })
})

test('values are numbered through all fragments', async () => {
  const where = sql`where a = ${1} and b in (${sql.join([2, sql`${3} + ${4}`])})`
  expect(await compiled(db`select ${0} from t ${where} limit ${5}`)).toEqual({
    query: 'select $1 from t where a = $2 and b in ($3, $4 + $5) limit $6',
    params: ['0', '1', '2', '3', '4', '5'],
  })
})

test('a query inside another is a fragment and does not run', async () => {
  const before = sent.length
  const inner = db`select ${1}`
  expect(await compiled(db`select * from (${inner}) x where y = ${2}`)).toEqual({
    query: 'select * from (select $1) x where y = $2',
    params: ['1', '2'],
  })
  expect(sent.length).toBe(before + 1)
})

test('each await sends once more; without one nothing is sent', async () => {
  const before = sent.length
  const query = db`select 1`
  expect(sent.length).toBe(before)
  await query
  await query
  expect(sent.length).toBe(before + 2)
  await query.finally(() => {})
  await query.catch(() => {})
  expect(sent.length).toBe(before + 4)
  expect(Object.prototype.toString.call(query)).toBe('[object Query]')
})

test('names', async () => {
  expect((await compiled(db`${sql.ref('a.b.*')} ${sql.table('s.t')} ${sql.id('x', 'y.z"')}`)).query).toBe(
    '"a"."b".* "s"."t" "x"."y.z"""',
  )
  expect(() => sql.id()).toThrow(expect.objectContaining({ code: 'identifier' }))
  expect(() => sql.ref({} as string)).toThrow(expect.objectContaining({ code: 'identifier' }))
  await expect(db`select ${sql.id('')}`).rejects.toMatchObject({ code: 'identifier' })
  await expect(db`select ${sql.id('a\ud800')}`).rejects.toMatchObject({ code: 'identifier' })
})

test('raw text, literals, an own separator', async () => {
  const query = db`select ${sql.raw('now()')}, ${sql.lit("it's")} where ${sql.join([sql`a`, sql`b`], sql` or `)}`
  expect(await compiled(query)).toEqual({ query: "select now(), 'it''s' where a or b", params: [] })
  expect(() => sql.raw(1 as unknown as string)).toThrow(expect.objectContaining({ code: 'template_misuse' }))
  expect(() => sql.join('ab' as unknown as [])).toThrow(expect.objectContaining({ code: 'template_misuse' }))
})

test('ready SQL text with its own placeholders', async () => {
  expect(await compiled(db.query('select $2, $1', ['a', 2]))).toEqual({ query: 'select $2, $1', params: ['a', '2'] })
  expect(() => db.query(1 as unknown as string)).toThrow(expect.objectContaining({ code: 'template_misuse' }))
  expect(() => db.query('x', 'y' as unknown as [])).toThrow(expect.objectContaining({ code: 'template_misuse' }))
})

test('fragments nest as deep as a loop can build them', async () => {
  let condition = sql`true`
  for (let i = 0; i < 20_000; i++) condition = sql`${condition} and true`
  const { query } = await compiled(db`select ${condition}`)
  expect(query.length).toBe('select true'.length + 20_000 * ' and true'.length)
})

test('a value where none can stand', async () => {
  await expect(db`select '${1}'`).rejects.toMatchObject({ code: 'template_misuse' })
})
