// A PlanetScale that lives in the test: a fetch whose answers are written by hand.
import { type PlanetscaleDatabase, type PlanetscaleTarget, planetscale } from '../../../js/services/planetscale.js'

export const canaryPassword = 'c4nary-Pa55/w@rd'
export const canaryUrl = `mysql://canaryuser:${encodeURIComponent(canaryPassword)}@aws.connect.psdb.cloud/canarydb`

/** A field of a result; charset 63 is none, 255 utf8mb4. */
export interface Field {
  readonly name: string
  readonly type?: string
  readonly charset?: number
  readonly columnLength?: number
}

/** A row as the protocol has it. */
export function row(...cells: readonly (string | Uint8Array | null)[]): { lengths: string[]; values?: string } {
  const bytes = cells.map((cell) => (cell === null ? null : Buffer.from(cell as string)))
  const values = Buffer.concat(bytes.filter((one) => one !== null)).toString('base64')
  return { lengths: bytes.map((one) => String(one ? one.length : -1)), ...(values && { values }) }
}

/** The body of a result. */
export function resultBody(
  fields: readonly Field[],
  rows: readonly (readonly (string | null)[])[],
  session: unknown = { signature: 'x' },
): string {
  return JSON.stringify({ session, result: { fields, rows: rows.map((cells) => row(...cells)) }, timing: 0.001 })
}

/** The body of an error as Vitess writes it. */
export function errorBody(
  code: string,
  text: string,
  numbers?: readonly [errno: number, sqlstate: string],
  session: unknown = { signature: 'x' },
): string {
  const tail = numbers ? ` (errno ${numbers[0]}) (sqlstate ${numbers[1]})` : ''
  const message = `target: db.-.primary: vttablet: rpc error: code = ${code} desc = ${text}${tail} (CallerID: x)`
  return JSON.stringify({ session, error: { code, message } })
}

/** The body of a statement without rows. */
export const doneBody = (session: unknown = { signature: 'x' }): string => JSON.stringify({ session, result: {} })

export interface Sent {
  readonly url: string
  readonly init: RequestInit
  readonly query: string
  readonly session: unknown
}

export type Answer = (sent: Sent, index: number) => Response | string | Promise<Response | string>

export interface FakePlanetscale {
  readonly db: PlanetscaleDatabase
  readonly sent: Sent[]
}

/** A client whose requests get these answers. */
export function fakePlanetscale(answer: Answer, options: PlanetscaleTarget = {}): FakePlanetscale {
  const sent: Sent[] = []
  const fetch = async (url: unknown, init: RequestInit = {}) => {
    const { query, session } = JSON.parse(init.body as string)
    const request: Sent = { url: String(url), init, query, session }
    sent.push(request)
    const given = await answer(request, sent.length - 1)
    return typeof given === 'string' ? new Response(given) : given
  }
  return { db: planetscale({ url: canaryUrl, fetch: fetch as typeof globalThis.fetch, ...options }), sent }
}

/** The statements that were sent. */
export const texts = (sent: readonly Sent[]): string[] => sent.map(({ query }) => query)

/** One column of integers. */
export const idField: readonly Field[] = [{ name: 'id', type: 'INT64', charset: 63 }]

/** Answers one row, with a session that counts the requests. */
export const counting = (_: Sent, index: number): string => resultBody(idField, [['1']], { n: index + 1 })
