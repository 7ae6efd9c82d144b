// Calls of Durable Objects that fail on the way, in workerd.
import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { batchBytes, failure, fresh, open } from './support.js'
import { durableObject } from '../../../js/services/durable-object.js'

describe('what fails on the way', () => {
  test('an object that is gone: a write may have been applied, a read is asked for again', async () => {
    const name = fresh()
    const db = durableObject(env.DELEGATING, { name })
    expect(await failure(db`select 'abort after'`)).toMatchObject({
      code: 'outcome_unknown',
      retryable: false,
      attempts: 1,
    })
    expect(
      await failure(db`select 'abort after'`.with({ readOnly: true, retry: { maxAttempts: 2, baseDelay: 1 } })),
    ).toMatchObject({ code: 'unavailable', attempts: 2 })
    // A new stub, so that the next one works.
    expect(await db`select 1 as n`).toEqual([{ n: 1 }])
  })

  test('overloaded, retryable, cut and foreign answers', async () => {
    const db = durableObject(env.DELEGATING, { name: fresh() })
    expect(await failure(db`select 'overloaded'`)).toMatchObject({ code: 'rate_limited', retryable: false })
    expect(await failure(db`select 'retryable'`)).toMatchObject({ code: 'outcome_unknown' })
    expect(await failure(db`select 'retryable'`.with({ readOnly: true, retry: false }))).toMatchObject({
      code: 'unavailable',
      retryable: true,
    })
    expect(await failure(db`select 'cut'`)).toMatchObject({ code: 'outcome_unknown' })
    expect(await failure(db`select 'nonsense answer'`)).toMatchObject({ code: 'protocol' })
  })

  test('a deadline ends the waiting', async () => {
    const db = durableObject(env.DELEGATING, { name: fresh() })
    expect(await failure(db`select 'slow'`.with({ timeout: 20 }))).toMatchObject({ code: 'timeout', attempts: 1 })
    const controller = new AbortController()
    const slow = failure(db`select 'slow'`.with({ signal: controller.signal }))
    controller.abort()
    expect(await slow).toMatchObject({ code: 'aborted', name: 'AbortError' })
    expect(await db`select 'slow' as text`.with({ timeout: 5000 })).toEqual([{ text: 'slow' }])
  })

  test('a class that is no database', async () => {
    const stub = env.PLAIN.getByName(fresh())
    expect(await failure(durableObject(stub)`select 1`)).toMatchObject({ code: 'unsupported' })
    expect(await failure(durableObject(stub, { via: 'fetch' })`select 1`)).toMatchObject({ service: 'durable-object' })
  })

  test('what is no request of ours', async () => {
    const stub = env.TENANT.getByName(fresh())
    expect((await stub.fetch('https://object/')).status).toBe(415)
    expect((await stub.fetch('https://object/', { method: 'POST', body: 'x' })).status).toBe(415)
    for (const body of [
      new Uint8Array(0),
      Uint8Array.of(9, 0, 0, 0, 1),
      crypto.getRandomValues(new Uint8Array(50)),
      batchBytes(2),
    ]) {
      const answer: Uint8Array = await stub.tcpless(body)
      expect(new TextDecoder().decode(answer)).toMatch(/protocol|unsupported/)
    }
  })

  test('requests over what a call takes', async () => {
    const db = open()
    const part = 'x'.repeat(2_000_000)
    expect(await failure(db.batch(Array.from({ length: 17 }, () => db`select ${part}`)))).toMatchObject({
      code: 'limit',
      attempts: 0,
    })
  })
})
