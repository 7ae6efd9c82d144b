// PlanetScale's own driver reads the golden bodies too: what it gives is what `types: 'mysql'` gives, but where the
// table below says both.
import { readdirSync, readFileSync } from 'node:fs'
import { connect } from '@planetscale/database'
import { describe, expect, test } from 'vitest'
import { type DatabaseError, planetscale } from '../../js/services/planetscale.js'

const folder = new URL('../golden/planetscale/', import.meta.url).pathname
const names = readdirSync(folder)
  .filter((file) => file.endsWith('.body'))
  .map((file) => file.slice(0, -'.body'.length))
const url = 'https://user:pass@db.test/db'

type Outcome = { rows: unknown; affected: unknown; lastId: unknown } | { error: string; code?: string; message: string }

/** What JSON cannot tell apart, as golden bodies have it. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return { hex: Buffer.from(value).toString('hex') }
  if (typeof value === 'number' && (!Number.isFinite(value) || Object.is(value, -0))) {
    return { number: Object.is(value, -0) ? '-0' : String(value) }
  }
  return Array.isArray(value) ? value.map(plain) : value
}

function bodyOf(name: string): () => Promise<Response> {
  const { status, headers = {} } = JSON.parse(readFileSync(`${folder}${name}.expected.json`, 'utf8'))
  const body = readFileSync(`${folder}${name}.body`)
  return async () => new Response(body, { status, headers })
}

async function theirsOf(name: string): Promise<Outcome> {
  try {
    const { rows, rowsAffected, insertId } = await connect({ url, fetch: bodyOf(name) }).execute('select 1', null, {
      as: 'array',
    })
    return { rows: plain(rows), affected: rowsAffected, lastId: insertId }
  } catch (thrown) {
    const { name, message, body } = thrown as Error & { body?: { code: string } }
    return { error: name, ...(body?.code && { code: body.code }), message }
  }
}

async function oursOf(name: string): Promise<Outcome> {
  const fetch = bodyOf(name) as typeof globalThis.fetch
  try {
    const result = await planetscale(url, { fetch, types: 'mysql', rowMode: 'array', retry: false })`select 1`
    const { affected, lastId, meta, columns } = result
    return {
      rows: plain([...result]),
      affected: affected ?? meta.rowsAffected ?? (columns.length > 0 ? 0 : null),
      lastId: String(lastId ?? meta.insertId ?? 0),
    }
  } catch (thrown) {
    const { code, databaseCode, message } = thrown as DatabaseError
    return { error: code, ...(databaseCode && { code: databaseCode }), message }
  }
}

const none = { affected: 0, lastId: '0' }

/** Results of both. */
const otherResults: Record<string, { theirs: object; ours: object }> = {
  'affected-large': {
    theirs: { rows: [], affected: 9007199254740992, lastId: '0' },
    ours: { rows: [], affected: '9007199254740993', lastId: '0' },
  },
  'base64-unpadded': {
    theirs: { error: 'InvalidCharacterError' },
    ours: { ...none, rows: Array(2).fill([{ hex: 'fbefff' }, 'ab']) },
  },
  'byte-order-mark': { theirs: { ...none, rows: [['abc']] }, ours: { ...none, rows: [['\ufeffabc']] } },
  'geometry-vector': {
    theirs: { rows: [[expect.anything(), expect.anything(), { hex: '307831' }]] },
    ours: { rows: [[expect.anything(), expect.anything(), '0x1']] },
  },
}

/** An error here, and what it gives for the same body. */
const onlyHere: Record<string, { ours: string; theirs: object }> = {
  'affected-wrong': { ours: 'protocol', theirs: { rows: [], affected: -1 } },
  'base64-cut': { ours: 'protocol', theirs: { error: 'InvalidCharacterError' } },
  'base64-wrong': { ours: 'protocol', theirs: { error: 'InvalidCharacterError' } },
  behind: { ours: 'protocol', theirs: { error: 'SyntaxError' } },
  'body-array': { ours: 'protocol', theirs: { rows: [] } },
  'body-empty': { ours: 'protocol', theirs: { error: 'SyntaxError' } },
  'error-401-connect': { ours: 'authentication', theirs: { error: 'UnknownError', code: 'UNKNOWN' } },
  'error-401-empty': { ours: 'authentication', theirs: { error: 'DatabaseError', message: '' } },
  'error-403': { ours: 'authentication', theirs: { error: 'UnknownError' } },
  'error-connect': { ours: 'query', theirs: { rows: [] } },
  'error-empty': { ours: 'query', theirs: { error: 'DatabaseError', message: '' } },
  'error-nothing': { ours: 'protocol', theirs: { rows: [] } },
  'fields-object': { ours: 'protocol', theirs: { error: 'TypeError' } },
  'floats-wrong': { ours: 'protocol', theirs: { rows: [[1.5], [{ number: 'NaN' }]] } },
  'html-200': { ours: 'protocol', theirs: { error: 'SyntaxError' } },
  'integer-empty': {
    ours: 'protocol',
    theirs: {
      rows: [
        [1, 2],
        [3, { number: 'NaN' }],
      ],
    },
  },
  'json-invalid-utf8': { ours: 'value', theirs: { rows: [['\ufffd']] } },
  'json-wrong': { ours: 'value', theirs: { error: 'SyntaxError' } },
  'lengths-sum': { ours: 'protocol', theirs: { rows: [['abc'], ['abc']] } },
  'result-twice': { ours: 'protocol', theirs: { rows: [] } },
  'row-long': { ours: 'protocol', theirs: { rows: [[1], [1]] } },
  'row-short': {
    ours: 'protocol',
    theirs: {
      rows: [
        [1, 2],
        [1, undefined],
      ],
    },
  },
  'rows-array': { ours: 'protocol', theirs: { error: 'InvalidCharacterError' } },
  'rows-first': { ours: 'protocol', theirs: { rows: [[1]] } },
  'rows-without-fields': { ours: 'protocol', theirs: { rows: [['a', 'b', 'c']] } },
  'session-text': { ours: 'protocol', theirs: { rows: [] } },
}

// It knows only what Vitess says inside `error`.
const isOtherStatus = (name: string) => /^error-(404|413|429|5..)/.test(name)

describe('the official driver on the same bodies', () => {
  test.each(names.filter((name) => !otherResults[name] && !onlyHere[name] && !isOtherStatus(name)))(
    'the same: %s',
    async (name) => {
      const theirs = await theirsOf(name)
      const ours = await oursOf(name)
      if ('error' in theirs) {
        expect(theirs.error).toBe('DatabaseError')
        expect(ours).toEqual({ ...theirs, error: expect.any(String) })
      } else expect(ours).toEqual(theirs)
    },
  )

  test.each(Object.entries(otherResults))('another result: %s', async (name, { theirs, ours }) => {
    expect(await theirsOf(name)).toMatchObject(theirs)
    expect(await oursOf(name)).toMatchObject(ours)
  })

  test.each(Object.entries(onlyHere))('an error here: %s', async (name, { theirs, ours }) => {
    expect(await theirsOf(name)).toMatchObject(theirs)
    expect(await oursOf(name)).toMatchObject({ error: ours })
  })

  test.each(names.filter(isOtherStatus))('of another status it says that alone: %s', async (name) => {
    const { error } = JSON.parse(readFileSync(`${folder}${name}.expected.json`, 'utf8'))
    expect(await theirsOf(name)).toMatchObject({ error: 'UnknownError', code: 'UNKNOWN' })
    expect(await oursOf(name)).toMatchObject({ error: error.code })
  })
})
