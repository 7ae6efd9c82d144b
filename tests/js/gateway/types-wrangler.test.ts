// What `npx tcpless types --d1` finds in the configuration of wrangler, however it is written.
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { localD1File, remoteD1Id } from '../../../js/gateway/types/wrangler.js'
import { readD1Entries } from '../../../js/gateway/types/wrangler-config.js'
import { newFolder } from './types-running.js'

let folder: Awaited<ReturnType<typeof newFolder>>
beforeEach(async () => {
  folder = await newFolder()
})
afterEach(() => folder.remove())

/** The databases that a configuration has, each with what it says of it. */
async function entriesOf(name: string, text: string): Promise<unknown> {
  await writeFile(join(folder.path, name), text)
  // Without the members that are undefined.
  return JSON.parse(JSON.stringify(await readD1Entries(folder.path)))
}

const one = [{ binding: 'DB', database_id: '1-2' }]

describe('TOML', () => {
  test.each<[string, string, unknown]>([
    ['inline tables', 'd1_databases = [ { binding = "DB", database_id = "1-2" } ]', one],
    ['an array over several lines', 'd1_databases = [\n  # ours\n  { binding = "DB", database_id = "1-2" },\n]', one],
    ['quoted keys', '[["d1_databases"]]\n"binding" = "DB"\n\'database_id\' = "1-2"', one],
    ['escapes', '[[d1_databases]]\nbinding = "\\u0044\\U00000042"\ndatabase_id = "1\\u002D2"', one],
    ['strings of several lines', `[[d1_databases]]\nbinding = """\nDB"""\ndatabase_id = '''\n1-2'''`, one],
    ['a hash in a string', '[[d1_databases]]\nbinding = "D#B" # not this', [{ binding: 'D#B' }]],
    ['CRLF and a BOM', '\uFEFF[[d1_databases]]\r\nbinding = "DB"\r\ndatabase_id = "1-2"\r\n', one],
    ['dotted keys', 'env.staging.d1_databases = [{ binding = "DB", database_id = "1-2" }]', one],
    ['an environment in quotes', '[[env."my ] env".d1_databases]]\nbinding = "DB"\ndatabase_id = "1-2"', one],
    [
      'the text of another value',
      '[vars]\nSQL = """\n[[d1_databases]]\nbinding = "NOT"\n"""\n[[d1_databases]]\nbinding = "DB"\ndatabase_id = "1-2"',
      one,
    ],
    [
      'what a database is named in two environments',
      '[[env.staging.d1_databases]]\nbinding = "DB"\ndatabase_id = "3"\n[[d1_databases]]\nbinding = "DB"\ndatabase_id = "1-2"',
      [...one, { binding: 'DB', database_id: '3' }],
    ],
    [
      'tables inside of a database',
      '[[d1_databases]]\nbinding = "DB"\ndatabase_id = "1-2"\n[d1_databases.x]\nid = "y"',
      one,
    ],
    ['values that are no strings', '[[d1_databases]]\nbinding = 1\ndatabase_id = 1979-05-27\n', [{}]],
    ['no databases', 'name = "worker"\nd1_databases = 1\nenv = 2', []],
  ])('%s', async (_, text, entries) => {
    expect(await entriesOf('wrangler.toml', text)).toEqual(entries)
  })
})

describe('JSON with comments', () => {
  test.each<[string, string, unknown]>([
    [
      'comments and commas at the end',
      '// a\n{ /* b */ "d1_databases": [ { "binding": "DB", "database_id": "1-2", }, ], // "d1_databases": []\n}\n',
      one,
    ],
    [
      'what looks like a comment or a comma at the end inside a string',
      '{ "d1_databases": [{ "binding": "D//B", "database_name": "/* ,] */ \\",}" }] }',
      [{ binding: 'D//B', database_name: '/* ,] */ ",}' }],
    ],
    ['escapes and a BOM', '\uFEFF{ "d1\\u005fdatabases": [{ "binding": "\\u0044B", "database_id": "1-2" }] }', one],
    [
      'environments',
      '{ "env": { "a": { "d1_databases": [{ "binding": "A" }] }, "b": null }, "d1_databases": [{ "binding": "DB" }] }',
      [{ binding: 'DB' }, { binding: 'A' }],
    ],
    ['no databases', '{ "d1_databases": null, "env": [] }', []],
    ['no object', 'null', []],
  ])('%s', async (_, text, entries) => {
    expect(await entriesOf('wrangler.jsonc', text)).toEqual(entries)
    expect(await entriesOf('wrangler.json', text)).toEqual(entries)
  })
})

describe('a configuration that cannot be read', () => {
  test.each([
    ['wrangler.toml', 'name = "w"\n[[d1_databases]\n', 'line 2, column 16: expected end of table array declaration'],
    [
      'wrangler.toml',
      '[vars]\nTOKEN = "s3cret-w0rd\n',
      'line 2, column 21: control characters are not allowed in strings',
    ],
    ['wrangler.toml', 'name = s3cret-w0rd', 'line 1, column 8: invalid value'],
    [
      'wrangler.jsonc',
      '{\n  "d1_databases": [\n    { "binding": "DB" "x": 1 }\n  ]\n}',
      'line 3, column 23: comma expected',
    ],
    ['wrangler.json', '{ "vars": { "TOKEN": "s3cret-w0rd } }', 'line 1, column 22: unexpected end of string'],
    ['wrangler.json', '', 'line 1, column 1: value expected'],
  ])('%s: %j', async (name, text, place) => {
    await writeFile(join(folder.path, name), text)
    const message = `${name} cannot be read: ${place}`
    await expect(remoteD1Id('DB', folder.path)).rejects.toThrow(
      expect.objectContaining({ name: 'GatewayError', message }),
    )
  })

  test('what is no file', async () => {
    await mkdir(join(folder.path, 'wrangler.toml'))
    await expect(remoteD1Id('DB', folder.path)).rejects.toThrow('wrangler.toml cannot be read: EISDIR')
  })
})

test('wrangler.json goes before wrangler.jsonc, and that before wrangler.toml', async () => {
  const found: unknown[] = []
  for (const [name, binding] of [
    ['toml', 'C'],
    ['jsonc', 'B'],
    ['json', 'A'],
  ] as const) {
    const text =
      name === 'toml' ? `[[d1_databases]]\nbinding = "${binding}"` : `{"d1_databases":[{"binding":"${binding}"}]}`
    found.push(await entriesOf(`wrangler.${name}`, text))
  }
  expect(found).toEqual([[{ binding: 'C' }], [{ binding: 'B' }], [{ binding: 'A' }]])
})

test('an unknown name is told those there are, each once', async () => {
  await entriesOf(
    'wrangler.json',
    '{"d1_databases":[{"binding":"A"},{}],"env":{"x":{"d1_databases":[{"binding":"A"},{"binding":"B"}]}}}',
  )
  await expect(localD1File('C', folder.path)).rejects.toThrow('has no such database, but A, B')
})
