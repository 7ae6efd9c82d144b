// Prisma Client on its PlanetScale adapter.
import { deepEqual, equal, rejects } from 'node:assert/strict'
import { PrismaPlanetScale } from '@prisma/adapter-planetscale'
import { PrismaClient } from './prisma-client-planetscale/index.js'

const prisma = new PrismaClient({ adapter: new PrismaPlanetScale({ url: process.env.PLANETSCALE_URL }) })

await prisma.$executeRawUnsafe(
  'create table prisma_client_users (id int primary key auto_increment, email varchar(99) not null unique)',
)
await prisma.$executeRawUnsafe(`create table prisma_client_posts (id int primary key auto_increment, authorId int,
  title varchar(99) not null unique, published tinyint(1) not null default 0, at datetime(3), day date, views bigint,
  ratio double, doc json, bytes longblob, price decimal(10, 2), kind enum('a', 'b'))`)

const post = {
  title: 'It\'s "one" \\ ü 😀',
  published: true,
  at: new Date('2024-07-01T12:00:00.123Z'),
  day: new Date('2024-07-01'),
  views: 9007199254740993n,
  ratio: 0.1,
  doc: { a: [1, null, 'é'] },
  bytes: new Uint8Array([0, 39, 92, 255]),
  kind: 'b',
}
const author = await prisma.user.create({ data: { email: 'ada@example.org' } })
deepEqual(author, { id: 1, email: 'ada@example.org' })
const { price, ...made } = await prisma.post.create({ data: { ...post, price: '12.50', authorId: 1 } })
deepEqual(made, { id: 1, ...post, authorId: 1 })
equal(price.toFixed(2), '12.50')

deepEqual(await prisma.post.createMany({ data: [{ title: 'Two' }, { title: 'Three', authorId: 1 }] }), { count: 2 })
deepEqual(
  await prisma.post.findMany({ where: { title: { contains: 'w' } }, select: { id: true, title: true, kind: true } }),
  [{ id: 2, title: 'Two', kind: null }],
)
deepEqual(await prisma.post.findMany({ where: { title: post.title }, select: { views: true } }), [
  { views: post.views },
])
deepEqual(await prisma.user.findMany({ include: { posts: { select: { title: true }, orderBy: { id: 'desc' } } } }), [
  { ...author, posts: [{ title: 'Three' }, { title: post.title }] },
])
deepEqual(await prisma.post.aggregate({ _count: true, _max: { views: true }, _avg: { ratio: true } }), {
  _count: 3,
  _max: { views: post.views },
  _avg: { ratio: 0.1 },
})
equal((await prisma.post.update({ where: { id: 2 }, data: { ratio: { increment: 1.5 } } })).ratio, null)
const upserted = { where: { title: 'Four' }, create: { title: 'Four' }, update: { published: true } }
equal((await prisma.post.upsert(upserted)).published, false)
equal((await prisma.post.upsert(upserted)).published, true)
deepEqual(await prisma.$queryRaw`select ${1.5} + 0e0 as one, ${post.views} as big, ${"it's"} as text`, [
  { one: 1.5, big: post.views, text: "it's" },
])
await rejects(prisma.post.create({ data: { title: 'Two' } }), { code: 'P2002' })

await prisma.$transaction(async (tx) => {
  await tx.post.create({ data: { title: 'Five' } })
  equal(await prisma.post.count(), 4)
  equal(await tx.post.count(), 5)
})
await rejects(
  prisma.$transaction(async (tx) => {
    await tx.post.deleteMany()
    throw new Error('mine')
  }),
  /mine/,
)
deepEqual(await prisma.$transaction([prisma.post.count(), prisma.user.count()]), [5, 1])
await prisma.$disconnect()
console.log('ok')
