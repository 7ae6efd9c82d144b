// The text that `npx tcpless types` writes, whatever names, comments and values a schema has.
import { expect, test } from 'vitest'
import { enumValues } from '../../../js/gateway/types/mysql-types.js'
import { camelCase, literalUnion, pascalCase, stringLiteral, TypeNames } from '../../../js/gateway/types/names.js'
import type { Column, Table } from '../../../js/gateway/types/schema.js'
import { same } from '../../../js/gateway/types/texts.js'
import { writeTypes } from '../../../js/gateway/types/writer.js'
import { camelCaseNames } from '../../../js/services/camel-case.js'
import { compile } from './types-running.js'

const hostile = [
  'plain',
  'with space',
  '2fa',
  '',
  "it's",
  '"double"',
  'back\\slash',
  '`tick`',
  '$\u007btemplate}',
  'new\nline',
  'NUL\0',
  'sep\u2028\u2029\uFEFF',
  '*/ export type Never = never /*',
  '日本',
  'ünï',
  '😀',
  '__proto__',
  'constructor',
  'toString',
  'new',
  'get',
  'readonly',
  'default',
  'string',
  'Database',
  'Date',
  'JsonValue',
  'ColumnType',
  'A',
  'a',
  '_a',
  'a_',
  'a-b',
  'a_b',
  '$',
  '[x: string]',
]

const column = (name: string, comment = ''): Column => ({
  name,
  type: same('number'),
  nullable: false,
  write: 'required',
  comment,
})

function tablesOf(names: readonly string[]): Table[] {
  const tables = names.map((name) => ({ schema: undefined, name, isView: false }))
  return new TypeNames().ofTables(tables).map((table) => ({
    ...table,
    comment: table.name,
    columns: names.map((name) => column(name, name)),
  }))
}

const write = (tables: readonly Table[], camel = false): string =>
  writeTypes({ tables, warnings: [] }, { madeBy: 'Made by\na test\u2028.', camelCase: camel })

test('any name is written so that it compiles and is the same name', async () => {
  const text = write(tablesOf(hostile))
  const keys = hostile.map((name) => JSON.stringify(name))
  const use = `import type { Database } from './database.js'
type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
type Names = ${keys.join(' | ')}
export const tables: Equal<keyof Database, Names> = true
export const columns: Equal<keyof Database['plain'], Names> = true
export const types: Equal<Database[Names][Names], number> = true
`
  expect(await compile({ 'database.ts': text, 'use.ts': use })).toBe('')
  expect(text.split('\n')[0]).toBe('// Made by a test .')
  expect(text.endsWith('}\n')).toBe(true)
})

test('the order in which a database lists things does not matter', () => {
  const tables = tablesOf(hostile)
  const reversed = tablesOf([...hostile].reverse())
  expect(write(reversed)).toBe(write(tables))
})

test('what is not used is not imported or declared', async () => {
  expect(write([])).toBe(
    '// Made by a test .\n\n/** All tables and views, by the names that queries use. */\nexport interface Database {}\n',
  )
  expect(write(tablesOf(['a']))).not.toContain('import')
  expect(await compile({ 'database.ts': write([]) })).toBe('')
})

test('names of types are taken once', () => {
  const names = new TypeNames()
  const of = names.ofTables([
    { schema: undefined, name: 'user-posts', isView: false },
    { schema: undefined, name: 'user_posts', isView: false },
    { schema: 'b', name: 'x', isView: true },
    { schema: undefined, name: 'bx', isView: true },
    { schema: 'a', name: 'x', isView: true },
  ])
  expect(of.map(({ typeName }) => typeName)).toEqual([
    'BxView',
    'UserPostsTable',
    'UserPostsTable2',
    'AXView',
    'BXView',
  ])
  expect([names.take('JsonValue'), names.take('Date'), names.take('Mood'), names.take('Mood')]).toEqual([
    'JsonValue2',
    'Date2',
    'Mood',
    'Mood2',
  ])
  expect(hostile.map(pascalCase)).toContain('_2fa')
  expect(pascalCase('')).toBe('_')
})

test('camel case is that of the option rename', () => {
  const names = ['user_id', '_a_b', 'a__b', 'a_', 'a_1', 'ä_ö', 'A_b', '__proto__', 'a_b_c']
  expect(names.map(camelCase)).toEqual(camelCaseNames(names))
  const text = write(tablesOf(['user_id', 'user_posts']), true)
  expect(text).toContain('  userId: number\n')
  expect(text).toContain('  userPosts: UserPostsTable\n')
  expect(() => write(tablesOf(['a_b', 'aB']), true)).toThrow('the table aB: aB and a_b are both aB in camel case')
  expect(() =>
    write(
      tablesOf(['x']).map((table) => ({ ...table, columns: [column('a_b'), column('a__b')] })),
      true,
    ),
  ).toThrow('the table x: a__b and a_b are both aB in camel case')
})

test('strings and unions are TypeScript', () => {
  expect(stringLiteral('a\'b\\c\nd\0e\u2028f"😀')).toBe("'a\\'b\\\\c\\nd\\u0000e\\u2028f\"😀'")
  expect(literalUnion([])).toBe('never')
  expect(literalUnion(['b', 'a', 'b'])).toBe("'b' | 'a'")
})

test('the values of an enum of MySQL', () => {
  expect(enumValues("enum('a','it''s','','b\\\\c','d\\ne',')(','x,y')")).toEqual([
    'a',
    "it's",
    '',
    'b\\c',
    'd\ne',
    ')(',
    'x,y',
  ])
})
