import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dialects, onBuilder, onKysely } from './support/differential.js'
import { randomChain } from './support/random-chain.js'

// Each run has other chains; a failure prints its seed, with which it comes again: TCPLESS_SEED=1 npx vitest ...
const seed = Number(process.env.TCPLESS_SEED ?? Date.now() & 0x7fffffff)
const numRuns = process.env.TCPLESS_SOAK ? 100_000 : 1000

test(`${numRuns} random chains as Kysely compiles them, seed ${seed}`, { timeout: numRuns * 50 }, () => {
  let compiled = 0
  fc.assert(
    fc.property(randomChain, (chain) => {
      for (const dialect of dialects) {
        const wanted = onKysely(chain, dialect)
        const given = onBuilder(chain, dialect)
        // Kysely refuses some at once that a later call makes good, by clearing them; what is refused is tested elsewhere.
        if (wanted.refused) continue
        if (given.refused) throw given.refused
        compiled++
        expect({ dialect, ...given }).toEqual({ dialect, ...wanted })
      }
    }),
    { seed, numRuns, endOnFailure: true },
  )
  expect(compiled).toBeGreaterThan(numRuns)
})
