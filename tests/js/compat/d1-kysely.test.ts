import { type Generated, Kysely, sql } from 'kysely'
import { D1Dialect } from 'kysely-d1'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createD1Database } from '../../../js/compat/d1.js'
import { type Gateway, startGateway } from '../../../js/gateway/gateway.js'

interface Schema {
  person: { id: Generated<number>; name: string; age: number | null }
  pet: { id: Generated<number>; owner_id: number; name: string; photo: Uint8Array | null }
}

describe('kysely-d1 on compat/d1', () => {
  let gateway: Gateway
  let db: Kysely<Schema>
  beforeAll(async () => {
    gateway = await startGateway({ port: 0, sqlite: ':memory:' })
    if (gateway.d1 === undefined) throw new Error('no D1')
    db = new Kysely<Schema>({ dialect: new D1Dialect({ database: createD1Database(gateway.d1) }) })
    await db.schema
      .createTable('person')
      .addColumn('id', 'integer', (column) => column.primaryKey())
      .addColumn('name', 'text', (column) => column.notNull().unique())
      .addColumn('age', 'integer')
      .execute()
    await db.schema
      .createTable('pet')
      .addColumn('id', 'integer', (column) => column.primaryKey())
      .addColumn('owner_id', 'integer', (column) => column.notNull().references('person.id'))
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('photo', 'blob')
      .execute()
  })
  afterAll(async () => {
    await db?.destroy()
    await gateway?.close()
  })

  test('insert, with the id and the number of rows', async () => {
    const inserted = await db.insertInto('person').values({ name: 'Ada', age: 36 }).executeTakeFirstOrThrow()
    expect(inserted).toMatchObject({ insertId: 1n, numInsertedOrUpdatedRows: 1n })
    const returned = await db
      .insertInto('person')
      .values([
        { name: 'Bob', age: null },
        { name: 'Cy', age: 5 },
      ])
      .returning(['id', 'name'])
      .execute()
    expect(returned).toEqual([
      { id: 2, name: 'Bob' },
      { id: 3, name: 'Cy' },
    ])
    await db
      .insertInto('pet')
      .values({ owner_id: 1, name: 'Rex', photo: Uint8Array.of(0, 255) })
      .execute()
  })

  test('select and join', async () => {
    const rows = await db
      .selectFrom('person')
      .leftJoin('pet', 'pet.owner_id', 'person.id')
      .select(['person.id', 'person.name', 'pet.name as pet', 'pet.photo'])
      .where('person.age', 'is not', null)
      .where('person.id', 'in', [1, 2, 3])
      .orderBy('person.id')
      .execute()
    expect(rows).toEqual([
      // As with the binding, bytes are numbers.
      { id: 1, name: 'Ada', pet: 'Rex', photo: [0, 255] },
      { id: 3, name: 'Cy', pet: null, photo: null },
    ])
    const { rows: raw } = await sql<{ n: number }>`select count(*) as n from ${sql.table('person')}`.execute(db)
    expect(raw).toEqual([{ n: 3 }])
  })

  test('update and delete', async () => {
    const updated = await db.updateTable('person').set({ age: 6 }).where('name', '=', 'Cy').executeTakeFirst()
    expect(updated.numUpdatedRows).toBe(1n)
    const upserted = await db
      .insertInto('person')
      .values({ name: 'Cy', age: 7 })
      .onConflict((conflict) => conflict.column('name').doUpdateSet({ age: 7 }))
      .returningAll()
      .executeTakeFirst()
    expect(upserted).toEqual({ id: 3, name: 'Cy', age: 7 })
    const deleted = await db.deleteFrom('person').where('name', '=', 'Bob').executeTakeFirst()
    expect(deleted.numDeletedRows).toBe(1n)
  })

  test('errors', async () => {
    await expect(db.insertInto('person').values({ name: 'Ada', age: 1 }).execute()).rejects.toThrow(
      'D1_ERROR: UNIQUE constraint failed: person.name: SQLITE_CONSTRAINT (extended: SQLITE_CONSTRAINT_UNIQUE)',
    )
    await expect(db.deleteFrom('person').execute()).rejects.toThrow('FOREIGN KEY constraint failed')
    await expect(db.transaction().execute(async () => {})).rejects.toThrow('Transactions are not supported yet.')
  })

  test('introspection', async () => {
    const tables = await db.introspection.getTables()
    expect(tables.map(({ name, columns }) => [name, columns.map((column) => column.name)])).toEqual([
      ['person', ['id', 'name', 'age']],
      ['pet', ['id', 'owner_id', 'name', 'photo']],
    ])
  })
})
