// Transactions and batches inside a Durable Object, in workerd.
import { describe, expect, test } from 'vitest'
import type { DurableClient } from '../../../js/services/durable-object.js'
import { failure, inside, thrownBy } from './support.js'

describe('transactions', () => {
  const count = (db: DurableClient) => db.sync<{ n: number }>`select count(*) as n from posts`[0]?.n

  test('synchronous', () =>
    inside((db) => {
      expect(
        db.transactionSync(() => {
          db.sync`insert into posts (title) values ('a')`
          return db.transactionSync(() => db.sync`insert into posts (title) values ('b')`.lastId)
        }),
      ).toBe(2)
      const own = new Error('own')
      expect(
        thrownBy(() =>
          db.transactionSync(() => {
            db.sync`insert into posts (title) values ('c')`
            throw own
          }),
        ),
      ).toBe(own)
      expect(thrownBy(() => db.transactionSync(() => db.sync`insert into posts (title) values ('a')`))).toMatchObject({
        databaseCode: 'SQLITE_CONSTRAINT_UNIQUE',
      })
      expect(count(db)).toBe(2)
    }))

  test('synchronous ones refuse what is not', () =>
    inside(async (db) => {
      let ran = false
      const asyncWork = async () => {
        ran = true
      }
      expect(thrownBy(() => db.transactionSync(asyncWork))).toMatchObject({
        code: 'unsupported',
        service: 'durable-object',
      })
      expect(ran).toBe(false)
      const promising = () => {
        db.sync`insert into posts (title) values ('a')`
        return Promise.reject(new Error('later'))
      }
      expect(thrownBy(() => db.transactionSync(promising))).toMatchObject({ code: 'unsupported' })
      expect(thrownBy(() => db.transactionSync(() => db`insert into posts (title) values ('a')`))).toMatchObject({
        code: 'unsupported',
      })
      expect(count(db)).toBe(0)
    }))

  test('asynchronous', () =>
    inside(async (db) => {
      expect(
        await db.transaction(async () => {
          await db`insert into posts (title) values ('a')`
          await new Promise((resolve) => setTimeout(resolve, 5))
          await db.batch([db`insert into posts (title) values ('b')`])
          return 'done'
        }),
      ).toBe('done')
      const own = new Error('own')
      const broken = db.transaction(async () => {
        await db`insert into posts (title) values ('c')`
        throw own
      })
      expect(await failure(broken)).toBe(own)
      await db.transaction(async ({ rollback }) => {
        await db`insert into posts (title) values ('d')`
        rollback()
      })
      expect(count(db)).toBe(2)
    }))

  test('a batch is all or nothing, and says which query failed', () =>
    inside(async (db) => {
      const [one, two] = await db.batch([db<{ n: number }>`select 1 as n`, db`insert into posts (title) values ('a')`])
      expect([one, two.affected]).toEqual([[{ n: 1 }], 1])
      const failing = db.batch([db`insert into posts (title) values ('b')`, db`insert into posts (title) values ('a')`])
      expect(await failure(failing)).toMatchObject({ databaseCode: 'SQLITE_CONSTRAINT_UNIQUE', statement: 1 })
      expect(await failure(db.batch([db`select 1`, db`select ${Number.NaN}`]))).toMatchObject({
        code: 'parameter',
        statement: 1,
      })
      expect(await db.batch([db`select 1 as a, 2 as a`.with({ rowMode: 'array' })])).toEqual([[[1, 2]]])
      expect(count(db)).toBe(1)
      expect(await db.batch([])).toEqual([])
    }))
})
