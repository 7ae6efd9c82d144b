// The cases of tests/spec in the modules of both builds; tests/cpp/wire/spec_test.cpp runs them natively.
import { describe, expect, test } from 'vitest'
import type { Core } from '../../../bindings/instance.js'
import {
  isolationLevels,
  providers,
  settingAuthToken,
  settingDeferrable,
  settingEndpoint,
  settingInsecure,
  settingIsolationLevel,
  settingProvider,
  settingReadOnly,
} from '../../../bindings/layout.js'
import type { RecordWriter } from '../../../bindings/record.js'
import { recordFragment } from '../../../js/record.js'
import { type Parameter, sql } from '../../../js/sql.js'
import {
  answer,
  builds,
  coreOf,
  type Gathered,
  type Head,
  isMarked,
  missing,
  queryWriter,
  select,
  selectAll,
  start,
  type Types,
} from './core.js'
import { type Block, cells, pieces, type SpecCase, specCases, typeIds } from './spec.js'

const cases = specCases()

test('the cases are there', () => {
  expect(cases.length).toBeGreaterThan(60)
})

describe.each(builds)('spec cases in the %s module', (build) => {
  const core = coreOf(build)
  test.each(cases)('$name', (spec) => {
    const [block] = spec.blocks as [Block]
    if (block.kind === 'result') checkAnswer(core, spec, block, { status: 200 }, resultBody(block))
    else if (block.kind === 'answer')
      checkAnswer(core, spec, block, block.info as unknown as Head, block.lines.join('\n'))
    else if (block.kind === 'connection') checkConnection(core, spec, block)
    else if (block.kind === 'template') checkTemplate(core, spec, block)
    else expect.fail(`no kind of case: ${block.kind}`)
  })
})

function textOf(spec: SpecCase, kind: string): string | undefined {
  return spec.blocks.find((block) => block.kind === kind)?.lines.join('\n')
}

/** The body of a `result` block as Neon sends it. */
function resultBody({ info, lines }: Block): string {
  const { types, names = [] } = info as { types: string[]; names?: string[] }
  const fields = types.map((type, index) => ({
    name: names[index] ?? String.fromCharCode(97 + index),
    dataTypeID: typeIds[type],
  }))
  return JSON.stringify({ fields, rows: lines.map(cells) })
}

function checkAnswer(core: Core, spec: SpecCase, block: Block, head: Head, text: string): void {
  const body = new TextEncoder().encode(text)
  const types = block.info.options as Types | undefined
  const gather = (json: boolean, places: number[]) => answer(core, select(queryWriter(types, json)), head, body, places)
  const rows = gather(false, [])
  const response = gather(true, [])
  const expectedError = textOf(spec, 'error')
  if (expectedError !== undefined) {
    expect(missing(rows.error, JSON.parse(expectedError))).toEqual([])
    expect(rows.complete).toBe(undefined)
    expect(() => JSON.parse(response.text)).toThrow()
  } else {
    expect(rows.error).toBe(undefined)
    expect(rows.complete).toBeDefined()
  }
  const expectedRows = textOf(spec, 'rows')?.split('\n').map(cells)
  if (expectedRows) {
    expect(rows.rows.length).toBe(expectedRows.length)
    rows.rows.forEach((row, i) => {
      row.forEach((cell, j) => {
        expect(isMarked(cell, expectedRows[i]?.[j]), `row ${i}, cell ${j}: ${String(cell)}`).toBe(true)
      })
    })
  }
  const expectedResponse = textOf(spec, 'response')
  if (expectedResponse !== undefined) expect(JSON.parse(response.text)).toEqual(JSON.parse(expectedResponse))
  for (let place = 1; place < body.length; place++) {
    expectSame(gather(false, [place]), rows)
    expectSame(gather(true, [place]), response)
  }
}

function expectSame(split: Gathered, whole: Gathered): void {
  if (comparable(split) !== comparable(whole)) expect(comparable(split)).toBe(comparable(whole))
}

function comparable({ request: _, error, ...rest }: Gathered): string {
  const readable = (_key: string, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value)
  return JSON.stringify({ ...rest, error: error && { ...error, message: error.message } }, readable)
}

function begin(core: Core, writer: RecordWriter, batch = false): Gathered {
  const { context, gathered } = start(core, writer, batch)
  context.close()
  return gathered
}

interface BatchInfo {
  readonly queries: number
  readonly isolationLevel?: string
  readonly readOnly?: boolean
  readonly deferrable?: boolean
}

function checkConnection(core: Core, spec: SpecCase, { info, lines }: Block): void {
  const writer = queryWriter({}, false, lines[0])
  if (info.authToken) writer.setText(settingAuthToken, info.authToken as string)
  if (info.endpoint) writer.setText(settingEndpoint, info.endpoint as string)
  if (info.insecure) writer.setNumber(settingInsecure, 1)
  if (info.provider) writer.setNumber(settingProvider, (providers as readonly unknown[]).indexOf(info.provider))
  const batch = info.batch as BatchInfo | undefined
  if (batch?.isolationLevel) {
    const level = (isolationLevels as readonly string[]).indexOf(batch.isolationLevel)
    writer.setNumber(settingIsolationLevel, level)
  }
  if (batch?.readOnly) writer.setNumber(settingReadOnly, 1)
  if (batch?.deferrable) writer.setNumber(settingDeferrable, 1)
  const record = batch
    ? selectAll(
        writer,
        Array.from({ length: batch.queries }, () => ({})),
      )
    : select(writer)
  const { request, error } = begin(core, record, batch !== undefined)
  const expectedError = textOf(spec, 'error')
  if (expectedError !== undefined) {
    expect(missing(error, JSON.parse(expectedError))).toEqual([])
    return
  }
  expect(error).toBe(undefined)
  const [url, ...headers] = (textOf(spec, 'request') ?? '').split('\n')
  expect(request?.url).toBe(url)
  expect(Object.entries(request?.headers ?? {}).map(([name, value]) => `${name}: ${value}`)).toEqual(headers)
}

function checkTemplate(core: Core, spec: SpecCase, { lines }: Block): void {
  const writer = queryWriter()
  for (const { text, value } of pieces(lines.join('\n'))) {
    if (text !== undefined) writer.text(text)
    else writePiece(writer, value)
  }
  const { request, error } = begin(core, writer)
  const expectedError = textOf(spec, 'error')
  if (expectedError !== undefined) {
    expect(missing(error, JSON.parse(expectedError))).toEqual([])
    return
  }
  expect(error).toBe(undefined)
  const parameters = spec.blocks.find((block) => block.kind === 'params')?.lines.map((line) => JSON.parse(line))
  expect(JSON.parse(String(request?.body))).toEqual({
    query: textOf(spec, 'sql'),
    params: parameters,
  })
}

function writePiece(writer: RecordWriter, piece: unknown): void {
  const [kind, value] =
    piece !== null && typeof piece === 'object' && !Array.isArray(piece) ? (Object.entries(piece)[0] ?? []) : []
  if (kind === 'id') recordFragment(writer, sql.id(...value))
  else if (kind === 'ref') recordFragment(writer, sql.ref(value))
  else if (kind === 'raw') recordFragment(writer, sql.raw(value))
  else if (kind === 'lit') recordFragment(writer, sql.lit(parameterOf(value)))
  else recordFragment(writer, sql.val(parameterOf(piece)))
}

function parameterOf(value: unknown): Parameter {
  if (Array.isArray(value)) return value.map(parameterOf)
  if (typeof value !== 'object' || value === null) return value as Parameter
  const mark = value as { bigint?: string; json?: unknown; date?: number; hex?: string }
  if (mark.bigint !== undefined) return BigInt(mark.bigint)
  if (mark.date !== undefined) return new Date(mark.date)
  if (mark.hex !== undefined) return new Uint8Array(Buffer.from(mark.hex, 'hex'))
  return { toJSON: () => mark.json }
}
