// The HTTP side of Prisma's Neon adapter, called as Prisma Client calls it.
import { deepEqual, equal, rejects } from 'node:assert/strict'
import { PrismaNeon, PrismaNeonHttp } from '@prisma/adapter-neon'

const adapter = await new PrismaNeonHttp(process.env.DATABASE_URL, {}).connect()
const query = (sql, args = [], types = []) => ({
  sql,
  args,
  argTypes: types.map((scalarType) => ({ scalarType, arity: 'scalar' })),
})

equal(adapter.provider, 'postgres')
await adapter.executeRaw(
  query('create table prisma_posts (id int4 primary key, title text, at timestamptz, doc jsonb)'),
)
const insert = 'insert into prisma_posts values ($1, $2, $3, $4), (2, null, null, null)'
const args = [1, 'One', new Date('2024-07-01T12:00:00.123Z'), '{"a": [1]}']
equal(await adapter.executeRaw(query(insert, args, ['int', 'string', 'datetime', 'json'])), 2)

const result = await adapter.queryRaw(
  query(`select id, title, at, doc, 9007199254740993 as big, 1.50 as price, date '2024-07-01' as day, time '12:00' as noon,
    array[1, null] as list, array['a'] as tags, array[timestamp '2024-07-01 12:00'] as times, '\\x0001'::bytea as bytes,
    true as yes, '$1.50'::money as cash, 1.5::float8 as real, null::text as nothing
    from prisma_posts order by id`),
)
const columns = [
  'id',
  'title',
  'at',
  'doc',
  'big',
  'price',
  'day',
  'noon',
  'list',
  'tags',
  'times',
  'bytes',
  'yes',
  'cash',
]
const rest = ['9007199254740993', '1.50', '2024-07-01', '12:00:00', [1, null], ['a'], ['2024-07-01T12:00:00+00:00']]
const same = [...rest, new Uint8Array([0, 1]), true, '1.50', 1.5, null]
// What the adapter gives on the official driver, but that the bytes are a Buffer there.
deepEqual(result, {
  columnNames: [...columns, 'real', 'nothing'],
  columnTypes: [0, 7, 10, 11, 1, 4, 8, 9, 64, 71, 74, 13, 5, 4, 3, 7],
  rows: [
    [1, 'One', '2024-07-01T12:00:00.123+00:00', '{"a": [1]}', ...same],
    [2, null, null, null, ...same],
  ],
})

await rejects(adapter.queryRaw(query('select 1 / 0')), (error) => {
  equal(error.name, 'NeonDbError')
  equal(error.code, '22012')
  return true
})
await rejects(adapter.startTransaction(), /not supported in HTTP mode/)

// The adapter that needs a WebSocket says so.
const connected = await new PrismaNeon({ connectionString: process.env.DATABASE_URL }).connect()
await rejects(connected.queryRaw(query('select 1')), (error) => error.message.includes('needs a connection'))
console.log('ok')
