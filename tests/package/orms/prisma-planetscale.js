// Prisma's PlanetScale adapter, called as Prisma Client calls it.
import { deepEqual, equal, rejects } from 'node:assert/strict'
import { PrismaPlanetScale } from '@prisma/adapter-planetscale'

const adapter = await new PrismaPlanetScale({ url: process.env.PLANETSCALE_URL }).connect()
const query = (sql, args = [], types = []) => ({
  sql,
  args,
  argTypes: types.map((scalarType) => ({ scalarType, arity: 'scalar' })),
})

equal(adapter.provider, 'mysql')
await adapter.executeRaw(query('create table prisma_posts (id int primary key, title text, at datetime(3), doc json)'))
const insert = 'insert into prisma_posts values (?, ?, ?, ?), (2, null, null, null)'
const args = [1, 'It\'s "one" ü', '2024-07-01T12:00:00.123Z', '{"a": [1]}']
equal(await adapter.executeRaw(query(insert, args, ['int', 'string', 'datetime', 'json'])), 2)

const result = await adapter.queryRaw(
  query(`select id, title, at, doc, 9007199254740993 as big, 1.50 as price, date '2024-07-01' as day,
    time '12:00' as noon, x'0001' as bytes, 1.5e0 as \`real\`, null as nothing from prisma_posts order by id`),
)
deepEqual(result.columnNames, ['id', 'title', 'at', 'doc', 'big', 'price', 'day', 'noon', 'bytes', 'real', 'nothing'])
const rest = ['9007199254740993', '1.50', '2024-07-01', '12:00:00', new Uint8Array([0, 1]), 1.5, null]
deepEqual(
  result.rows.map((row) => row.map((cell) => (cell instanceof Uint8Array ? new Uint8Array(cell) : cell))),
  [
    [1, args[1], '2024-07-01 12:00:00.123', '{"a": [1]}', ...rest],
    [2, null, null, null, ...rest],
  ],
)

await rejects(adapter.executeRaw(query('insert into prisma_posts (id) values (1)')), ({ name, cause }) => {
  equal(name, 'DriverAdapterError')
  equal(cause.kind, 'UniqueConstraintViolation')
  return true
})

const count = async () => (await adapter.queryRaw(query('select count(*) from prisma_posts'))).rows[0][0]
const kept = await adapter.startTransaction()
await kept.executeRaw(query('insert into prisma_posts (id) values (?)', [3], ['int']))
equal(String(await count()), '2')
await kept.commit()
const undone = await adapter.startTransaction()
await undone.executeRaw(query('delete from prisma_posts'))
await undone.rollback()
equal(String(await count()), '3')
await adapter.dispose()
console.log('ok')
