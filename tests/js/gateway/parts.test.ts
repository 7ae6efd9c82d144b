import { describe, expect, test } from 'vitest'
import { Cancelled, DatabaseFailure, Unavailable } from '../../../js/gateway/engine.js'
import { isLoopback } from '../../../js/gateway/loopback.js'
import { cellJSON, MalformedCell } from '../../../js/gateway/neon/cells.js'
import { readCommandTag } from '../../../js/gateway/neon/result.js'
import { Pool } from '../../../js/gateway/pool.js'
import { startupSettings } from '../../../js/gateway/settings.js'

test('command tags', () => {
  const parts = (tag: string) => Object.values(readCommandTag(tag))
  expect(parts('SELECT 10')).toEqual(['SELECT', 10])
  expect(parts('INSERT 0 3')).toEqual(['INSERT', 3])
  expect(parts('CREATE TABLE')).toEqual(['CREATE', null])
  expect(parts('CREATE TABLE AS 5')).toEqual(['CREATE', null])
  expect(parts('BEGIN')).toEqual(['BEGIN', null])
  expect(parts('')).toEqual(['', null])
})

test('cells that are not what their type says are refused', () => {
  const int4Array = 1007
  expect(cellJSON('[-1:0][1:2]={{1,2},{NULL,-4}}', int4Array)).toBe('[[1,2],[null,-4]]')
  expect(cellJSON('{"a\\\\\\"b"," c",NULL,"NULL"}', 1009)).toBe('["a\\\\\\"b"," c",null,"NULL"]')
  for (const text of ['{1,2', '{1,2}}', '{"1}', '{1;2}', '', '[1:2]', '{x}', '{1,}']) {
    expect(() => cellJSON(text, int4Array), text).toThrow(MalformedCell)
  }
  expect(() => cellJSON('1x', 23)).toThrow(MalformedCell)
})

describe('settings in a connection string', () => {
  const settings = (query: string) => Object.fromEntries(startupSettings(new URLSearchParams(query)))

  test('are found in options and beside it, without those for clients', () => {
    const options = encodeURIComponent('-c a=b -cc.d=e\\ f --g-h=i endpoint=ep-1 project=p neon_lsn:0/1')
    expect(settings(`options=${options}&TimeZone=UTC&sslmode=require&channel_binding=require&empty=`)).toEqual({
      a: 'b',
      'c.d': 'e f',
      g_h: 'i',
      TimeZone: 'UTC',
    })
    expect(settings('client_encoding=LATIN1&options=-cclient_encoding%3DLATIN1')).toEqual({})
  })

  test('are refused when they could be read as something else', () => {
    for (const query of ['a%20b=1', '-c=1', 'a=%00', 'options=-c', 'options=-F', 'options=-c%20a', 'options=-c%20=1']) {
      expect(() => settings(query), query).toThrow(DatabaseFailure)
    }
  })
})

test('loopback hosts', () => {
  for (const host of ['127.0.0.1', '127.9.9.9', '::1', '[::1]', 'localhost', 'LocalHost', 'a.localhost']) {
    expect(isLoopback(host), host).toBe(true)
  }
  for (const host of [
    '',
    '0.0.0.0',
    '::',
    '128.0.0.1',
    '127.0.0.1.example',
    'localhost.example',
    'xlocalhost',
    '::2',
  ]) {
    expect(isLoopback(host), host).toBe(false)
  }
})

describe('the pool', () => {
  const never = new AbortController().signal
  const make = (max: number) => {
    const events: string[] = []
    let count = 0
    const pool = new Pool<string>({
      max,
      queueTimeout: 20,
      queueLimit: 2,
      idleTimeout: 60_000,
      open: async (key) => {
        if (key === 'broken') throw new Error('cannot open')
        count += 1
        events.push(`open ${key}${count}`)
        return `${key}${count}`
      },
      close: (connection) => void events.push(`close ${connection}`),
    })
    return { pool, events }
  }

  test('lends an idle connection of the same kind again, and closes one of another kind to make room', async () => {
    const { pool, events } = make(1)
    pool.release('a', await pool.acquire('a', never))
    pool.release('a', await pool.acquire('a', never))
    pool.release('b', await pool.acquire('b', never))
    pool.close()
    expect(events).toEqual(['open a1', 'close a1', 'open b2', 'close b2'])
  })

  test('keeps its bound, its order, its deadline and its limit of waiting requests', async () => {
    const { pool, events } = make(1)
    const first = await pool.acquire('a', never)
    const abort = new AbortController()
    const second = pool.acquire('a', abort.signal)
    const third = pool.acquire('a', never)
    await expect(pool.acquire('a', never)).rejects.toThrow(Unavailable)
    abort.abort()
    await expect(second).rejects.toThrow(Cancelled)
    pool.release('a', first)
    expect(await third).toBe(first)
    await expect(pool.acquire('a', never)).rejects.toThrow('no database connection became free in 20 ms')
    expect(events).toEqual(['open a1'])
  })

  test('gives the place of a connection that did not open or was discarded to the next', async () => {
    const { pool, events } = make(1)
    await expect(pool.acquire('broken', never)).rejects.toThrow('cannot open')
    pool.discard(await pool.acquire('a', never))
    const next = await pool.acquire('a', never)
    expect(events).toEqual(['open a1', 'close a1', 'open a2'])
    pool.release('a', next)
    expect(pool.forget(next)).toBe(true)
    expect(pool.forget(next)).toBe(false)
    expect(await pool.acquire('a', never)).toBe('a3')
  })
})
