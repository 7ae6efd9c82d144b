// Options of a builder, on real engines.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { builder, type BuilderOptions, type Generated } from '../../../js/builder/index.js'
import * as mysqlHelpers from '../../../js/builder/helpers/mysql.js'
import * as postgresHelpers from '../../../js/builder/helpers/postgres.js'
import * as sqliteHelpers from '../../../js/builder/helpers/sqlite.js'
import type { Database } from '../../../js/database.js'
import { startTimeout } from '../gateway/running.js'
import { type Engines, startEngines } from './support/engines.js'

interface Schema {
  staffMember: { id: Generated<number>; firstName: string; bossId: number | null }
  petAnimal: { id: Generated<number>; ownerId: number; petName: string }
}

const helpers = { postgres: postgresHelpers, mysql: mysqlHelpers, sqlite: sqliteHelpers }

let engines: Engines
beforeAll(async () => {
  engines = await startEngines()
  for (const name of ['postgres', 'mysql', 'sqlite'] as const) {
    const db = engines[name] as Database
    await db.query('create table staff_member (id integer primary key, first_name varchar(50), boss_id integer)')
    await db.query('create table pet_animal (id integer primary key, owner_id integer, pet_name varchar(50))')
    await db.query("insert into staff_member values (1, 'Ada', null), (2, 'Bob', 1)")
    await db.query("insert into pet_animal values (1, 1, 'Rex'), (2, 1, 'Tom')")
  }
  await engines.postgres.query('create schema app')
  await engines.postgres.query('create table app.staff_member (id integer, first_name text, boss_id integer)')
  await engines.postgres.query("insert into app.staff_member values (9, 'Zoe', null)")
}, startTimeout)
afterAll(() => engines?.stop())

const begin = (engine: 'postgres' | 'mysql' | 'sqlite', options?: BuilderOptions) =>
  builder<Schema>(engines[engine] as Database, options)

describe.each(['postgres', 'mysql', 'sqlite'] as const)('on %s', (engine) => {
  test('camelCase: names there are in snake case', async () => {
    const k = begin(engine, { camelCase: true })
    await k.insertInto('staffMember').values({ id: 3, firstName: 'Cyd', bossId: 1 }).execute()
    const query = k
      .selectFrom('staffMember as s')
      .select(['s.id', 's.firstName', 's.bossId as theBoss'])
      .orderBy('s.id')
    expect(query.compile().sql.replaceAll(/["`]/g, '')).toBe(
      'select s.id, s.first_name, s.boss_id as the_boss from staff_member as s order by s.id',
    )
    const all = [
      { id: 1, firstName: 'Ada', theBoss: null },
      { id: 2, firstName: 'Bob', theBoss: 1 },
      { id: 3, firstName: 'Cyd', theBoss: 1 },
    ]
    expect(await query.execute()).toEqual(all)
    expect(await (await k.respond(query)).json()).toEqual(all)
    await k.deleteFrom('staffMember').where('firstName', '=', 'Cyd').execute()
    expect(await k.selectFrom('staffMember').selectAll().where('bossId', 'is not', null).execute()).toEqual([
      { id: 2, firstName: 'Bob', bossId: 1 },
    ])
  })

  test('camelCase: so are the keys of nested rows, where the columns are named', async () => {
    const k = begin(engine, { camelCase: true })
    const { jsonArrayFrom, jsonObjectFrom } = helpers[engine]
    const query = k
      .selectFrom('staffMember as s')
      .select((eb) => [
        's.firstName',
        jsonArrayFrom(
          eb
            .selectFrom('petAnimal as p')
            .select(['p.petName', 'p.id as petId'])
            .whereRef('p.ownerId', '=', 's.id')
            .orderBy('p.petName', 'desc'),
        ).as('thePets'),
        jsonObjectFrom(eb.selectFrom('staffMember as b').select(['b.firstName']).whereRef('b.id', '=', 's.bossId')).as(
          'theBoss',
        ),
      ])
      .orderBy('s.id')
    // MariaDB has neither cast(.. as json) nor tables of a select that refer to columns outside, as MySQL 8 has.
    if (engine === 'mysql') {
      expect(query.compile().sql).toContain("json_object('petName', `agg`.`pet_name`, 'petId', `agg`.`pet_id`)")
      return
    }
    const rows = await query.execute()
    const parsed = rows.map((row) =>
      JSON.parse(JSON.stringify(row), (_, value) =>
        typeof value === 'string' && /^[[{]/.test(value) ? JSON.parse(value) : value,
      ),
    )
    expect(parsed).toEqual([
      {
        firstName: 'Ada',
        thePets: [
          { petName: 'Tom', petId: 2 },
          { petName: 'Rex', petId: 1 },
        ],
        theBoss: null,
      },
      { firstName: 'Bob', thePets: [], theBoss: { firstName: 'Ada' } },
    ])
  })

  test('emptyLists: an empty list is in nothing', async () => {
    const k = begin(engine, { emptyLists: true })
    const people = k.selectFrom('staff_member' as 'staffMember').select('id')
    expect(await people.where('id', 'in', []).execute()).toEqual([])
    expect(await people.where('id', 'not in', []).execute()).toHaveLength(2)
    expect(await people.where((eb) => eb.or([eb('id', 'in', []), eb('id', '=', 1)])).execute()).toEqual([{ id: 1 }])
  })

  test('nullComparison: a comparison with null is none with a value', async () => {
    const k = begin(engine, { nullComparison: true, camelCase: true })
    const people = k.selectFrom('staffMember').select('id')
    expect(await people.where('bossId', '=', null).execute()).toEqual([{ id: 1 }])
    expect(await people.where('bossId', '!=', null).execute()).toEqual([{ id: 2 }])
    expect(
      await begin(engine, { camelCase: true })
        .selectFrom('staffMember')
        .select('id')
        .where('bossId', '=', null)
        .execute(),
    ).toEqual([])
  })

  test('deduplicateJoins: of equal joins one stays', async () => {
    const join = (options: BuilderOptions) =>
      begin(engine, { camelCase: true, ...options })
        .selectFrom('staffMember as s')
        .innerJoin('petAnimal as p', 'p.ownerId', 's.id')
        .innerJoin('petAnimal as p', 'p.ownerId', 's.id')
        .select('p.petName')
        .orderBy('p.petName')
    expect(await join({ deduplicateJoins: true }).execute()).toEqual([{ petName: 'Rex' }, { petName: 'Tom' }])
    await expect(join({}).execute()).rejects.toMatchObject({ code: 'query' })
  })
})

test.each(['postgres', 'sqlite'] as const)('camelCase: in batches and their responses, on %s', async (engine) => {
  const k = builder<Schema>(engines[engine] as Engines['sqlite'], { camelCase: true })
  const bosses = k.selectFrom('staffMember').select('firstName').where('bossId', 'is', null)
  const pets = k.selectFrom('petAnimal').select(['petName', 'ownerId']).orderBy('id').limit(1)
  const given = [[{ firstName: 'Ada' }], [{ petName: 'Rex', ownerId: 1 }]]
  expect(await k.batch([bosses, pets])).toEqual(given)
  expect(await (await k.respond({ bosses, pets })).json()).toEqual({ bosses: given[0], pets: given[1] })
})

test('camelCase: in lazy rows and streams', async () => {
  const k = builder<Schema>(engines.postgres, { camelCase: true })
  const query = k.selectFrom('staffMember').select('firstName').orderBy('id')
  using rows = await k.lazy(query)
  expect(rows[1]?.firstName).toBe('Bob')
  for await (const batch of k.stream(query)) expect([...batch]).toEqual([{ firstName: 'Ada' }, { firstName: 'Bob' }])
  const byId = k.prepare((value) =>
    k.selectFrom('staffMember').select('firstName').where('bossId', '=', value('bossId')),
  )
  expect(await byId.execute({ bossId: 1 })).toEqual([{ firstName: 'Bob' }])
})

test('schema: tables that name none are in it', async () => {
  const k = begin('postgres', { schema: 'app', camelCase: true })
  expect(await k.selectFrom('staffMember').select('firstName').execute()).toEqual([{ firstName: 'Zoe' }])
  expect(await k.withSchema('public').selectFrom('petAnimal').select('petName').orderBy('id').execute()).toHaveLength(2)
  const [rows] = await begin('postgres', { camelCase: true, schema: 'app' })
    .$pickTables<'staffMember'>()
    .selectFrom('staffMember')
    .selectAll()
    .execute()
  expect(rows).toEqual({ id: 9, firstName: 'Zoe', bossId: null })
})

test('what is no option, or has a wrong value, is refused', () => {
  const refused = (options: object, message: string) =>
    expect(() => begin('postgres', options)).toThrow(
      expect.objectContaining({ code: 'option', message: expect.stringContaining(message) }),
    )
  refused({ camelcase: true }, 'there is no option camelcase')
  refused({ camelCase: 1 }, 'camelCase must be true or false')
  refused({ schema: '' }, 'schema must be')
  refused({ log: true }, 'log must be a function')
  refused({ splitInserts: 'yes' }, 'splitInserts must be')
  refused('options' as never, 'must be an object')
  expect(() => begin('postgres', { camelCase: undefined, log: undefined })).not.toThrow()
})
