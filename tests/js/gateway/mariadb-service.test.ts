import { existsSync } from 'node:fs'
import { createConnection } from 'mysql2/promise'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startMariadb, type TestMariadb } from '../../services/mariadb.js'

let server: TestMariadb
beforeAll(async () => {
  server = await startMariadb({ settings: { sql_mode: 'ANSI_QUOTES' }, generalLog: true })
}, 120_000)
afterAll(async () => {
  await server?.stop()
})

test('the server for tests has the settings asked for, and logs statements', async () => {
  // mysql2 turns IGNORE_SPACE on when it connects.
  const connection = await createConnection({ uri: server.url, flags: ['-IGNORE_SPACE'] })
  const [rows] = await connection.query('select @@sql_mode as mode, database() as name, 1 as "quoted"')
  await connection.end()
  expect(rows).toEqual([{ mode: 'ANSI_QUOTES', name: 'test', quoted: 1 }])
  expect(server.statements()).toContain('select @@sql_mode as mode')
  expect(server.log()).toContain('ready for connections')
})

test('the server for tests takes no other password, and ends', async () => {
  const wrong = createConnection({ host: server.host, port: server.port, user: 'root', password: 'wrong' })
  await expect(wrong).rejects.toThrow('Access denied')
  await expect(createConnection({ host: server.host, port: server.port, user: 'root' })).rejects.toThrow('denied')
  await server.stop()
  expect(existsSync(server.socket)).toBe(false)
  expect(() => process.kill(server.pid, 0)).toThrow()
})
