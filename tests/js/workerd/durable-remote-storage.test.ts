// What of a Durable Object is not SQL, from outside, in workerd: keys and values, alarms, bookmarks.
import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { failure, fresh, open } from './support.js'
import { durableObject } from '../../../js/services/durable-object.js'
import { restarted } from '../../../js/services/durable-remote-call.js'

describe('keys and values', () => {
  interface Schema {
    visits: number
    when: Date
    [user: `user:${string}`]: { name: string }
  }

  test('from outside', async () => {
    const values = open().keyValue<Schema>()
    expect(await values.get('visits')).toBeUndefined()
    await values.put('visits', 1)
    await values.putMany({ 'user:a': { name: 'A' }, 'user:b': { name: 'B' }, when: new Date(5) })
    expect(await values.get('visits')).toBe(1)
    expect(await values.getMany(['user:a', 'when', 'user:c'])).toEqual(
      new Map<string, unknown>([
        ['user:a', { name: 'A' }],
        ['when', new Date(5)],
      ]),
    )
    expect([...(await values.list({ prefix: 'user:', reverse: true })).keys()]).toEqual(['user:b', 'user:a'])
    expect([
      await values.delete('visits'),
      await values.delete('visits'),
      await values.deleteMany(['user:a', 'user:c']),
    ]).toEqual([true, false, 1])
    await values.deleteAll()
    expect((await values.list()).size).toBe(0)
  })

  test('limits, before anything is sent', async () => {
    const values = open().keyValue()
    const keys = Array.from({ length: 129 }, (_, i) => `k${i}`)
    for (const call of [
      () => values.getMany(keys),
      () => values.deleteMany(keys),
      () => values.putMany(Object.fromEntries(keys.map((key) => [key, 1]))),
      () => values.put('k', 'x'.repeat(2 ** 21)),
      () => values.put('k', { deep: [new Uint8Array(2 ** 21)] }),
    ]) {
      expect(await failure(call())).toMatchObject({ code: 'limit', service: 'durable-object' })
    }
    await values.putMany(Object.fromEntries(keys.slice(1).map((key) => [key, 1])))
    expect((await values.getMany(keys.slice(1))).size).toBe(128)
    for (const call of [
      () => values.put('k', undefined),
      () => values.put('k', () => 1),
      () => values.put('', 1),
      () => values.get(1 as never),
      () => values.setAlarm(Number.NaN),
      () => values.put('k', { call: () => 1 }),
    ]) {
      expect(await failure(call())).toMatchObject({ service: 'durable-object' })
    }
    expect(await failure(values.list({ from: 'a' } as never))).toMatchObject({ code: 'option' })
  })

  test('alarms', async () => {
    const values = open().keyValue()
    expect(await values.getAlarm()).toBeNull()
    const time = new Date(Date.now() + 1_000_000)
    await values.setAlarm(time)
    expect(await values.getAlarm()).toBe(time.getTime())
    await values.deleteAlarm()
    expect(await values.getAlarm()).toBeNull()
  })
})

test('bookmarks, as far as this host has them', async () => {
  const db = open()
  expect(await db.bookmark()).toMatch(/^[0-9a-f-]+$/)
  // The local workerd keeps no history.
  expect(await failure(db.bookmark(new Date(Date.now() - 1000)))).toMatchObject({
    code: 'query',
    message: expect.stringContaining('point-in-time'),
  })
  expect(await failure(db.restore(await db.bookmark()))).toMatchObject({ code: 'query' })
  expect(await failure(db.restore(5 as never))).toMatchObject({ code: 'option' })
})

test('what a host with history is asked: the bookmark first, then the restart, whose call breaks off', async () => {
  const calls: unknown[] = []
  const stub = {
    fetch: async () => new Response(),
    tcplessStorage: async (method: string, args: readonly unknown[]) => {
      calls.push([method, ...args])
      if (method === 'restart') throw new Error('restarted by its client')
      return { value: `${method} ${args}` }
    },
  }
  const db = durableObject(stub)
  expect(await db.bookmark(new Date(5))).toBe('bookmark 5')
  expect(await db.restore('a-b')).toBe('restore a-b')
  expect(calls).toEqual([['bookmark', 5], ['restore', 'a-b'], ['restart']])
})

test('a restart breaks off its call in these words', async () => {
  const stub = env.TENANT.getByName(fresh())
  const broken = (await failure(stub.tcplessStorage('restart', []))) as unknown as Error
  const restarting = {
    fetch: async () => new Response(),
    tcplessStorage: async (method: string) => {
      if (method === 'restart') throw broken
      return { value: 'undo' }
    },
  }
  expect(await durableObject(restarting).restore('a')).toBe('undo')
})

test.each<[string, () => unknown, boolean]>([
  ['an answer', () => ({ value: undefined }), true],
  [
    'an object that was reset',
    () => {
      throw Object.assign(new Error('reset'), { durableObjectReset: true })
    },
    true,
  ],
  [
    'a connection that is lost',
    () => {
      throw new Error('Network connection lost.')
    },
    false,
  ],
  [
    'what is no Error',
    () => {
      throw undefined
    },
    false,
  ],
  ['an object of another version', () => ({ error: { code: 'unsupported', message: 'versions differ' } }), false],
  ['an error in the words of a restart', () => ({ error: { code: 'query', message: restarted } }), false],
  ['no answer of ours', () => 'done', false],
])('what the call of a restart may give: %s', async (_, restart, isDone) => {
  const stub = {
    fetch: async () => new Response(),
    tcplessStorage: async (method: string) => (method === 'restart' ? restart() : { value: 'undo' }),
  }
  const restored = durableObject(stub).restore('a')
  if (isDone) expect(await restored).toBe('undo')
  else {
    await expect(restored).rejects.toMatchObject({
      code: 'outcome_unknown',
      service: 'durable-object',
      retryable: false,
    })
  }
})
