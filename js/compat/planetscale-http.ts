import { RowAnswer, type RowResult } from '../../bindings/answer.js'
import {
  operationExecute,
  servicePlanetscale,
  settingFields,
  settingInsecure,
  settingSession,
  settingTypes,
  settingUrl,
  signalComplete,
  stepStatement,
} from '../../bindings/layout.js'
import type { RecordWriter } from '../../bindings/record.js'
import { Deadline } from '../deadline.js'
import { Exchange } from '../exchange.js'
import { withWriter } from '../record.js'
import { core } from './planetscale-core.js'
import { type FailedResponse, officialError } from './planetscale-error.js'
import type { Config, Fetch, Res } from './planetscale-types.js'

/** Values as the official client makes them, or as the server wrote them. */
export type Values = 'official' | 'server'

/** One request. */
export interface Request {
  readonly operation: number
  /** Of `operationExecute`. */
  readonly sql?: string
  readonly arrays?: boolean
  readonly values?: Values
}

const presets = { official: 'preset=mysql', server: 'preset=text' }

/** A session at PlanetScale: what its last answer gave, to be sent with the next request. */
export class Session {
  readonly #config: Config
  #state = ''
  #ended = false

  constructor(config: Config) {
    this.#config = config
  }

  /** True when the service ended the transaction by itself. */
  get ended(): boolean {
    return this.#ended
  }

  /** Begins anew with the next request. */
  forget(): void {
    this.#state = ''
    this.#ended = false
  }

  /**
   * Sends a request, and keeps the session of the answer, also when it is an error.
   *
   * @throws {DatabaseError} of the official client: what the database said, or why there is no answer
   */
  async send(request: Request): Promise<RowResult> {
    let failed: FailedResponse
    const send: typeof fetch = async (url, init) => {
      const response = await sendWith(this.#config.fetch)(String(url), init as never)
      if (response.status !== 200) failed = describe(response)
      return hasStream(response) ? response : await wholeResponse(response)
    }
    const prefix = withWriter(undefined, (writer) => {
      recordPlace(writer, this.#config)
      writer.setText(settingSession, this.#state)
      return writer.prefix()
    })
    const answer = Object.assign(new RowAnswer([request.arrays ? 'array' : 'object']), {
      session: (state: string) => {
        // None can follow: the service refuses the one before, where a new one would go on without a transaction.
        if (state === '') this.#ended = true
        else this.#state = state
      },
    })
    const service = { name: 'planetscale', number: servicePlanetscale, core, fetch: send, prefix }
    let exchange: Exchange | undefined
    try {
      const record = (writer: RecordWriter): void => recordRequest(writer, request)
      exchange = new Exchange(service, answer, false, Deadline.of({}), request.operation, record)
      let signals = 0
      while (!(signals & signalComplete)) signals = await exchange.advance()
    } catch (thrown) {
      const error = exchange ? exchange.explain(thrown) : thrown
      throw officialError(
        error,
        failed ?? (exchange?.status ? { status: 200, statusText: '', headers: {} } : undefined),
      )
    } finally {
      exchange?.close()
    }
    return answer.results[0] as RowResult
  }
}

function recordPlace(writer: RecordWriter, { url, username = '', password = '', host = '' }: Config): void {
  const place = `https://${encodeURIComponent(username)}:${encodeURIComponent(password)}@${host}`
  writer.setText(settingUrl, url || place)
  // Whoever writes http: in a URL wants it: a proxy on a development network has no certificate.
  if (url) writer.setNumber(settingInsecure, 1)
}

function recordRequest(writer: RecordWriter, { operation, sql, values = 'official' }: Request): void {
  writer.setText(settingTypes, presets[values])
  writer.setNumber(settingFields, 1)
  if (operation === operationExecute) writer.textStep(stepStatement, sql ?? '', 'template_misuse')
}

// A call without a receiver: the fetch of some hosts refuses any other.
const sendWith = (given: Fetch | undefined): Fetch => given ?? ((url, init) => globalThis.fetch(url, init))

function hasStream(response: Res | Response): response is Response {
  const { body, headers } = response as Response
  return typeof headers?.get === 'function' && (!body || typeof body.getReader === 'function')
}

// The official client asks a response for its text alone.
async function wholeResponse(response: Res): Promise<Response> {
  return new Response(await response.text(), { status: response.status })
}

function describe({ status, statusText, headers }: Res): FailedResponse {
  const all: Record<string, string> = {}
  headers?.forEach?.((value, key) => {
    all[key] = value
  })
  return { status, statusText: statusText ?? '', headers: all }
}
