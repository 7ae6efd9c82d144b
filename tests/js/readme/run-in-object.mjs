// Runs an example inside a Durable Object of workerd, where `ctx` and `env` are those of the object.
import path from 'node:path'
import { build } from 'esbuild'
import { convertV4MiniflareOptions, Miniflare } from 'miniflare'

/**
 * @param {string} file the example, a module
 * @param {boolean} hasClass whether it exports the class `Tenant` of the binding `TENANTS`, which is filled otherwise
 * @param {readonly string[]} fill statements that fill an object
 * @returns {Promise<{ printed: string[], answer?: { status: number, body: string }, error?: string }>}
 */
export async function runInObject(file, hasClass, fill) {
  const example = JSON.stringify(file)
  const code = `import { formatWithOptions } from 'node:util'
import { DurableDatabase } from 'tcpless/durable-object/server'
class Filled extends DurableDatabase {
  constructor(ctx, env) {
    super(ctx, env)
    for (const statement of ${JSON.stringify(fill)}) ctx.storage.sql.exec(statement)
  }
}
export class Runner extends Filled {
  async run() {
    const printed = []
    console.log = (...values) => printed.push(formatWithOptions({ breakLength: Infinity }, ...values))
    Object.assign(globalThis, { ctx: this.ctx, env: this.env })
    try {
      const handler = (await import(${example})).default?.fetch
      if (!handler) return { printed }
      const response = await handler(new Request('http://localhost/posts/1'), this.env)
      return { printed, answer: { status: response.status, body: await response.text() } }
    } catch (error) {
      return { printed, error: error?.stack ?? String(error) }
    }
  }
}
${hasClass ? `export { Tenant } from ${example}` : 'export class Tenant extends Filled {}'}
export default { fetch: async (_, { RUNNER }) => Response.json(await RUNNER.getByName('runner').run()) }
`
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: path.dirname(file) },
    outdir: path.join(path.dirname(file), 'bundle'),
    write: false,
    bundle: true,
    format: 'esm',
    target: 'esnext',
    conditions: ['workerd', 'worker', 'browser'],
    loader: { '.wasm': 'copy' },
    external: ['cloudflare:*', 'node:*'],
    logLevel: 'error',
  })
  const modules = outputFiles.map(({ path: name, contents }) => ({
    type: name.endsWith('.wasm') ? 'CompiledWasm' : 'ESModule',
    path: path.basename(name),
    contents,
  }))
  modules.sort((a) => (a.type === 'ESModule' ? -1 : 1))
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      cf: false,
      modules,
      compatibilityDate: '2026-10-01',
      compatibilityFlags: ['nodejs_compat'],
      durableObjects: {
        RUNNER: { className: 'Runner', useSQLite: true },
        TENANTS: { className: 'Tenant', useSQLite: true },
      },
    }),
  )
  try {
    return await (await miniflare.dispatchFetch('http://localhost/')).json()
  } finally {
    await miniflare.dispose()
  }
}
