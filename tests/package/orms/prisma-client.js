// Prisma Client on the HTTP side of its Neon adapter.
import { deepEqual, equal, rejects } from 'node:assert/strict'
import { PrismaNeonHttp } from '@prisma/adapter-neon'
import { PrismaClient } from './prisma-client/index.js'

const prisma = new PrismaClient({ adapter: new PrismaNeonHttp(process.env.DATABASE_URL, {}) })

await prisma.$executeRawUnsafe(`create table prisma_client_posts (id serial primary key, title text not null unique,
  at timestamp(3), views int8, doc jsonb, bytes bytea, price numeric(65, 30), tags text[])`)

const post = {
  title: 'It\'s "one" ü',
  at: new Date('2024-07-01T12:00:00.123Z'),
  views: 9007199254740993n,
  doc: { a: [1, null] },
  bytes: new Uint8Array([0, 1]),
  tags: ['a', 'b,c'],
}
const { price, ...made } = await prisma.post.create({ data: { ...post, price: '12.50' } })
deepEqual(made, { id: 1, ...post })
equal(price.toFixed(2), '12.50')

deepEqual(await prisma.post.createMany({ data: [{ title: 'Two' }, { title: 'Three' }] }), { count: 2 })
deepEqual(
  await prisma.post.findMany({ where: { title: { contains: 'w' } }, select: { id: true, title: true, tags: true } }),
  [{ id: 2, title: 'Two', tags: [] }],
)
deepEqual(await prisma.post.aggregate({ _count: true, _max: { views: true } }), {
  _count: 3,
  _max: { views: 9007199254740993n },
})
equal((await prisma.post.update({ where: { id: 3 }, data: { tags: { push: 'x' } } })).tags[0], 'x')
deepEqual(await prisma.$queryRaw`select ${1}::int4 as one, 5::int8 as big`, [{ one: 1, big: 5n }])
await rejects(prisma.post.create({ data: { title: 'Two' } }), { code: '23505' })
await rejects(prisma.$transaction([prisma.post.count(), prisma.post.count()]), /not supported in HTTP mode/)
await prisma.$disconnect()
console.log('ok')
