// What the apps answered against what they should.
import { deepStrictEqual } from 'node:assert/strict'
import { expected, expectedD1, expectedObject, expectedPlanetscale } from '../fixtures/shared/expected.js'
import { freePort, serve } from './processes.mjs'

/**
 * @param {Record<string, string>} bodies each route's body as text
 * @param {Record<string, unknown>} routes
 */
export function compareBodies(bodies, routes = expected) {
  const parsed = Object.fromEntries(Object.entries(bodies).map(([show, body]) => [show, JSON.parse(body)]))
  deepStrictEqual(parsed, routes)
}

/**
 * Starts an app, asks each of its routes twice (a client made in one request must serve the next), and stops it.
 * @param {(port: number) => string[]} command
 * @param {{cwd: string, env: Record<string, string>, log: string}} options
 * @param {{d1?: boolean, object?: boolean, planetscale?: boolean, prefixes?: string[]}} app its routes' prefixes, and
 *   whether it has those of D1 and of a Durable Object too, or those of PlanetScale alone
 */
export async function checkServer(
  command,
  options,
  { d1 = false, object = false, planetscale = false, prefixes = [''] } = {},
) {
  const port = await freePort()
  const routes = planetscale
    ? expectedPlanetscale
    : { ...expected, ...(d1 && expectedD1), ...(object && expectedObject) }
  const address = (prefix, show) => `http://127.0.0.1:${port}/${prefix}${show}`
  const isReady = async () => (await fetch(address(prefixes[0], 'nothing'), patience())).status === 404
  await serve(command(port), options, isReady, async () => {
    for (const prefix of [...prefixes, ...prefixes]) {
      for (const [show, body] of Object.entries(routes)) await checkRoute(address(prefix, show), body)
    }
  })
}

async function checkRoute(address, body) {
  const response = await fetch(address, patience())
  const text = await response.text()
  const what = `${address}: ${response.status} ${text.slice(0, 500)}`
  if (response.status !== 200) throw new Error(what)
  if (!response.headers.get('content-type')?.startsWith('application/json')) {
    throw new Error(`${what}, content type ${response.headers.get('content-type')}`)
  }
  deepStrictEqual(JSON.parse(text), body, what)
}

const patience = () => ({ signal: AbortSignal.timeout(30_000) })
