import { setTimeout as delay } from 'node:timers/promises'
import { createConnection } from 'mysql2/promise'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startGateway } from '../../../js/gateway/gateway.js'
import { call, failure, type RunningMysql, startMysql } from './mysql-running.js'
import { startTimeout } from './running.js'

describe('sessions of the gateway in front of MariaDB', () => {
  let running: RunningMysql
  beforeAll(async () => {
    running = await startMysql({ transactionTimeout: 1_500 })
    await running.execute('create table t (id int primary key, n int not null default 0) engine=innodb')
  }, startTimeout)
  afterAll(() => running?.stop())
  beforeEach(() => running.execute('delete from t'))

  const ids = async () => (await running.execute('select id from t order by id')).rows.map(({ id }) => id)

  /** Open transactions of the server, as it says itself: it looks anew only when nobody has asked for 0.1 s. */
  const openTransactions = async (): Promise<unknown[]> => {
    await delay(150)
    const connection = await createConnection(running.mariadb.url)
    const [rows] = await connection.query(
      'select trx_id, trx_started, trx_query from information_schema.innodb_trx order by trx_id',
    )
    await connection.end()
    return rows as unknown[]
  }
  afterEach(async () => expect(await openTransactions()).toEqual([]))

  test('a transaction is seen by itself alone until it is committed', async () => {
    await running.connect().transaction(async (tx) => {
      await tx.execute('insert into t (id) values (1)')
      expect((await tx.execute('select id from t')).rows).toEqual([{ id: 1 }])
      expect(await ids()).toEqual([])
    })
    expect(await ids()).toEqual([1])
  })

  test('a transaction is undone by a throw, and by ROLLBACK', async () => {
    const failed = running.connect().transaction(async (tx) => {
      await tx.execute('insert into t (id) values (1)')
      throw new Error('mine')
    })
    await expect(failed).rejects.toThrow('mine')
    const connection = running.connect()
    await connection.execute('begin')
    await connection.execute('insert into t (id) values (2)')
    await connection.execute('rollback')
    expect(await ids()).toEqual([])
  })

  test('an error leaves the transaction open, and savepoints work', async () => {
    await running.connect().transaction(async (tx) => {
      await tx.execute('insert into t (id) values (1)')
      expect(await failure(tx.execute('insert into t (id) values (1)'))).toMatchObject({ code: 'ALREADY_EXISTS' })
      await tx.execute('savepoint here')
      await tx.execute('insert into t (id) values (2)')
      await tx.execute('rollback to here')
      await tx.execute('insert into t (id) values (3)')
    })
    expect(await ids()).toEqual([1, 3])
  })

  test('the session of an answer says whether a transaction is open', async () => {
    let session: unknown = null
    const execute = async (query: string) => {
      const { body } = await call(running.url, 'Execute', { query, session })
      session = body.session
      return (body.session as { vitessSession: Record<string, unknown> }).vitessSession
    }
    expect(await execute('select 1')).not.toHaveProperty('inTransaction')
    const open = await execute('start transaction')
    expect(open).toMatchObject({
      inTransaction: true,
      shardSessions: [{ target: { keyspace: 'test', shard: '-', tabletType: 'PRIMARY' } }],
    })
    expect(await execute('select 1')).toEqual(open)
    // A statement that commits by itself.
    expect(await execute('create table if not exists other (id int)')).not.toHaveProperty('inTransaction')
    expect(await execute('select 1')).not.toHaveProperty('shardSessions')
  })

  test('two statements at once in one transaction: the second is refused, the first unharmed', async () => {
    const connection = running.connect()
    await connection.execute('begin')
    const slow = connection.execute('insert into t (id) select 1 from dual where sleep(0.4) = 0')
    await delay(150)
    const error = await failure(connection.execute('insert into t (id) values (2)'))
    expect(error).toMatchObject({ code: 'ABORTED' })
    expect(error.message).toContain('in use: for query')
    await slow
    await connection.execute('commit')
    expect(await ids()).toEqual([1])
  })

  test('a transaction is rolled back when its time is over, and says so until ROLLBACK', async () => {
    const connection = running.connect()
    await connection.execute('begin')
    await connection.execute('insert into t (id) values (1)')
    await delay(1_000)
    // Its time is that since it began.
    await connection.execute('insert into t (id) values (2)')
    await delay(800)
    expect(await openTransactions()).toEqual([])
    for (const sql of ['insert into t (id) values (3)', 'commit', 'select 1']) {
      const error = await failure(connection.execute(sql))
      expect(error).toMatchObject({ code: 'ABORTED' })
      expect(error.message).toMatch(/transaction \d+: ended at \S+ \(exceeded timeout: 1\.5s\)/)
    }
    await connection.execute('rollback')
    expect((await connection.execute('select 1 as a')).rows).toEqual([{ a: 1 }])
    expect(await ids()).toEqual([])
  })

  test('a client that is lost in a transaction loses it, and blocks nobody for long', async () => {
    await running.execute('insert into t (id) values (1)')
    const lost = running.connect()
    await lost.execute('begin')
    await lost.execute('update t set n = 1')
    const waited = running.execute('update t set n = n + 10')
    expect(await waited).toMatchObject({ rowsAffected: 1 })
    expect((await running.execute('select n from t')).rows).toEqual([{ n: 10 }])
  })

  test('a client that leaves while a statement runs takes the statement with it', async () => {
    const abort = new AbortController()
    const leaving = running.connect({
      fetch: (url, init) => fetch(url, { ...(init as RequestInit), signal: abort.signal }),
    })
    await leaving.execute('begin')
    await leaving.execute('insert into t (id) values (1)')
    const running_ = leaving.execute('select sleep(30)')
    await delay(200)
    abort.abort()
    await expect(running_).rejects.toThrow('aborted')
    await expect.poll(openTransactions, { timeout: 10_000 }).toEqual([])
    const { rows } = await running.execute(
      "select count(*) as n from information_schema.processlist where info like 'select sleep(30)%'",
    )
    expect(rows).toEqual([{ n: '0' }])
    expect(await ids()).toEqual([])
  })

  test('a deadlock ends one of two transactions, and what follows in it is not done without it', async () => {
    await running.execute('insert into t (id) values (1), (2)')
    const [a, b] = [running.connect(), running.connect()]
    await Promise.all([a.execute('begin'), b.execute('begin')])
    await a.execute('update t set n = 1 where id = 1')
    await b.execute('update t set n = 2 where id = 2')
    const outcomes = await Promise.allSettled([
      a.execute('update t set n = 1 where id = 2'),
      b.execute('update t set n = 2 where id = 1'),
    ])
    const loser = outcomes[0]?.status === 'rejected' ? a : b
    const winner = loser === a ? b : a
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { body: { code: 'ABORTED' } },
    })
    const error = await failure(loser.execute('insert into t (id) values (3)'))
    expect(error.message).toContain('(rolled back)')
    await loser.execute('rollback')
    await winner.execute('commit')
    expect(await ids()).toEqual([1, 2])
    expect(new Set((await running.execute('select n from t')).rows.map(({ n }) => n)).size).toBe(1)
  })

  test('a session keeps what it set, also between connections', async () => {
    const connection = running.connect()
    await connection.execute("set time_zone = '+02:00', sql_mode = 'ANSI_QUOTES'")
    await connection.execute('use mysql')
    await connection.execute('insert into test.t (id) values (1)')
    // Others use the pool's connections meanwhile, and see none of it.
    for (const result of await Promise.all(
      Array.from({ length: 5 }, () =>
        running.execute('select @@time_zone as z, @@sql_mode like "%ANSI%" as m, database() as d'),
      ),
    )) {
      expect(result.rows).toEqual([{ z: '+00:00', m: 0, d: 'test' }])
    }
    const { rows } = await connection.execute('select @@time_zone as z, @@sql_mode as m, database() as d')
    expect(rows).toEqual([{ z: '+02:00', m: 'ANSI_QUOTES', d: 'mysql' }])
  })

  test('a session keeps LAST_INSERT_ID, variables, temporary tables and locks', async () => {
    await running.execute('create table if not exists numbered (id int auto_increment primary key)')
    const connection = running.connect()
    const { insertId } = await connection.execute('insert into numbered values ()')
    await running.execute('insert into numbered values ()')
    expect((await connection.execute('select last_insert_id() as id')).rows).toEqual([{ id: insertId }])
    await connection.execute('set @mine = 42')
    await connection.execute('create temporary table temporary_one (id int)')
    await connection.execute("select get_lock('mine', 0)")
    expect((await connection.execute('select @mine as a, count(*) as n from temporary_one')).rows).toEqual([
      { a: '42', n: '0' },
    ])
    const taken = async () => (await running.execute("select get_lock('mine', 0) as l")).rows
    expect(await taken()).toEqual([{ l: 0 }])
    expect((await running.execute('select @mine as a')).rows).toEqual([{ a: null }])
  })

  test('a session without autocommit has its transaction', async () => {
    const connection = running.connect()
    await connection.execute('set autocommit = 0')
    await connection.execute('insert into t (id) values (1)')
    expect(await ids()).toEqual([])
    await connection.execute('commit')
    expect(await ids()).toEqual([1])
    await connection.execute('set autocommit = 1')
    await connection.execute('insert into t (id) values (2)')
    expect(await ids()).toEqual([1, 2])
  })

  test('text stays UTF-8 whatever a client asks for', async () => {
    const connection = running.connect()
    await connection.execute('begin')
    await connection.execute('set names latin1')
    expect((await connection.execute("select 'é😀' as a")).rows).toEqual([{ a: 'é😀' }])
    await connection.execute('rollback')
  })

  test('100 transactions at once count right on 20 connections', async () => {
    await running.execute('insert into t (id) values (1)')
    await Promise.all(
      Array.from({ length: 100 }, async (_, index) => {
        const work = running.connect().transaction(async (tx) => {
          await tx.execute('update t set n = n + 1')
          if (index % 4 === 0) throw new Error('no')
        })
        await work.catch((error: Error) => expect(error.message).toBe('no'))
      }),
    )
    expect((await running.execute('select n from t')).rows).toEqual([{ n: 75 }])
  })

  test('too many open transactions: a request waits, then hears why', async () => {
    const gateway = await startGateway({ port: 0, mysql: running.mariadb.url, maxConnections: 1, queueTimeout: 200 })
    const url = gateway.planetscale?.url ?? ''
    const holder = running.connect({ url })
    await holder.execute('begin')
    expect(await failure(running.connect({ url }).execute('select 1'))).toMatchObject({ code: 'RESOURCE_EXHAUSTED' })
    await holder.execute('commit')
    expect((await running.connect({ url }).execute('select 1 as a')).rows).toEqual([{ a: 1 }])
    await gateway.close()
  })

  test('USE of another target gives back the connection that the session had', async () => {
    const gateway = await startGateway({ port: 0, mysql: running.mariadb.url, maxConnections: 1, queueTimeout: 200 })
    const connection = running.connect({ url: gateway.planetscale?.url ?? '' })
    await connection.execute('set @mine = 42')
    const { session: reserved } = connection as unknown as { session: unknown }
    await connection.execute('use @replica')
    expect((await connection.execute('select @mine as a')).rows).toEqual([{ a: null }])
    expect(await failure(connection.execute('insert into t (id) values (1)'))).toMatchObject({ code: 'UNKNOWN' })
    // Who still has the session from before hears that it is gone.
    const { body } = await call(gateway.planetscale?.url ?? '', 'Execute', { query: 'select @mine', session: reserved })
    expect(body).toMatchObject({ error: { code: 'ABORTED' } })
    await gateway.close()
  })

  test('USE of another target while a statement of the session runs is refused', async () => {
    const connection = running.connect()
    await connection.execute('set @mine = 42')
    const slow = connection.execute('select sleep(0.4)')
    await delay(150)
    expect(await failure(connection.execute('use @replica'))).toMatchObject({ code: 'ABORTED' })
    await slow
    expect((await connection.execute('select @mine as a')).rows).toEqual([{ a: '42' }])
  })

  test('sessions outlive the gateway, their transactions do not', async () => {
    const begin = () => startGateway({ port: 0, mysql: running.mariadb.url, password: 'pass:w@rd %41' })
    const first = await begin()
    const connection = running.connect({ url: first.planetscale?.url ?? '' })
    await connection.execute("set time_zone = '+01:00'")
    const { session } = connection as unknown as { session: unknown }
    await connection.execute('begin')
    await connection.execute('insert into t (id) values (1)')
    const { session: open } = connection as unknown as { session: unknown }
    await first.close()
    await expect.poll(openTransactions).toEqual([])
    const second = await begin()
    const url = second.planetscale?.url ?? ''
    const execute = async (query: string, given: unknown) =>
      (await call(url, 'Execute', { query, session: given })).body
    expect(await execute('select @@time_zone', session)).toMatchObject({ result: { rows: [{ values: 'KzAxOjAw' }] } })
    expect(await execute('commit', open)).toMatchObject({ error: { code: 'ABORTED' } })
    await second.close()
    expect(await ids()).toEqual([])
  })

  test(
    'a server that ends is told of',
    async () => {
      const other = await startMysql()
      const connection = other.connect()
      await connection.execute('begin')
      await other.mariadb.stop()
      expect(await failure(connection.execute('insert into t values (1)'))).toMatchObject({ code: 'UNAVAILABLE' })
      expect(await failure(other.execute('select 1'))).toMatchObject({ code: 'RESOURCE_EXHAUSTED' })
      await other.gateway.close()
    },
    startTimeout,
  )
})

test('what is no server of MySQL is refused in one line', async () => {
  const refused = async (mysql: string) => {
    const error = await startGateway({ port: 0, mysql }).catch((reason: unknown) => reason as Error)
    return (error as Error).message
  }
  expect(await refused('postgres://x')).toContain('--mysql needs a URL such as mysql://')
  expect(await refused('mysql://me:secret@127.0.0.1:1/x')).toBe(
    '127.0.0.1:1: could not connect to the database (ECONNREFUSED)',
  )
})
