// The COMMIT of PlanetScale's transactions: done, refused, or its outcome not known.
import { describe, expect, test } from 'vitest'
import { counting, doneBody, errorBody, fakePlanetscale, type Sent, texts } from './support/planetscale-service.js'

describe('a commit', () => {
  test.each([
    ['the connection breaks', () => Promise.reject(new TypeError('terminated'))],
    ['a page instead', () => new Response('<html>', { status: 502 })],
    ['a cut body', () => new Response('{"session":{')],
    ['an answer that is none', () => new Response('x')],
  ])('a lost reply to COMMIT is outcome_unknown and never resent: %s', async (_, lose) => {
    const { db, sent } = fakePlanetscale(
      (request, index) => (request.query === 'COMMIT' ? lose() : counting(request, index)),
      { retry: { baseDelay: 1 } },
    )
    const failed = db.transaction((tx) => tx`insert`)
    await expect(failed).rejects.toMatchObject({ code: 'outcome_unknown', retryable: false, attempts: 1 })
    expect(texts(sent)).toEqual(['BEGIN', 'insert', 'COMMIT'])
  })

  test('a COMMIT changes something whatever the client promises of its queries, and needs no session back', async () => {
    const lost = (sent: Sent) => {
      if (sent.query === 'COMMIT') throw new TypeError('socket closed')
      return doneBody()
    }
    const reader = fakePlanetscale(lost, { readOnly: true })
    await expect(reader.db.transaction(async () => {})).rejects.toMatchObject({ code: 'outcome_unknown' })
    expect(texts(reader.sent)).toEqual(['BEGIN', 'COMMIT'])

    const without = fakePlanetscale((sent) => doneBody(sent.query === 'COMMIT' ? null : undefined))
    expect(await without.db.transaction(async () => 'done')).toBe('done')
  })

  test('a COMMIT that waits too long is outcome_unknown too', async () => {
    const never = new Promise<Response>(() => {})
    for (const isTimeout of [true, false]) {
      const controller = new AbortController()
      const options = isTimeout ? { timeout: 30 } : { signal: controller.signal }
      const { db, sent } = fakePlanetscale((request, index) => {
        if (request.query !== 'COMMIT') return counting(request, index)
        setTimeout(() => controller.abort(new Error('mine')), 10)
        return never
      })
      const failed = db.transaction((tx) => tx`insert`, options)
      await expect(failed).rejects.toMatchObject({ code: 'outcome_unknown', cause: { code: expect.any(String) } })
      expect(texts(sent)).toEqual(['BEGIN', 'insert', 'COMMIT'])
    }
  })

  test('a COMMIT that the database refuses is an error, and one that provably was not applied is sent again', async () => {
    const refused = fakePlanetscale((request, index) =>
      request.query === 'COMMIT'
        ? errorBody('ABORTED', 'transaction 1: ended at x (exceeded timeout: 20s)')
        : counting(request, index),
    )
    await expect(refused.db.transaction((tx) => tx`insert`)).rejects.toMatchObject({ code: 'timeout', status: 200 })
    expect(texts(refused.sent)).toEqual(['BEGIN', 'insert', 'COMMIT', 'ROLLBACK'])
    const limited = fakePlanetscale(
      (request, index) => (index === 2 ? new Response('{}', { status: 429 }) : counting(request, index)),
      { retry: { baseDelay: 1 } },
    )
    await limited.db.transaction((tx) => tx`insert`)
    expect(texts(limited.sent)).toEqual(['BEGIN', 'insert', 'COMMIT', 'COMMIT'])
  })

  // What is no answer of the service does not say that there was no commit.
  test.each<[string, () => unknown]>([
    ['a redirect', () => new Response(null, { status: 302, headers: { location: 'https://other.test/' } })],
    ['nothing of a Response', () => ({})],
    ['a Response that was read', () => Object.defineProperty(new Response('x'), 'bodyUsed', { value: true })],
    [
      'a body that throws what is no Error',
      () =>
        new Response(
          new ReadableStream({
            pull() {
              throw 'odd'
            },
          }),
        ),
    ],
    [
      'headers that throw',
      () =>
        Object.defineProperty(new Response(doneBody()), 'headers', {
          value: {
            get() {
              throw new RangeError('odd')
            },
          },
        }),
    ],
  ])(
    'an answer that is none of the service is outcome_unknown, for a client that only reads too: %s',
    async (_, answer) => {
      for (const readOnly of [false, true]) {
        const { db, sent } = fakePlanetscale(
          (request, index) => (request.query === 'COMMIT' ? (answer() as Response) : counting(request, index)),
          { readOnly, retry: { baseDelay: 1 } },
        )
        await expect(db.transaction((tx) => tx`insert`)).rejects.toMatchObject({
          code: 'outcome_unknown',
          retryable: false,
          attempts: 1,
        })
        expect(texts(sent)).toEqual(['BEGIN', 'insert', 'COMMIT'])
      }
    },
  )

  test('a connection that was never made is tried again, and no commit when that fails', async () => {
    const refuse = () => {
      throw Object.assign(new TypeError('fetch failed'), { cause: { code: 'ECONNREFUSED' } })
    }
    const { db, sent } = fakePlanetscale(
      (request, index) => (request.query === 'COMMIT' ? refuse() : counting(request, index)),
      { retry: { baseDelay: 1, maxAttempts: 2 } },
    )
    await expect(db.transaction((tx) => tx`insert`)).rejects.toMatchObject({ code: 'network', attempts: 2 })
    expect(texts(sent)).toEqual(['BEGIN', 'insert', 'COMMIT', 'COMMIT', 'ROLLBACK'])
  })

  test('an end that comes while it waits to be sent again is no unknown outcome: it was refused before', async () => {
    const controller = new AbortController()
    const { db, sent } = fakePlanetscale((request, index) => {
      if (request.query !== 'COMMIT') return counting(request, index)
      setTimeout(() => controller.abort(), 5)
      return new Response('{}', { status: 429, headers: { 'retry-after': '1' } })
    })
    const failed = db.transaction((tx) => tx`insert`, { signal: controller.signal })
    await expect(failed).rejects.toMatchObject({ code: 'aborted', attempts: 1 })
    expect(texts(sent)).toEqual(['BEGIN', 'insert', 'COMMIT', 'ROLLBACK'])
  })
})
