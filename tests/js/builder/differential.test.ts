import { describe, expect, test } from 'vitest'
import { DatabaseError } from '../../../js/index.js'
import { topics } from './chains/index.js'
import { type Chain, dialects, onBuilder, onKysely } from './support/differential.js'

const nameOf = (chain: Chain) => String(chain).replaceAll(/\s+/g, ' ').slice(0, 120)

describe.each(Object.entries(topics))('%s as Kysely compiles it', (_topic, chains) => {
  test.each(chains.map((chain, index) => [`${index}: ${nameOf(chain)}`, chain] as const))('%s', (_name, chain) => {
    for (const dialect of dialects) {
      const wanted = onKysely(chain, dialect)
      const given = onBuilder(chain, dialect)
      if (wanted.refused) {
        // Kysely's error tells what to expect when ours is missing.
        expect({ dialect, ...given }, String(wanted.refused)).toEqual({ dialect, refused: expect.any(DatabaseError) })
      } else {
        if (given.refused) throw given.refused
        expect({ dialect, ...given }).toEqual({ dialect, ...wanted })
      }
    }
  })
})
