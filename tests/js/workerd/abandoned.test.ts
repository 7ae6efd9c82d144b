// A body that nobody reads, in the host whose streams wait for their reader.
import { expect, test, vi } from 'vitest'
import { encode, fakeNeon, jsonResponse, oid, pieces, resultBody, streamOf } from '../support/neon-service.js'

const large = encode(
  resultBody(
    [['a', oid.text]],
    Array.from({ length: 20_000 }, (_, i) => [`${i} ${'y'.repeat(100)}`]),
  ),
)

test.each(['json', 'ndjson'] as const)('%s: its timeout ends it', async (format) => {
  let cancelled = false
  const errors: unknown[] = []
  const cancel = () => {
    cancelled = true
  }
  const answer = () => jsonResponse(streamOf(pieces(large, 16_384), 'default', cancel))
  const { db } = fakeNeon(answer, { timeout: 2000, on: { error: ({ error }) => void errors.push(error) } })
  const response = await db.respond(db`select`, { format })
  await vi.waitFor(() => expect(cancelled).toBe(true), { timeout: 10_000 })
  expect(errors).toMatchObject([{ code: 'timeout' }])
  // The host has an error of its own for it.
  await expect(response.text()).rejects.toThrow()
})
