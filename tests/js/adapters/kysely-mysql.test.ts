// Kysely over PlanetScale's protocol, on MariaDB behind the gateway; queries beside Kysely's own dialect on mysql2.
import { type Generated, Kysely, MysqlDialect, sql } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'
import { createPool } from 'mysql2'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { batch, respond, TcplessDialect } from '../../../js/adapters/kysely.js'
import { planetscale } from '../../../js/services/planetscale.js'
import { type RunningMysql, startMysql } from '../gateway/mysql-running.js'
import { startTimeout } from '../gateway/running.js'

interface Schema {
  posts: { id: Generated<number>; title: string; views: number | null; published: boolean | number }
}

let running: RunningMysql
let db: Kysely<Schema>
let own: Kysely<Schema>
beforeAll(async () => {
  running = await startMysql()
  db = new Kysely<Schema>({ dialect: new TcplessDialect({ database: planetscale(running.url) }) })
  own = new Kysely<Schema>({ dialect: new MysqlDialect({ pool: createPool(running.mariadb.url) }) })
  await db.schema
    .createTable('posts')
    .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
    .addColumn('title', 'varchar(50)', (column) => column.notNull().unique())
    .addColumn('views', 'integer')
    .addColumn('published', 'boolean', (column) => column.notNull().defaultTo(false))
    .execute()
}, startTimeout)
afterAll(async () => {
  await own?.destroy()
  await running?.stop()
})
beforeEach(async () => {
  await sql`truncate table posts`.execute(db)
})

const titles = async () =>
  (await own.selectFrom('posts').select('title').orderBy('id').execute()).map((row) => row.title)
const add = (target: Kysely<Schema>, ...names: string[]) =>
  target.insertInto('posts').values(names.map((title) => ({ title, published: true })))

describe('Kysely on PlanetScale', () => {
  test('queries give what they give on its own dialect', async () => {
    for (const target of [db, own]) {
      await sql`truncate table posts`.execute(target)
      const inserted = await add(target, 'One', 'It\'s "two" \\ ü').executeTakeFirstOrThrow()
      expect(inserted.insertId).toBe(1n)
      expect(inserted.numInsertedOrUpdatedRows).toBe(2n)
      const updated = await target.updateTable('posts').set({ views: 5 }).where('id', '>', 0).executeTakeFirstOrThrow()
      expect(updated.numUpdatedRows).toBe(2n)
      expect(await target.selectFrom('posts').selectAll().where('title', 'like', '%ü').execute()).toEqual([
        { id: 2, title: 'It\'s "two" \\ ü', views: 5, published: 1 },
      ])
      const deleted = await target.deleteFrom('posts').where('id', '=', 1).executeTakeFirstOrThrow()
      expect(deleted.numDeletedRows).toBe(1n)
      const upserted = await add(target, 'One').onDuplicateKeyUpdate({ views: 1 }).executeTakeFirstOrThrow()
      expect(upserted.insertId).toBe(3n)
    }
  })

  test('tells tables and columns', async () => {
    const [ours, theirs] = [await db.introspection.getTables(), await own.introspection.getTables()]
    expect(ours).toEqual(theirs)
    expect(ours.map(({ name }) => name)).toContain('posts')
  })

  test('commits a transaction, whose queries see each other', async () => {
    const given = await db.transaction().execute(async (trx) => {
      await add(trx, 'One').execute()
      expect(await titles()).toEqual([])
      return trx.selectFrom('posts').select('title').execute()
    })
    expect(given).toEqual([{ title: 'One' }])
    expect(await titles()).toEqual(['One'])
  })

  test('rolls a transaction back, and throws what it threw', async () => {
    const failed = db.transaction().execute(async (trx) => {
      await add(trx, 'One').execute()
      await add(trx, 'One').execute()
    })
    await expect(failed).rejects.toMatchObject({ code: 'query', errno: 1062, sqlstate: '23000' })
    await expect(db.transaction().execute(() => Promise.reject(new Error('mine')))).rejects.toThrow('mine')
    expect(await titles()).toEqual([])
  })

  test('controls transactions and savepoints', async () => {
    const trx = await db.startTransaction().execute()
    await add(trx, 'One').execute()
    const after = await trx.savepoint('here').execute()
    await add(after, 'Two').execute()
    const back = await after.rollbackToSavepoint('here').execute()
    await add(back, 'Three').execute()
    const released = await back.releaseSavepoint('here').execute()
    await released.commit().execute()
    expect(await titles()).toEqual(['One', 'Three'])
    const other = await db.startTransaction().execute()
    await add(other, 'Four').execute()
    await other.rollback().execute()
    expect(await titles()).toEqual(['One', 'Three'])
  })

  test('refuses what the service does not have', async () => {
    const serializable = db.transaction().setIsolationLevel('serializable')
    await expect(serializable.execute(async () => 1)).rejects.toMatchObject({ code: 'unsupported' })
    await expect(batch(db, [db.selectFrom('posts').selectAll()])).rejects.toMatchObject({ code: 'unsupported' })
  })

  test('many transactions at once', async () => {
    await add(db, 'One').execute()
    await Promise.all(
      Array.from({ length: 20 }, () =>
        db.transaction().execute((trx) =>
          trx
            .updateTable('posts')
            .set(({ eb, fn }) => ({ views: eb(fn.coalesce('views', sql<number>`0`), '+', 1) }))
            .execute(),
        ),
      ),
    )
    expect(await db.selectFrom('posts').select('views').execute()).toEqual([{ views: 20 }])
  })

  test('streams, and responds', async () => {
    await add(db, 'One', 'Two', 'Three').execute()
    const query = db.selectFrom('posts').select('title').orderBy('id')
    const streamed: string[] = []
    for await (const { title } of query.stream(2)) streamed.push(title)
    expect(streamed).toEqual(['One', 'Two', 'Three'])
    expect(await (await respond(db, query)).json()).toEqual([{ title: 'One' }, { title: 'Two' }, { title: 'Three' }])
  })

  test('migrates', async () => {
    const migrations: Record<string, Migration> = {
      '001': { up: (target) => target.schema.createTable('migrated').addColumn('id', 'integer').execute() },
    }
    const migrator = () => new Migrator({ db, provider: { getMigrations: async () => migrations } })
    const { error, results } = await migrator().migrateToLatest()
    expect(error).toBeUndefined()
    expect(results).toMatchObject([{ migrationName: '001', status: 'Success' }])
    expect((await migrator().migrateToLatest()).results).toEqual([])
    await expect(sql`select * from migrated`.execute(db)).resolves.toMatchObject({ rows: [] })
  })
})
