import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { GatewayError, startGateway } from '../../../js/gateway/gateway.js'
import { startPostgres } from '../../services/postgres.js'
import { freePort } from '../../services/server.js'
import { answer, type Failure, post, type Running, start, startTimeout } from './running.js'

const maxConnections = 3

describe('a PostgreSQL server behind the gateway', () => {
  let running: Running
  let observer: pg.Client
  beforeAll(async () => {
    running = await start('PostgreSQL', { maxConnections, queueTimeout: 1_500, queueLimit: 5 })
    observer = new pg.Client({ connectionString: running.postgres?.url })
    await observer.connect()
  }, startTimeout)
  afterAll(async () => {
    await observer?.end()
    await running?.stop()
  })

  /** How many backends run a statement that contains the marker. */
  const active = async (marker: string): Promise<number> => {
    const { rows } = await observer.query<{ count: number }>(
      `select count(*)::int as count from pg_stat_activity
        where state = 'active' and pid <> pg_backend_pid() and position($1 in query) > 0`,
      [marker],
    )
    return rows[0]?.count ?? 0
  }
  const until = async (condition: () => Promise<boolean>): Promise<void> => {
    while (!(await condition())) await delay(20)
  }

  test('a statement whose client goes away is cancelled on the server', async () => {
    const stop = new AbortController()
    const query = 'select pg_sleep(600) /* abandoned */'
    const request = post(running.gateway, { query }, undefined, stop.signal)
    await until(async () => (await active('abandoned')) === 1)
    stop.abort()
    await expect(request).rejects.toThrow()
    await until(async () => (await active('abandoned')) === 0)
    expect((await answer(running.gateway, 'select 1')).rows).toEqual([['1']])
  })

  test('a batch whose client goes away is rolled back', async () => {
    await answer(running.gateway, 'create table batched (a int)')
    const stop = new AbortController()
    const queries = [{ query: 'insert into batched values (1)' }, { query: 'select pg_sleep(600) /* half done */' }]
    const request = post(running.gateway, { queries }, undefined, stop.signal)
    await until(async () => (await active('half done')) === 1)
    stop.abort()
    await expect(request).rejects.toThrow()
    await until(async () => (await active('half done')) === 0)
    expect((await answer(running.gateway, 'select count(*) from batched')).rows).toEqual([['0']])
  })

  test('no more connections than allowed are used, and waiting ends at a deadline', async () => {
    const stop = new AbortController()
    const sleeping = Array.from({ length: maxConnections }, () =>
      post(running.gateway, { query: 'select pg_sleep(600) /* occupied */' }, undefined, stop.signal).catch(
        () => 'gone',
      ),
    )
    await until(async () => (await active('occupied')) === maxConnections)
    const waiting = Array.from({ length: 8 }, () => post(running.gateway, { query: 'select 1' }))
    const answers = await Promise.all(
      (await Promise.all(waiting)).map(async (response) => [
        response.status,
        ((await response.json()) as Failure).message,
      ]),
    )
    expect(await active('occupied')).toBe(maxConnections)
    const late = [500, 'no database connection became free in 1500 ms']
    const refused = [500, 'too many requests wait for a database connection']
    expect(answers.filter(([, message]) => message === late[1])).toEqual(new Array(5).fill(late))
    expect(answers.filter(([, message]) => message === refused[1])).toEqual(new Array(3).fill(refused))
    stop.abort()
    await Promise.all(sleeping)
    await until(async () => (await active('occupied')) === 0)
    expect((await answer(running.gateway, 'select 1')).rows).toEqual([['1']])
  })

  test('settings of one connection string do not reach another, beyond the number of connections', async () => {
    for (let round = 0; round < 2; round += 1) {
      for (const zone of ['Asia/Tokyo', 'Europe/Paris', 'America/Lima', 'Africa/Cairo', 'UTC']) {
        const headers = {
          'Neon-Connection-String': `${running.gateway.url}?timezone=${zone}`,
          'Neon-Array-Mode': 'true',
        }
        const response = await post(running.gateway, { query: "select current_setting('timezone')" }, headers)
        expect(await response.json()).toMatchObject({ rows: [[zone]] })
      }
    }
  })

  test('a value with backslashes and spaces reaches the server as it is', async () => {
    const value = ' a\\ b\\\\ \'c\' "d" -c x=y'
    const url = new URL(running.gateway.url)
    url.searchParams.set('my.setting', value)
    const headers = { 'Neon-Connection-String': url.href, 'Neon-Array-Mode': 'true' }
    const response = await post(running.gateway, { query: "select current_setting('my.setting')" }, headers)
    expect(await response.json()).toMatchObject({ rows: [[value]] })
  })

  test('a connection that the server ends is an error once, and then replaced', async () => {
    const response = await post(running.gateway, { query: 'select pg_terminate_backend(pg_backend_pid())' })
    expect([response.status, ((await response.json()) as Failure).code]).toEqual([400, '57P01'])
    expect((await answer(running.gateway, 'select 1')).rows).toEqual([['1']])
  })

  test('each request is one statement on the server', async () => {
    const hostile = "'; drop table students; --"
    expect((await answer(running.gateway, 'select $1::text, length($2)', [hostile, '\\'])).rows).toEqual([
      [hostile, '1'],
    ])
  })

  test('closing answers what runs and stops it', async () => {
    const gateway = await startGateway({ port: 0, postgres: running.postgres?.url })
    const request = post(gateway, { query: 'select pg_sleep(600) /* closing */' })
    await until(async () => (await active('closing')) === 1)
    await gateway.close()
    const response = await request
    expect(response.status).toBe(400)
    expect(await response.json()).toEqual({
      message: 'Query cancelled, connection was terminated',
      code: '08P01',
    })
    await until(async () => (await active('closing')) === 0)
    await expect(post(gateway, { query: 'select 1' })).rejects.toThrow()
  })
})

describe('starting in front of PostgreSQL', () => {
  test('fails in one line, without the password, when there is none', async () => {
    const port = await freePort()
    const start = startGateway({ port: 0, postgres: `postgres://me:very-secret@127.0.0.1:${port}/db` })
    await expect(start).rejects.toThrow(`127.0.0.1:${port}: could not connect to the database (ECONNREFUSED)`)
    await expect(startGateway({ postgres: 'http://x' })).rejects.toThrow('--postgres needs a URL')
  })

  test('says that a password is missing', async () => {
    const postgres = await startPostgres()
    const { port } = postgres
    try {
      for (const url of [
        `postgres://postgres@127.0.0.1:${port}/postgres`,
        `postgres://postgres:@127.0.0.1:${port}/x`,
      ]) {
        await expect(startGateway({ port: 0, postgres: url })).rejects.toThrow(
          `127.0.0.1:${port}: the server asks for a password and the URL has none`,
        )
      }
    } finally {
      await postgres.stop()
    }
  })

  test.each(['me:secret%zz@h/db', 'me%:secret@h/db', 'me:secret@h/db%', 'me%4:1@h/db'])(
    'says what is wrong with the percent sign of %s, without the password',
    async (rest) => {
      const message = 'a % in the URL that encodes nothing: in a password it is written %25'
      await expect(startGateway({ port: 0, postgres: `postgres://${rest}` })).rejects.toThrow(new GatewayError(message))
      await expect(startGateway({ port: 0, mysql: `mysql://${rest}` })).rejects.toThrow(new GatewayError(message))
    },
  )

  test(
    'answers 500 when the server has gone',
    async () => {
      const running = await start('PostgreSQL')
      await answer(running.gateway, 'select 1')
      await running.postgres?.stop()
      const statuses = []
      // The first may still meet the connection that has just ended.
      for (let attempt = 0; attempt < 2; attempt += 1) {
        const response = await post(running.gateway, { query: 'select 1' })
        statuses.push([response.status, ((await response.json()) as Failure).message])
      }
      expect(statuses[1]).toEqual([500, 'could not connect to the database (ECONNREFUSED)'])
      await running.gateway.close()
    },
    startTimeout,
  )
})
