// What a builder is given here: a database that nobody asks, as Kysely and Drizzle are given drivers that do nothing.
export const database = Object.assign(() => {}, {
  dialect: 'postgres',
  query() {
    throw new Error('nothing is sent here')
  },
})
