/**
 * PlanetScale's SQL over HTTP, `psdb.v1alpha1.Database` in JSON: https://github.com/planetscale/psdb, file
 * proto/psdb/v1alpha1/v1alpha1.proto, as https://github.com/planetscale/database-js uses it. Only for the gateway; no
 * other entry of the package imports it.
 */
import type { IncomingHttpHeaders } from 'node:http'
import { Output } from '../output.js'
import { inUrl, same } from '../secret.js'
import type { Exchange, Protocol, Reply } from '../server.js'
import { type ErrorBody, errorBody, RequestRefused, refusal, tooLarge } from './errors.js'
import { execute } from './execute.js'
import { ResultWriter } from './result.js'
import type { MysqlServer } from './server.js'
import { newSession, SessionSigner } from './session.js'

/** What is behind the protocol, who may use it, and how large an answer may be. */
export interface PlanetscaleOptions {
  readonly server: MysqlServer
  readonly account: { readonly user: string; readonly password: string }
  readonly maxResponseBytes: number
}

const prefix = '/psdb.v1alpha1.Database/'
const headers = { 'content-type': 'application/json' }
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * Throws `RequestRefused` (401) unless user and password are right. PlanetScale's own client sends both as they stand in
 * its URL, percent signs and all.
 */
function checkAccount({ authorization }: IncomingHttpHeaders, { user, password }: PlanetscaleOptions['account']): void {
  const [, encoded = ''] = /^Basic +([A-Za-z0-9+/=]+)$/i.exec(authorization ?? '') ?? []
  const [, givenUser = '', givenPassword = ''] = /^([^:]*):(.*)$/s.exec(Buffer.from(encoded, 'base64').toString()) ?? []
  // All are compared always, so that a wrong user takes as long as a wrong password.
  const matches = [
    same(givenUser, user),
    same(givenPassword, password),
    same(givenPassword.replaceAll("'", '%27'), inUrl(password)),
  ]
  if (!matches[0] || !(matches[1] || matches[2])) {
    throw new RequestRefused('invalid authentication credentials', 'unauthenticated', 401)
  }
}

function malformed(reason: string): RequestRefused {
  return new RequestRefused(reason, 'invalid_argument', 400)
}

async function readObject(exchange: Exchange): Promise<Record<string, unknown>> {
  let value: unknown
  const body = await exchange.readBody()
  try {
    value = JSON.parse(decoder.decode(body))
  } catch {
    // The engine's own words quote the body.
    throw malformed('the request body is not JSON')
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw malformed('the request body is not an object')
  }
  return value as Record<string, unknown>
}

function success(...body: readonly (string | Buffer)[]): Reply {
  return { status: 200, headers, body: body.map((piece) => Buffer.from(piece)) }
}

function failure(status: number, error: ErrorBody): Reply {
  return { status, headers, body: [Buffer.from(JSON.stringify({ error }))] }
}

/** Serves the protocol from a server of MySQL or MariaDB. */
export function planetscaleProtocol({ server, account, maxResponseBytes }: PlanetscaleOptions): Protocol {
  const signer = new SessionSigner(account.password)

  const createSession = async (exchange: Exchange): Promise<Reply> => {
    await readObject(exchange)
    const session = signer.sign(newSession())
    return success(JSON.stringify({ branch: 'main', user: { username: account.user, role: 'admin' }, session }))
  }

  const executeQuery = async (exchange: Exchange): Promise<Reply> => {
    const { query, session: given } = await readObject(exchange)
    if (typeof query !== 'string') throw malformed('query is not a string')
    if (!query.isWellFormed()) throw malformed('query is not well-formed Unicode')
    const began = performance.now()
    const output = new Output(maxResponseBytes, tooLarge)
    let opening = '{'
    try {
      const writer = new ResultWriter(output)
      const { session, completion, error } = await execute(server, signer.read(given), query, writer, exchange.signal)
      opening = `{"session":${JSON.stringify(signer.sign(session))},`
      if (error !== undefined) throw error
      writer.finish(completion)
      const result = output.finish()
      return success(`${opening}"result":`, ...result, `,"timing":${(performance.now() - began) / 1000}}`)
    } catch (error) {
      return success(`${opening}"error":${JSON.stringify(errorBody(error, server.database))}}`)
    }
  }

  const methods = new Map([
    ['CreateSession', createSession],
    ['Execute', executeQuery],
  ])

  return {
    serves: `PlanetScale's protocol below ${prefix}`,
    async answer(exchange): Promise<Reply | undefined> {
      if (!exchange.path.startsWith(prefix)) return undefined
      try {
        // Before the body: nobody without the password makes the gateway hold one.
        checkAccount(exchange.headers, account)
        const method = methods.get(exchange.path.slice(prefix.length))
        if (method === undefined) throw new RequestRefused('no such method here', 'unimplemented', 404)
        if (exchange.method !== 'POST') throw new RequestRefused('POST only', 'unimplemented', 405)
        if (!/^application\/json\b/i.test(exchange.headers['content-type'] ?? '')) {
          throw new RequestRefused('the content type is not application/json', 'invalid_argument', 415)
        }
        return await method(exchange)
      } catch (error) {
        const refused = refusal(error)
        if (refused === undefined) throw error
        return failure(refused.status, refused.body)
      }
    },
  }
}
