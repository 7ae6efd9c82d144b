// Transactions of PlanetScale: which queries are sent, with which session, and what ends them. The end of a commit:
// planetscale-commit.test.ts.
import { describe, expect, test } from 'vitest'
import { DatabaseError, type PlanetscaleTransaction } from '../../js/services/planetscale.js'
import {
  counting,
  doneBody,
  errorBody,
  fakePlanetscale,
  idField,
  resultBody,
  type Sent,
  texts,
} from './support/planetscale-service.js'

describe('transactions', () => {
  test('each query has the session of the answer before it, after an error too', async () => {
    const { db, sent } = fakePlanetscale((request, index) =>
      index === 2
        ? errorBody('ALREADY_EXISTS', 'Duplicate entry', [1062, '23000'], { n: 'error' })
        : counting(request, index),
    )
    const given = await db.transaction(async (tx) => {
      await tx`insert 1`
      await expect(tx`insert 2`).rejects.toMatchObject({ errno: 1062 })
      await tx`insert 3`
      return 'given'
    })
    expect(given).toBe('given')
    expect(texts(sent)).toEqual(['BEGIN', 'insert 1', 'insert 2', 'insert 3', 'COMMIT'])
    expect(sent.map(({ session }) => session)).toEqual([null, { n: 1 }, { n: 2 }, { n: 'error' }, { n: 4 }])
  })

  test('the session goes back byte for byte', async () => {
    const session = '{ "signature":"x\\u00e9", "n": 1.0, "big": 12345678901234567890 }'
    const { db, sent } = fakePlanetscale(() => `{"session":${session},"result":{}}`)
    await db.transaction((tx) => tx`select 1`)
    expect(sent[1]?.init.body).toBe(`{"query":"select 1","session":${session}}`)
  })

  test('queries at once are sent one after another, in order', async () => {
    let open = 0
    const { db, sent } = fakePlanetscale(async (request, index) => {
      open++
      expect(open).toBe(1)
      await new Promise((resolve) => setTimeout(resolve, 5 - (index % 5)))
      open--
      return request.query === 'bad' ? errorBody('UNKNOWN', 'x') : counting(request, index)
    })
    await db.transaction(async (tx) => {
      const all = ['a', 'bad', 'c', 'd'].map((text) => tx.query(text).then(() => text))
      const settled = await Promise.allSettled(all)
      expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled'])
    })
    expect(texts(sent)).toEqual(['BEGIN', 'a', 'bad', 'c', 'd', 'COMMIT'])
    expect(sent.map(({ session }) => (session as { n?: number } | null)?.n)).toEqual([undefined, 1, 2, undefined, 4, 5])
  })

  test('what was started and not awaited is part of it when it succeeds, and is not sent when it fails', async () => {
    const { db, sent } = fakePlanetscale(counting)
    await db.transaction(async (tx) => {
      tx`a`.catch(() => {})
    })
    expect(texts(sent)).toEqual(['BEGIN', 'a', 'COMMIT'])
    sent.length = 0
    const outcomes: unknown[] = []
    const failed = db.transaction(async (tx) => {
      for (const text of ['a', 'b'])
        tx.query(text).then(
          () => outcomes.push(text),
          (error: unknown) => outcomes.push((error as DatabaseError).code),
        )
      throw new Error('mine')
    })
    await expect(failed).rejects.toThrow('mine')
    expect(texts(sent)).toEqual(['BEGIN', 'a', 'ROLLBACK'])
    expect(outcomes).toEqual(['a', 'stale_handle'])
  })

  test('use after its end is a typed error', async () => {
    const { db, sent } = fakePlanetscale(counting)
    let escaped: PlanetscaleTransaction | undefined
    await db.transaction(async (tx) => {
      escaped = tx
    })
    const tx = escaped as PlanetscaleTransaction
    const stale = { code: 'stale_handle', service: 'planetscale' }
    await expect(tx`select 1`).rejects.toMatchObject(stale)
    await expect(tx.respond(tx`select 1`)).rejects.toMatchObject(stale)
    await expect(tx.lazy(tx`select 1`)).rejects.toMatchObject(stale)
    await expect(tx.stream(tx`select 1`).next()).rejects.toMatchObject(stale)
    expect(texts(sent)).toEqual(['BEGIN', 'COMMIT'])
    expect('transaction' in tx || 'batch' in tx).toBe(false)
  })

  test('the first error is kept when the rollback fails too', async () => {
    const { db } = fakePlanetscale((request, index) =>
      request.query === 'ROLLBACK' ? errorBody('UNKNOWN', 'no rollback') : counting(request, index),
    )
    const mine = new Error('mine')
    const thrown = await db.transaction(() => Promise.reject(mine)).catch((error: unknown) => error)
    expect(thrown).toBe(mine)
    expect(mine.cause).toMatchObject({ code: 'query', databaseCode: 'UNKNOWN' })
    for (const odd of ['text', undefined, null, Object.freeze(new Error('frozen'))]) {
      expect(await db.transaction(() => Promise.reject(odd)).catch((error: unknown) => error)).toBe(odd)
    }
    const caused = new Error('mine', { cause: 'before' })
    await db.transaction(() => Promise.reject(caused)).catch(() => {})
    expect(caused.cause).toBe('before')
  })

  test('after a deadlock nothing follows but the rollback, whatever the work gives', async () => {
    const { db, sent } = fakePlanetscale((request, index) =>
      request.query === 'update' ? errorBody('ABORTED', 'Deadlock found', [1213, '40001']) : counting(request, index),
    )
    const failed = db.transaction(async (tx) => {
      await expect(tx`update`).rejects.toMatchObject({ errno: 1213, retryable: false, attempts: 1 })
      await expect(tx`insert`).rejects.toMatchObject({ errno: 1213 })
    })
    await expect(failed).rejects.toMatchObject({ errno: 1213 })
    expect(texts(sent)).toEqual(['BEGIN', 'update', 'ROLLBACK'])
  })

  test('outside of a transaction a deadlock is tried again', async () => {
    const { db, sent } = fakePlanetscale(
      (request, index) =>
        index < 1 ? errorBody('ABORTED', 'Deadlock found', [1213, '40001']) : counting(request, index),
      { retry: { baseDelay: 1 } },
    )
    await db`update`
    expect(texts(sent)).toEqual(['update', 'update'])
  })

  test('after a lost answer nothing follows but the rollback', async () => {
    const { db, sent } = fakePlanetscale((request, index) => {
      if (request.query === 'update') throw new TypeError('fetch failed')
      return counting(request, index)
    })
    const failed = db.transaction(async (tx) => {
      await expect(tx`update`).rejects.toMatchObject({ code: 'outcome_unknown' })
      await expect(tx`insert`).rejects.toMatchObject({ code: 'outcome_unknown' })
      return 1
    })
    await expect(failed).rejects.toMatchObject({ code: 'outcome_unknown' })
    expect(texts(sent)).toEqual(['BEGIN', 'update', 'ROLLBACK'])
    expect(sent[2]?.session).toEqual({ n: 1 })
  })

  test('an answer that is cut behind its session ends the transaction: what was wrong may have rolled it back', async () => {
    const cut = (sent: Sent) =>
      sent.query.startsWith('update') ? '{"session":{"n":9},"error":{"code":"ABO' : doneBody()
    const { db, sent } = fakePlanetscale(cut)
    const work = db.transaction(async (tx) => {
      await tx`update t set a = 1`.catch(() => {})
      await tx`insert into t values (2)`
    })
    await expect(work).rejects.toBeInstanceOf(DatabaseError)
    expect(texts(sent)).toEqual(['BEGIN', 'update t set a = 1', 'ROLLBACK'])
  })

  test('signal and timeout count for every query, and the rollback is sent in any case', async () => {
    const controller = new AbortController()
    const { db, sent } = fakePlanetscale((request, index) => {
      if (request.query === 'slow') return new Promise(() => {})
      return counting(request, index)
    })
    const aborted = db.transaction(
      async (tx) => {
        setTimeout(() => controller.abort(), 5)
        await tx`slow`
      },
      { signal: controller.signal },
    )
    await expect(aborted).rejects.toMatchObject({ code: 'aborted' })
    await expect(db.transaction((tx) => tx`slow`, { timeout: 5 })).rejects.toMatchObject({ code: 'timeout' })
    await expect(db.transaction((tx) => tx`slow`.with({ timeout: 5 }))).rejects.toMatchObject({ code: 'timeout' })
    expect(texts(sent)).toEqual(['BEGIN', 'slow', 'ROLLBACK', 'BEGIN', 'slow', 'ROLLBACK', 'BEGIN', 'slow', 'ROLLBACK'])
    sent.length = 0
    const before = db.transaction(() => 1, { signal: controller.signal })
    await expect(before).rejects.toMatchObject({ code: 'aborted' })
    expect(sent).toEqual([])
  })

  test('a deadline while it waits for its turn passes at once, and the queue goes on', async () => {
    let release = (): void => {}
    const { db, sent } = fakePlanetscale(async (request, index) => {
      if (request.query === 'slow') await new Promise<void>((resolve) => (release = resolve))
      return counting(request, index)
    })
    await db.transaction(async (tx) => {
      const slow = tx`slow`.then(() => 'slow')
      const late = tx`late`.with({ timeout: 5 })
      const after = tx`after`.then(() => 'after')
      await expect(late).rejects.toMatchObject({ code: 'timeout' })
      release()
      expect(await Promise.all([slow, after])).toEqual(['slow', 'after'])
    })
    expect(texts(sent)).toEqual(['BEGIN', 'slow', 'after', 'COMMIT'])
  })

  test('a query that is refused before it is sent changes nothing', async () => {
    const { db, sent } = fakePlanetscale(counting)
    await db.transaction(async (tx) => {
      await expect(tx`select ${Number.NaN}`).rejects.toMatchObject({ code: 'parameter' })
      await expect(tx`select '${1}'`).rejects.toMatchObject({ code: 'template_misuse' })
      await tx`select 1`
    })
    expect(texts(sent)).toEqual(['BEGIN', 'select 1', 'COMMIT'])
  })

  test('a stream, a response and lazy rows take their turn, and let the next one in when the session has come', async () => {
    const rows = Array.from({ length: 9000 }, (_, i) => [String(i)])
    const { db, sent } = fakePlanetscale((_, index) => resultBody(idField, rows, { n: index + 1 }))
    await db.transaction(async (tx) => {
      let count = 0
      for await (const batch of tx.stream(tx`a`)) {
        if (count === 0) await tx`b`
        count += batch.length
      }
      expect(count).toBe(9000)
      const response = await tx.respond(tx`c`)
      using lazy = await tx.lazy(tx`d`)
      expect(lazy[8999]?.id).toBe(8999)
      expect(await response.json()).toHaveLength(9000)
    })
    expect(texts(sent)).toEqual(['BEGIN', 'a', 'b', 'c', 'd', 'COMMIT'])
    expect(sent.map(({ session }) => session)).toEqual([null, ...[1, 2, 3, 4, 5].map((n) => ({ n }))])
  })

  test('an answer without a session ends the transaction', async () => {
    const { db, sent } = fakePlanetscale((request, index) =>
      request.query === 'a' ? '{"result":{}}' : counting(request, index),
    )
    await expect(db.transaction((tx) => tx`a`)).rejects.toMatchObject({ code: 'protocol' })
    expect(texts(sent)).toEqual(['BEGIN', 'a', 'ROLLBACK'])
  })

  test('a BEGIN that fails runs nothing; one whose answer is lost is sent again', async () => {
    const down = fakePlanetscale(() => new Response('{"code":"unauthenticated"}', { status: 401 }))
    let ran = false
    await expect(
      down.db.transaction(() => {
        ran = true
      }),
    ).rejects.toMatchObject({ code: 'authentication' })
    expect(ran).toBe(false)
    const flaky = fakePlanetscale(
      (request, index) => (index === 0 ? Promise.reject(new TypeError('terminated')) : counting(request, index)),
      { retry: { baseDelay: 1 } },
    )
    await flaky.db.transaction((tx) => tx`a`)
    expect(texts(flaky.sent)).toEqual(['BEGIN', 'BEGIN', 'a', 'COMMIT'])
  })

  test('options that a transaction does not have', async () => {
    const { db, sent } = fakePlanetscale(counting)
    const wrong = db.transaction(() => 1, { readOnly: true } as never)
    await expect(wrong).rejects.toMatchObject({ code: 'option', service: 'planetscale' })
    expect(sent).toEqual([])
    await db.transaction(
      async (tx) => {
        expect([...(await tx`select 1`)]).toEqual([[1]])
      },
      { rowMode: 'array' },
    )
    expect(doneBody()).toContain('result')
  })
})
