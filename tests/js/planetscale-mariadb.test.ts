// A client for PlanetScale on a real engine: MariaDB behind the gateway.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { DatabaseError, planetscale, type PlanetscaleDatabase } from '../../js/services/planetscale.js'
import { type RunningMysql, startMysql } from './gateway/mysql-running.js'
import { startTimeout } from './gateway/running.js'

describe('PlanetScale on MariaDB', () => {
  let running: RunningMysql
  let db: PlanetscaleDatabase
  beforeAll(async () => {
    running = await startMysql({ transactionTimeout: 1_500 })
    db = planetscale(running.url)
    await db`create table t (id int primary key auto_increment, name varchar(100), n bigint not null default 0) engine=innodb`
  }, startTimeout)
  afterAll(() => running?.stop())
  beforeEach(async () => {
    await db`truncate table t`
  })

  const names = async () => (await db<{ name: string }>`select name from t order by id`).map(({ name }) => name)

  test('values go in and come out', async () => {
    const inserted = await db`insert into t (name, n) values (${'it\'s \\ "x" é😀'}, ${9007199254740991})`
    expect(inserted).toMatchObject({ affected: 1, lastId: 1 })
    const rows = await db`select * from t where name = ${'it\'s \\ "x" é😀'}`
    expect([...rows]).toEqual([{ id: 1, name: 'it\'s \\ "x" é😀', n: 9007199254740991 }])
    expect(rows.columns.map(({ name }) => name)).toEqual(['id', 'name', 'n'])
    expect(rows).toMatchObject({ affected: null, lastId: null, meta: { timing: expect.any(Number) } })
    expect([...(await db`select id from t`.with({ rowMode: 'array' }))]).toEqual([[1]])
    expect([...(await db.query('select n from t where id = ?', [1]))]).toEqual([{ n: 9007199254740991 }])
  })

  test('an error has the number of MySQL, the SQLSTATE and the code of Vitess', async () => {
    await db`insert into t (id) values (1)`
    const again = db`insert into t (id) values (1)`
    await expect(again).rejects.toMatchObject({
      code: 'query',
      errno: 1062,
      sqlstate: '23000',
      databaseCode: 'ALREADY_EXISTS',
      service: 'planetscale',
      status: 200,
      attempts: 1,
    })
    await expect(again).rejects.toBeInstanceOf(DatabaseError)
    const wrong = planetscale(running.url.replace(/:[^:@]+@/, ':wrong@'))
    await expect(wrong`select 1`).rejects.toMatchObject({ code: 'authentication', status: 401 })
  })

  test('all four ways out give the same', async () => {
    await db`insert into t (name, n) values (${'one'}, ${1}), (${null}, ${2}), (${'é'}, ${3})`
    const query = db<{ id: number; name: string | null }>`select * from t order by id`
    const rows = [...(await query)]
    using lazy = await db.lazy(query)
    expect(lazy.map((row) => row.toJSON())).toEqual(rows)
    const streamed = []
    for await (const batch of db.stream(query, { batchSize: 2 })) streamed.push(...batch)
    expect(streamed).toEqual(rows)
    expect(await (await db.respond(query)).json()).toEqual(rows)
    const csv = await (await db.respond(query, { format: 'csv' })).text()
    expect(csv).toBe('id,name,n\r\n1,one,1\r\n2,,2\r\n3,é,3\r\n')
    expect(await (await db.respond(query, { format: 'arrays' })).json()).toEqual(rows.map((row) => Object.values(row)))
  })

  test('a transaction is committed, or rolled back when its work fails', async () => {
    const given = await db.transaction(async (tx) => {
      await tx`insert into t (name) values ('a')`
      expect(await names()).toEqual([])
      const [row] = await tx`select name from t`
      return row
    })
    expect(given).toEqual({ name: 'a' })
    const failed = db.transaction(async (tx) => {
      await tx`insert into t (name) values ('b')`
      throw new Error('mine')
    })
    await expect(failed).rejects.toThrow('mine')
    expect(await names()).toEqual(['a'])
  })
})
