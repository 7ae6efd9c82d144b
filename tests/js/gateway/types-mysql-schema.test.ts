// What `npx tcpless types` makes of tables, views, databases, keys, defaults and comments of MariaDB.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { planetscale } from '../../../js/services/planetscale.js'
import { type RunningMysql, startMysql } from './mysql-running.js'
import { startTimeout } from './running.js'
import { compile, generate } from './types-running.js'

describe('MariaDB', () => {
  let running: RunningMysql
  let url: string
  beforeAll(async () => {
    running = await startMysql()
    url = running.mariadb.url
    const db = planetscale(running.url)
    for (const sql of [
      'create database other',
      `create table users (
        id bigint unsigned auto_increment primary key comment 'The key.', name varchar(20) not null, nick varchar(20),
        word varchar(4) not null default 'NULL', empty varchar(4) not null default '', doc json not null, flag boolean not null default false,
        at timestamp not null default current_timestamp on update current_timestamp, next int as (1 + 1) stored,
        hidden int invisible, feels enum('sad', 'ok') not null default 'ok'
      ) comment 'People.'`,
      'create table other.users (id int not null)',
      'create table gone (id int)',
      'create view visitors as select id, doc, next from users',
      'create view broken as select * from gone',
      'drop table gone',
      'create sequence numbers',
      'create table kept (id int) with system versioning',
      'create database `Other`',
      'create table `Other`.users (no int)',
      "create database `it's ünï`",
      "create table `it's ünï`.`a b` (id int, `doc ``x` json)",
    ]) {
      await db.query(sql)
    }
  }, startTimeout)
  afterAll(() => running?.stop())

  test('tables, views, keys, defaults, comments', async () => {
    const text = await generate('--url', url)
    expect(text).toMatchInlineSnapshot(`
      "// Made by \`npx tcpless types\` from a MySQL database. Do not edit: run it again.

      import type { ColumnType, Generated } from 'tcpless/builder'

      /** What can be written to a JSON column: an object, or any value as JSON text. */
      export type JsonInput = { [name: string]: JsonValue } | string

      /** What a JSON column holds. */
      export type JsonValue = JsonValue[] | { [name: string]: JsonValue } | boolean | number | string | null

      export interface KeptTable {
        id: number | null
      }

      /** People. */
      export interface UsersTable {
        at: ColumnType<string, Date | string | undefined, Date | string>
        doc: ColumnType<JsonValue, JsonInput, JsonInput>
        empty: Generated<string>
        feels: Generated<'sad' | 'ok'>
        flag: ColumnType<number, boolean | number | undefined, boolean | number>
        /** Invisible: not among the columns that \`*\` stands for. */
        hidden: number | null
        /** The key. */
        id: Generated<number>
        name: string
        next: ColumnType<number | null, never, never>
        nick: string | null
        word: Generated<string>
      }

      export interface VisitorsView {
        doc: ColumnType<JsonValue, never, never>
        /** The key. */
        id: ColumnType<number, never, never>
        next: ColumnType<number | null, never, never>
      }

      /** All tables and views, by the names that queries use. */
      export interface Database {
        kept: KeptTable
        users: UsersTable
        visitors: VisitorsView
      }
      "
    `)
    const use = `import type { Insertable } from 'tcpless/builder'
import type { Database } from './database.js'
export const user: Insertable<Database['users']> = { name: 'a', doc: {} }
`
    expect(await compile({ 'database.ts': text, 'use.ts': use })).toBe('')
  })

  test('databases', async () => {
    const both = await generate('--url', url, '--schema', 'other,test', '--exclude', 'kept,broken,visitors')
    expect(both.slice(both.indexOf('export interface Database'))).toBe(
      "export interface Database {\n  users: UsersTable\n  'other.users': OtherUsersTable\n}\n",
    )
    const odd = await generate('--url', url, '--schema', "it's ünï")
    expect(odd).toContain("  'it\\'s ünï.a b': ItSÜnïABTable\n")
    expect(odd).toContain("  'doc `x': ColumnType<JsonValue | null, JsonInput | null, JsonInput | null>\n")
    const none = url.replace(/test$/, '')
    await expect(generate('--url', none)).rejects.toThrow('no schema is the current one: say which with --schema')
    expect(await generate('--url', none, '--schema', 'other')).toContain("'other.users': OtherUsersTable")
    await expect(generate('--url', url, '--schema', 'nowhere')).rejects.toThrow('there is no schema nowhere')
  })

  test('the same over HTTP, but for JSON in views of MariaDB', async () => {
    const args = ['--exclude', 'visitors', '--types', 'mysql']
    expect(await generate('--planetscale', running.url, ...args)).toBe(await generate('--url', url, ...args))
  })
})
