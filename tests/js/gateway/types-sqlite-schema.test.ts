// What `npx tcpless types` makes of tables, views, keys and defaults of SQLite, and of the D1 databases that wrangler keeps.
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { convertV4MiniflareOptions, Miniflare } from 'miniflare'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { localD1File, remoteD1Id } from '../../../js/gateway/types/wrangler.js'
import { compile, generate, newFolder } from './types-running.js'

describe('SQLite', () => {
  let folder: Awaited<ReturnType<typeof newFolder>>
  beforeAll(async () => {
    folder = await newFolder()
  })
  afterAll(() => folder?.remove())

  test('tables, views, keys, defaults', async () => {
    const file = join(folder.path, 'app.db')
    const database = new DatabaseSync(file)
    database.exec(`
      pragma journal_mode = wal;
      create table users (id integer primary key, name text not null, nick text, at datetime not null default current_timestamp,
        next int generated always as (1 + 1) virtual);
      create table reverse (id integer primary key desc, n int not null);
      create table pairs (a text, b int, primary key (a, b)) without rowid;
      create table loose (a text primary key);
      create table "it's" (id integer primary key autoincrement);
      create virtual table found using fts5(body);
      create table _cf_KV (id int);
      create view visitors as select id, name, null as empty from users;
      create view broken as select * from gone`)
    // Still open, as by a server that runs.
    const text = await generate('--sqlite', file)
    expect(text).toMatchInlineSnapshot(`
      "// Made by \`npx tcpless types\` from a SQLite database. Do not edit: run it again.

      import type { ColumnType, Generated } from 'tcpless/builder'

      export interface FoundTable {
        body: Uint8Array | number | string | null
      }

      export interface ItSTable {
        id: Generated<number>
      }

      export interface LooseTable {
        a: string | null
      }

      export interface PairsTable {
        a: string
        b: number
      }

      export interface ReverseTable {
        id: number | null
        n: number
      }

      export interface UsersTable {
        at: ColumnType<number | string, Date | number | string | undefined, Date | number | string>
        id: Generated<number>
        name: string
        next: ColumnType<number | null, never, never>
        nick: string | null
      }

      export interface VisitorsView {
        empty: ColumnType<Uint8Array | number | string | null, never, never>
        id: ColumnType<number | null, never, never>
        name: ColumnType<string | null, never, never>
      }

      /** All tables and views, by the names that queries use. */
      export interface Database {
        found: FoundTable
        'it\\'s': ItSTable
        loose: LooseTable
        pairs: PairsTable
        reverse: ReverseTable
        users: UsersTable
        visitors: VisitorsView
      }
      "
    `)
    expect(await compile({ 'database.ts': text })).toBe('')
    database.close()
    await expect(generate('--sqlite', file, '--schema', 'main')).rejects.toThrow('a SQLite database has no schemas')
  })

  test('what wrangler keeps of a D1 database', async () => {
    const config = { d1_databases: [{ binding: 'DB', database_name: 'shop', database_id: '1-2' }, { binding: 'NONE' }] }
    const text = JSON.stringify(config, undefined, 2)
      .replace('[', '[ // the databases\n')
      .replace(/\]/, ', /* none */ ]')
    await writeFile(join(folder.path, 'wrangler.jsonc'), text)
    const miniflare = new Miniflare(
      convertV4MiniflareOptions({
        cf: false,
        modules: true,
        script: 'export default {}',
        d1Databases: { DB: '1-2' },
        resourcePersistencePath: join(folder.path, '.wrangler/state/v3'),
        compatibilityDate: '2026-01-01',
      }),
    )
    try {
      const db = await miniflare.getD1Database('DB')
      await db.exec('create table kept (id integer primary key, flag boolean not null)')
      for (const name of ['DB', 'shop', '1-2']) {
        const generated = await generate('--sqlite', await localD1File(name, folder.path))
        expect(generated).toContain('export interface Database {\n  kept: KeptTable\n}\n')
        expect(generated).toContain('  flag: ColumnType<number, boolean | number, boolean | number>\n')
      }
    } finally {
      await miniflare.dispose()
    }
    await expect(localD1File('NONE', folder.path)).rejects.toThrow('wrangler keeps no data of it')
    await expect(localD1File('other', folder.path)).rejects.toThrow('has no such database, but DB, NONE')
    const file = join(folder.path, 'app.db')
    expect([await localD1File('app.db', folder.path), await localD1File(file, '/')]).toEqual([file, file])
  })

  test('a configuration in TOML, or none', async () => {
    const inside = join(folder.path, 'toml')
    const state = join(inside, '.wrangler/state/v3/d1/miniflare-D1DatabaseObject')
    await mkdir(inside, { recursive: true })
    await expect(localD1File('DB', inside)).rejects.toThrow('there is neither that file nor a wrangler.jsonc here')
    const toml = `name = "worker"
[[d1_databases]] # first
binding = "DB"
database_id = '1-2'
[[env.test.d1_databases]]
binding = "TEST"
preview_database_id = "3"
database_id = "4"
[vars]
binding = "VAR"
`
    await writeFile(join(inside, 'wrangler.toml'), toml)
    await expect(localD1File('VAR', inside)).rejects.toThrow('no such database, but DB, TEST')
    await expect(localD1File('TEST', inside)).rejects.toThrow('keeps no data of it in .wrangler')
    expect(await remoteD1Id('TEST', inside)).toBe('4')
    await mkdir(state, { recursive: true })
    await expect(remoteD1Id('NONE', folder.path)).rejects.toThrow('has no database_id of it')
    const name = (await localD1File('DB', folder.path)).slice(folder.path.length)
    await writeFile(join(inside, name), '')
    expect(await localD1File('DB', inside)).toBe(join(inside, name))
  })
})
