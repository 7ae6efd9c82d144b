import { mkdir, mkdtemp, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startGateway } from '../../../js/gateway/gateway.js'
import { PGliteStream } from '../../../js/gateway/pglite-stream.js'
import { answer, type Failure, post, type Running, start, startTimeout } from './running.js'

describe('PGlite behind the gateway', () => {
  let running: Running
  beforeAll(async () => {
    running = await start('PGlite')
  }, startTimeout)
  afterAll(() => running?.stop())

  test('a large result comes whole, over many batches', async () => {
    const { rows, command, rowCount } = await answer(
      running.gateway,
      "select g, repeat('x', g % 50) from generate_series(1, 20000) g",
    )
    expect(rows).toHaveLength(20_000)
    expect(rows[19_998]).toEqual(['19999', 'x'.repeat(49)])
    // The tag of a portal read in parts counts the last part only; a client expects the whole.
    expect([command, rowCount]).toEqual(['SELECT', 20_000])
  })

  test('a result whose client goes away ends before the next request', async () => {
    const stop = new AbortController()
    const query = 'select generate_series(1, 2000000000)'
    const endless = post(running.gateway, { query }, undefined, stop.signal)
    const next = answer(running.gateway, 'select 1')
    setTimeout(() => stop.abort(), 300)
    await expect(endless).rejects.toThrow()
    expect((await next).rows).toEqual([['1']])
  }, 60_000)

  test('writes that return rows count all of them', async () => {
    await answer(running.gateway, 'create table counted (a int)')
    const query = 'insert into counted select generate_series(1, 1700) returning a'
    const { rows, command, rowCount } = await answer(running.gateway, query)
    expect([rows.length, command, rowCount]).toEqual([1700, 'INSERT', 1700])
  })

  test('an error in the middle of a result leaves the session usable', async () => {
    const response = await post(running.gateway, { query: 'select 1 / (5000 - g) from generate_series(1, 9000) g' })
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ code: '22012' })
    expect((await answer(running.gateway, 'select 1')).rows).toEqual([['1']])
  })
})

describe('PGlite that does not come back', () => {
  test(
    'leaves the gateway responsive, and closing ends it',
    async () => {
      const gateway = await startGateway({ port: 0, queueTimeout: 200 })
      // Nothing is returned before all of it is made, and PGlite cannot be interrupted.
      const query = 'select count(*) from generate_series(1, 100000000000)'
      const endless = post(gateway, { query }).catch(() => 'closed')
      await delay(100)
      const waiting = await post(gateway, { query: 'select 1' })
      const { message } = (await waiting.json()) as Failure
      expect([waiting.status, message]).toEqual([500, 'no database connection became free in 200 ms'])
      await gateway.close()
      await endless
    },
    startTimeout,
  )

  test(
    'is said to have stopped',
    async () => {
      const gateway = await startGateway({ port: 0 })
      await answer(gateway, 'create table copied (a int)')
      // Asked for COPY data, which it has no way to get, PGlite exits. Nested comments hide the question.
      const fatal = await post(gateway, { query: '/* /* */ */ copy copied from stdin' })
      expect(fatal.status).toBe(400)
      const after = await post(gateway, { query: 'select 1' })
      expect([after.status, ((await after.json()) as Failure).message]).toEqual([
        500,
        'the embedded database has stopped; start the gateway again',
      ])
      await gateway.close()
    },
    startTimeout,
  )
})

describe('PGlite in a folder', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tcpless-pglite-'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  test(
    'keeps data for this user alone, and is used by one gateway at a time',
    async () => {
      const data = join(folder, 'new', 'database')
      const first = await startGateway({ port: 0, data })
      for (const made of [data, join(folder, 'new')]) expect((await stat(made)).mode & 0o777).toBe(0o700)
      await answer(first, 'create table kept (a int)')
      await answer(first, 'insert into kept values (42)')
      await expect(startGateway({ port: 0, data: `${data}/` })).rejects.toThrow(`is in use by process ${process.pid}`)
      await symlink('new/database', join(folder, 'link'))
      await expect(startGateway({ port: 0, data: join(folder, 'link') })).rejects.toThrow(
        `${data} is in use by process`,
      )
      await first.close()
      expect(await readdir(data)).not.toContain('tcpless.lock')

      const second = await startGateway({ port: 0, data: join(folder, 'link') })
      expect(second.description).toContain(` in ${data}`)
      expect((await answer(second, 'select a from kept')).rows).toEqual([['42']])
      await second.close()

      // A link itself PGlite does not take, and what it throws is no Error.
      await expect(PGliteStream.start(join(folder, 'link'))).rejects.toThrow('ErrnoError errno 44')

      await writeFile(join(data, 'PG_VERSION'), '15\n')
      await expect(startGateway({ port: 0, data })).rejects.toThrow(
        `the files in ${data} are of PostgreSQL 15, which this PGlite may not be: install the PGlite that made them`,
      )
      expect(await readdir(data)).not.toContain('tcpless.lock')
    },
    startTimeout,
  )

  test('with other files is left as it is', async () => {
    const data = join(folder, 'project')
    await mkdir(data)
    await writeFile(join(data, 'postgresql.conf'), 'mine')
    const message = `${data} has files that are not PGlite's: --data needs a new or empty folder, or one that PGlite made`
    await expect(startGateway({ port: 0, data })).rejects.toThrow(message)
    expect(await readdir(data)).toEqual(['postgresql.conf'])
    // Left by a gateway that was killed before PGlite had made its files.
    await writeFile(join(data, 'tcpless.lock'), '')
    await expect(startGateway({ port: 0, data })).rejects.toThrow(message)
    expect(await readdir(data)).toEqual(['postgresql.conf'])
    await expect(startGateway({ port: 0, data: '' })).rejects.toThrow('--data needs a folder')
  })

  test(
    'with hidden files and what a new file system has is empty',
    async () => {
      const data = join(folder, 'volume')
      await mkdir(join(data, 'lost+found'), { recursive: true })
      await writeFile(join(data, '.gitignore'), '*')
      const gateway = await startGateway({ port: 0, data })
      expect((await answer(gateway, 'select 1')).rows).toEqual([['1']])
      await gateway.close()
    },
    startTimeout,
  )
})
