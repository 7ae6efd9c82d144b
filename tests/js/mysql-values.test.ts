// Random hostile values of each kind go to MariaDB as literals of the SQL text and come back, under every sql_mode,
// character set and time zone that could change what they mean; and its log has what was sent, statement by statement.
// TCPLESS_SEED repeats a run.
import { type Connection, createConnection } from 'mysql2/promise'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Parameter, planetscale, type Query, sql } from '../../js/services/planetscale.js'
import { format } from '../../js/compat/planetscale.js'
import { startMariadb, type TestMariadb } from '../services/mariadb.js'
import { modes, zones } from './support/mysql-settings.js'
import { randomOf } from './support/neon-service.js'

const valuesOfKind = process.env.TCPLESS_SOAK ? 100_000 : 1_000
const kinds = 7
const valuesAtOnce = 28
const seed = Number(process.env.TCPLESS_SEED ?? Date.now() % 1e9)

// Those whose characters of several bytes can end with the byte of a backslash or a back tick, and others.
const charsets = ['utf8mb4', 'latin1', 'gbk', 'sjis', 'big5', 'cp932', 'euckr', 'ascii']

type Random = () => number
const integer = (random: Random, limit: number) => Math.floor(random() * limit)
const pick = <T>(random: Random, choices: readonly T[]): T => choices[integer(random, choices.length)] as T

const attacks = [
  ...'\'"`\\;#-/*?:@ %_\n\r\t\u001a\u0001\u007f',
  "' or 1=1 -- ",
  "\\' or 1=1 #",
  "''",
  "\\'",
  '\\\\',
  '*/ select 2 /*',
  '/*! select 2 */',
  '-- ',
  ':a',
  '@@version',
  "x'41'",
  '_utf8mb4',
  'null',
  'é',
  '€',
  // In gbk, sjis or big5 the last byte and a quote or backslash behind it would be one character.
  '\u00bf',
  "\u00bf'",
  '表',
  '功',
  '許\\',
  '\uff07',
  '\u2028',
  '\ufeff',
  '\u{1f600}',
  '\u{10ffff}',
]
const text = (random: Random) => Array.from({ length: integer(random, 12) }, () => pick(random, attacks)).join('')
const words = (random: Random) => new Uint32Array([random() * 2 ** 32, random() * 2 ** 32])

/** A value, the SQL around it, and what the server must answer as text. */
interface Case {
  readonly value: Parameter
  readonly kind: 'text' | 'bytes' | 'number' | 'plain' | 'date'
  readonly expected: string | null
}

const hex = (bytes: Uint8Array | string): string =>
  Buffer.from(bytes as string)
    .toString('hex')
    .toUpperCase()

function caseOf(random: Random, kind: number): Case {
  switch (kind) {
    case 0: {
      const value = pick(random, [null, true, false])
      return { kind: 'plain', value, expected: value === null ? null : String(Number(value)) }
    }
    case 1: {
      const double = new Float64Array(words(random).buffer)[0] as number
      const value = Number.isFinite(double)
        ? pick(random, [double, random() * 1e6, integer(random, 1e6), -1, 0.1])
        : 5e-324
      return { kind: 'number', value, expected: String(value) }
    }
    case 2: {
      const digits = String(1 + integer(random, 9)) + '7'.repeat(integer(random, 65))
      const value = BigInt(pick(random, [digits, `-${digits}`]))
      return { kind: 'plain', value, expected: String(value) }
    }
    case 3: {
      const value = new Date(integer(random, 253_402_300_799_999) - (random() < 0.3 ? 62_135_596_800_000 : 0))
      return { kind: 'date', value, expected: value.toISOString().slice(0, -1).replace('T', ' ') }
    }
    case 4: {
      const value = random() < 0.5 ? new Uint8Array(words(random).buffer) : new TextEncoder().encode(text(random))
      return { kind: 'bytes', value, expected: hex(value) }
    }
    case 5: {
      const value = { [text(random)]: [text(random), 1] }
      return { kind: 'text', value, expected: hex(JSON.stringify(value)) }
    }
    default: {
      const value = text(random)
      return { kind: 'text', value, expected: hex(value) }
    }
  }
}

// Its text in UTF-8, whatever the character set of the connection made of it.
const column = ({ kind, value }: Case) =>
  kind === 'text'
    ? sql`hex(convert(${value} using utf8mb4))`
    : kind === 'bytes'
      ? sql`hex(${value})`
      : kind === 'number'
        ? sql`${value} + 0e0`
        : kind === 'date'
          ? sql`cast(${value} as datetime(3))`
          : sql`${value}`

const sent: string[] = []
const db = planetscale({
  url: 'mysql://user:password@aws.connect.psdb.cloud',
  fetch: (async (_url: unknown, init?: RequestInit) => {
    sent.push(JSON.parse(init?.body as string).query)
    return new Response('{"session":{"signature":"x"},"result":{}}')
  }) as typeof fetch,
})

/** The SQL text that a query is sent as. */
async function textOf(query: Query): Promise<string> {
  await query
  return sent.at(-1) as string
}

let mariadb: TestMariadb
let connection: Connection

beforeAll(async () => {
  console.log(`seed ${seed} (TCPLESS_SEED)`)
  mariadb = await startMariadb({ generalLog: true })
  connection = await createConnection({
    socketPath: mariadb.socket,
    user: mariadb.user,
    password: mariadb.password,
    charset: 'utf8mb4',
    supportBigNumbers: true,
    bigNumberStrings: true,
    dateStrings: true,
    multipleStatements: true,
    rowsAsArray: true,
    typeCast: (field) => field.string(),
  })
  // Told of another character set the driver would write its statements in that one.
  await connection.query("set session_track_system_variables = ''")
}, 120_000)

afterAll(async () => {
  connection?.destroy()
  await mariadb?.stop()
})

async function use(mode: string, charset: string, zone = '+00:00'): Promise<void> {
  await connection.query(
    `set sql_mode = '${mode}', character_set_client = ${charset}, character_set_connection = ${charset}, time_zone = '${zone}'`,
  )
}

/** Whether the answer is the value: a double exactly, everything else as text. */
const isSame = ({ kind, expected }: Case, answered: unknown): boolean =>
  kind === 'number' ? Number(answered) === Number(expected) : answered === expected

describe('threats 5 and 6: values in the text of a statement for MySQL', () => {
  test('come back as they were, and every statement is logged as one', { timeout: 1_200_000 }, async () => {
    const random = randomOf(seed)
    const statements: string[] = []
    for (let count = 0; count < kinds * valuesOfKind; count += valuesAtOnce) {
      const [mode, charset] = [pick(random, modes), pick(random, charsets)]
      await use(mode, charset, pick(random, zones))
      const cases = Array.from({ length: valuesAtOnce }, (_, index) => caseOf(random, index % kinds))
      const query = db`select /* ${sql.raw(String(count))} */ ${sql.join(cases.map(column))}`
      const statement = await textOf(query)
      statements.push(statement)
      const [rows] = await connection.query(statement)
      const [answers] = rows as unknown as unknown[][]
      expect(answers?.length).toBe(cases.length)
      cases.forEach((one, index) => {
        if (isSame(one, answers?.[index])) return
        throw new Error(
          `seed ${seed}, ${count}, ${mode}, ${charset}: ${JSON.stringify(one.expected)} came back as ${JSON.stringify(answers?.[index])} from ${statement}`,
        )
      })
    }
    // The log has one line for each; nothing in a value makes another.
    const logged = mariadb
      .statements()
      .split('\n')
      .flatMap(
        (line) => /\tselect \/\* \d+ \*\/.*$|Query\tselect.*$/.exec(line)?.[0].replace(/^.*?select/, 'select') ?? [],
      )
    expect(logged).toEqual(statements)
  })

  test('stand in the places of values alone', async () => {
    await connection.query('set sql_mode = default, character_set_client = utf8mb4, character_set_connection = utf8mb4')
    await connection.query(
      'create or replace table test.posts (id int primary key, title varchar(200) character set utf8mb4, content blob)',
    )
    await connection.query('use test')
    const random = randomOf(seed + 1)
    const titles = Array.from({ length: 200 }, () => text(random))
    for (const mode of modes) {
      await use(mode, pick(random, charsets))
      await connection.query('delete from posts')
      const values = titles.map((title, id) => sql`(${id}, ${title}, ${new TextEncoder().encode(title)})`)
      await connection.query(await textOf(db`insert into posts values ${sql.join(values)}`))
      const [rows] = await connection.query(
        'select id, hex(convert(title using utf8mb4)), hex(content) from posts order by id',
      )
      expect(rows).toEqual(titles.map((title, id) => [String(id), hex(title), hex(title)]))
      for (const title of titles.slice(0, 20)) {
        const found = await textOf(db.query('select count(*) from posts where binary title = :title', { title }))
        const [[counted]] = (await connection.query(found)) as unknown as [[[string]]]
        expect(Number(counted[0])).toBe(titles.filter((one) => one === title).length)
      }
    }
  })

  test('the empty text is no null', async () => {
    for (const mode of modes) {
      await use(mode, 'utf8mb4')
      const [[answers]] = (await connection.query(
        await textOf(db`select ${''} is null, length(${''}), concat(${''}, ${new Uint8Array(0)}, ${'a'})`),
      )) as unknown as [[unknown[]]]
      expect(answers, mode).toEqual(['0', '0', 'a'])
    }
  })

  test('of db.query stand for ? or :name', async () => {
    const value = "it's"
    const literal = "_utf8mb4 x'69742773'"
    expect(await textOf(db.query("select ?, '?' as b", [value]))).toBe(`select ${literal}, '?' as b`)
    expect(await textOf(db.query('select :b, :a, ":a", @a := :b', { a: value, b: 1, c: null }))).toBe(
      `select 1, ${literal}, ":a", @a := 1`,
    )
    const before = sent.length
    for (const [text, values] of [
      ['select ?', []],
      ['select ?', [1, 2]],
      ['select :a', { A: 1 }],
      ['select :a', {}],
      ['select ?', [[1, 2]]],
      ['select ?', ['a\0']],
      ['select ?', [Number.NaN]],
    ] as const) {
      await expect(db.query(text, values)).rejects.toMatchObject({ code: 'parameter', service: 'planetscale' })
    }
    for (const [text, values] of [
      ['select :a, ?', { a: 1 }],
      ["select 'a\\'', ?", [1]],
      ["select 'a' ?", [1]],
      ["select '", [1]],
    ] as const) {
      await expect(db.query(text, values)).rejects.toMatchObject({
        code: expect.stringMatching(/^(template_misuse|parameter)$/),
      })
    }
    for (const values of [new Date(), new Map([['a', 1]]), 'a', null]) {
      expect(() => db.query('select :a', values as never)).toThrow(expect.objectContaining({ code: 'template_misuse' }))
    }
    expect(sent.length).toBe(before)
  })

  // In these character sets the back tick behind the name, or a backslash in the text, can be half of a letter.
  test('of format() are never code, whatever the text before them becomes', async () => {
    const attacks = ['`, 2 as injected -- ', '` or 1=1 -- ', ', 2 as injected -- ', 'x', "'", '']
    let broken = 0
    for (const charset of charsets) {
      await use('', charset)
      for (const letter of ['列', '表', '功', '名', 'é', '€', 'ｱ']) {
        for (const attack of attacks) {
          const text = format(`select 1 as \`${letter}\`, ? as b`, [attack])
          const fields = await connection.query(text).then(
            ([, given]) => given.map(({ name }) => name),
            () => undefined,
          )
          broken += fields ? 0 : 1
          expect(fields ?? [], text).not.toContain('injected')
          expect(() => format(`select '${letter}\\\\', ? as b`, [attack])).toThrow(
            expect.objectContaining({ code: 'template_misuse', service: 'planetscale' }),
          )
        }
      }
    }
    expect(broken).toBeGreaterThan(0)
  })

  // Of an alias MySQL drops what is blank at its front.
  test('names are names', async () => {
    await use('', 'utf8mb4')
    const random = randomOf(seed + 2)
    for (let i = 0; i < 200; i++) {
      const name = `a${text(random)
        .replaceAll(/[\u{10000}-\u{10ffff}]/gu, '')
        .slice(-60)
        .trim()}a`
      const [, fields] = await connection.query(await textOf(db`select 1 as ${sql.id(name)}, 2 as b`))
      expect(fields?.map((field) => field.name)).toEqual([name, 'b'])
    }
  })
})
