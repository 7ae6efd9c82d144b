import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { builder } from '../../../js/builder/index.js'
import { neon } from '../../../js/services/neon.js'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

/** Bytes of the heap and of what stands beside it, after collecting what nobody holds. */
function used(): number {
  collect()
  const { heapUsed, external, arrayBuffers } = process.memoryUsage()
  return heapUsed + external + arrayBuffers
}

const mebibyte = 2 ** 20

test('memory is flat over a million queries, most of them the same and every tenth a new one', () => {
  const k = builder<{ person: { id: number; name: string } }>(neon('postgresql://user:password@localhost/db'))
  const build = (from: number, to: number) => {
    for (let n = from; n < to; n++) {
      const query = k.selectFrom('person').selectAll().where('id', '=', n)
      const { parameters } = n % 10 ? query.compile() : query.select(`name as name_${n}` as 'name').compile()
      if (parameters[0] !== n) throw new Error('another value')
    }
  }
  build(0, 100_000)
  const before = used()
  build(100_000, 1_000_000)
  expect(used() - before).toBeLessThan(2 * mebibyte)
}, 60_000)
