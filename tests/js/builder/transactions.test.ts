// Transactions that their caller ends, whose end fails.
import { expect, test } from 'vitest'
import { builder, type ControlledTransaction } from '../../../js/builder/index.js'
import { type Answer, counting, errorBody, fakePlanetscale, texts } from '../support/planetscale-service.js'

interface Schema {
  t: { a: number }
}

/** A transaction with one query in it; `answer` is that of its end. */
async function begun(answer: Answer) {
  const { db, sent } = fakePlanetscale((request, index) =>
    ['COMMIT', 'ROLLBACK'].includes(request.query) ? answer(request, index) : counting(request, index),
  )
  const trx = await builder<Schema>(db).startTransaction().execute()
  await trx.insertInto('t').values({ a: 1 }).execute()
  return { trx, sent: () => texts(sent).filter((text) => !text.startsWith('insert')) }
}

/** As Kysely's papers have it. */
async function endAsKysely(trx: ControlledTransaction<Schema>): Promise<void> {
  try {
    await trx.commit().execute()
  } catch (error) {
    await trx.rollback().execute()
    throw error
  }
}

const refused = errorBody('ABORTED', 'transaction 1: ended at x (exceeded timeout: 20s)')
const late = (trx: ControlledTransaction<Schema>) => trx.selectFrom('t').selectAll().execute()

test('a commit that fails is told, and rolled back', async () => {
  const { trx, sent } = await begun(() => refused)
  await expect(endAsKysely(trx)).rejects.toMatchObject({ code: 'timeout' })
  expect(sent()).toEqual(['BEGIN', 'COMMIT', 'ROLLBACK'])
  expect([trx.isCommitted, trx.isRolledBack]).toEqual([false, true])
  await expect(late(trx)).rejects.toMatchObject({ code: 'stale_handle', message: 'the transaction is rolled back' })
  await expect(trx.commit().execute()).rejects.toMatchObject({ code: 'stale_handle' })
})

test('one whose answer is lost is neither committed nor rolled back', async () => {
  const { trx, sent } = await begun(() => {
    throw new TypeError('socket closed')
  })
  await expect(endAsKysely(trx)).rejects.toMatchObject({ code: 'outcome_unknown' })
  expect(sent()).toEqual(['BEGIN', 'COMMIT'])
  expect([trx.isCommitted, trx.isRolledBack]).toEqual([false, false])
  await expect(late(trx)).rejects.toMatchObject({ code: 'stale_handle', message: 'the transaction is over' })
})

test('a transaction is committed when its commit is done, and takes nothing meanwhile', async () => {
  const { trx, sent } = await begun(async (request, index) => {
    await new Promise((resolve) => setTimeout(resolve, 20))
    return counting(request, index)
  })
  const done = trx.commit().execute()
  await Promise.resolve()
  expect([trx.isCommitted, trx.isRolledBack]).toEqual([false, false])
  for (const other of [late(trx), trx.rollback().execute(), trx.commit().execute()])
    await expect(other).rejects.toMatchObject({ code: 'stale_handle', message: 'the transaction is ending' })
  await done
  expect([trx.isCommitted, trx.isRolledBack]).toEqual([true, false])
  await expect(trx.rollback().execute()).rejects.toMatchObject({ code: 'stale_handle' })
  expect(sent()).toEqual(['BEGIN', 'COMMIT'])
})

test('a ROLLBACK that fails leaves nothing to commit', async () => {
  const { trx, sent } = await begun(() => refused)
  await trx.rollback().execute()
  await trx.rollback().execute()
  expect([trx.isCommitted, trx.isRolledBack]).toEqual([false, true])
  await expect(late(trx)).rejects.toMatchObject({ code: 'stale_handle' })
  await expect(trx.commit().execute()).rejects.toMatchObject({ code: 'stale_handle' })
  expect(sent()).toEqual(['BEGIN', 'ROLLBACK'])
})
