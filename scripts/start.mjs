// node scripts/start.mjs: the example Worker under `wrangler dev`, with the gateway as its Postgres and a local D1, both
// filled. Needs dist/. Ends what it started when it is interrupted.
//
//   --mysql URL       a database of MySQL or MariaDB, whose tables are made if missing: offers PlanetScale too
//   --port N          where the page is; 8787
//   --state DIR       the folder of the local D1; that of `wrangler dev`
//   --variables FILE  the file that gets DATABASE_URL; worker-example/.dev.vars
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')
const example = path.join(root, 'worker-example')
const patience = 60_000

// No questions, no telemetry, nothing fetched, and nothing written outside of the example.
const environment = {
  CI: 'true',
  WRANGLER_SEND_METRICS: 'false',
  CLOUDFLARE_CF_FETCH_ENABLED: 'false',
  WRANGLER_LOG_PATH: path.join(example, '.wrangler/logs'),
}

const options = {
  port: { type: 'string', default: '8787' },
  state: { type: 'string', default: path.join(example, '.wrangler/state') },
  variables: { type: 'string', default: path.join(example, '.dev.vars') },
  mysql: { type: 'string' },
}

/** Something that a person can mend; the message says how. */
class StartError extends Error {}

/** Starts the example and resolves when its page works. */
async function startExample({ port, state, variables, mysql, tell }) {
  await checkFree(port)
  const ends = []
  const close = async () => {
    while (ends.length > 0) await ends.pop()()
  }
  try {
    const seeded = seedD1(state, tell)
    seeded.catch(() => {})
    const lines = [`DATABASE_URL=${await startPostgres(ends, tell)}\n`]
    if (mysql !== undefined) lines.push(`PLANETSCALE_URL=${await startMysql(mysql, ends, tell)}\n`)
    writeFileSync(variables, lines.join(''), { mode: 0o600 })
    await seeded
    tell('wrangler dev: starting')
    const address = `http://localhost:${port}`
    const worker = startWorker(
      ...['dev', '--local', '--ip', '127.0.0.1', '--port', String(port), '--persist-to', state],
      ...['--env-file', variables, '--log-level', 'warn', '--show-interactive-dev-session=false'],
      // Not in the file, so that this alone allows it.
      ...['--var', 'FREE_SQL:loopback'],
    )
    ends.push(worker.end)
    await Promise.race([answers(`${address}/api`, mysql === undefined ? ['planetscale'] : []), worker.failed])
    worker.show()
    return { url: address, close, ended: worker.failed }
  } catch (error) {
    await close()
    throw error
  }
}

/** The gateway in this process, over a Postgres in memory that is made and filled anew. */
async function startPostgres(ends, tell) {
  tell('Postgres: starting the gateway over PGlite')
  const { startGateway } = await fromDist('gateway/gateway.js')
  const { neon } = await fromDist('services/neon.js')
  const gateway = await startGateway()
  ends.push(() => gateway.close())
  tell('Postgres: filling it')
  const db = neon(gateway.url)
  for (const statement of statements('postgres.sql')) await db.query(statement)
  return gateway.url
}

/** The gateway in this process, over the database of that URL, which is filled. */
async function startMysql(mysql, ends, tell) {
  tell('PlanetScale: starting the gateway over MySQL')
  const { GatewayError, startGateway } = await fromDist('gateway/gateway.js')
  const { planetscale } = await fromDist('services/planetscale.js')
  const gateway = await startGateway({ mysql }).catch((error) => {
    throw error instanceof GatewayError ? new StartError(error.message) : error
  })
  ends.push(() => gateway.close())
  tell('PlanetScale: filling it')
  const db = planetscale(gateway.planetscale.url)
  for (const statement of statements('mysql.sql')) await db.query(statement)
  return gateway.planetscale.url
}

const fromDist = (file) => import(pathToFileURL(path.join(root, 'dist/js', file)).href)

const seedFile = (name) => path.join(example, 'seed', name)

const statements = (name) => readFileSync(seedFile(name), 'utf8').split(/;\s*$/m)

/** Fills the local D1, unless this very file has filled it before. */
async function seedD1(state, tell) {
  const file = seedFile('d1.sql')
  const hash = createHash('sha256').update(readFileSync(file)).digest('hex').slice(0, 16)
  const mark = path.join(state, `seeded-${hash}`)
  if (existsSync(mark)) return
  tell('D1: filling it')
  const worker = startWorker('d1', 'execute', 'birds', '--local', '--persist-to', state, '--file', file, '--yes')
  await worker.succeeded
  mkdirSync(state, { recursive: true })
  writeFileSync(mark, '')
}

/** Runs wrangler in a process group of its own, its output held back until it is asked for. */
function startWorker(...args) {
  const child = spawn(process.execPath, [path.join(root, 'node_modules/wrangler/bin/wrangler.js'), ...args], {
    cwd: example,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
  })
  let output = ''
  let shown = false
  let alive = true
  // The group, because wrangler starts processes of its own.
  const kill = (signal) => {
    if (!alive) return
    try {
      process.kill(process.platform === 'win32' ? child.pid : -child.pid, signal)
    } catch {
      // All of them have ended.
    }
  }
  process.once('exit', () => kill('SIGKILL'))
  const take = (chunk) => {
    if (shown) process.stderr.write(chunk)
    else output += chunk
  }
  child.stdout.on('data', take)
  child.stderr.on('data', take)
  const closed = new Promise((resolve) => {
    child.once('error', () => resolve(1))
    child.once('close', (code) => resolve(code ?? 1))
  })
  closed.then(() => {
    kill('SIGKILL')
    alive = false
  })
  const fail = (code) => {
    throw new StartError(`wrangler ${args[0]} ended with ${code}\n${output}`)
  }
  const failed = closed.then(fail)
  const succeeded = closed.then((code) => (code === 0 ? undefined : fail(code)))
  for (const promise of [failed, succeeded]) promise.catch(() => {})
  return {
    failed,
    succeeded,
    show: () => {
      shown = true
    },
    end: async () => {
      kill('SIGTERM')
      await Promise.race([closed, sleep(5_000, undefined, { ref: false })])
      kill('SIGKILL')
    },
  }
}

/** Resolves when the API answers and says that all databases do, but for those that are not there. */
async function answers(url, missing) {
  const deadline = Date.now() + patience
  let problem = 'it did not answer'
  while (Date.now() < deadline) {
    try {
      const { databases } = await (await fetch(url)).json()
      const bad = databases.filter(({ id, rows }) => rows !== 10_000 && !missing.includes(id))
      if (bad.length === 0) return
      problem = bad.map(({ name, problem: reason, rows }) => `${name}: ${reason ?? `${rows} rows`}`).join(', ')
    } catch {
      // It is not there yet.
    }
    await sleep(100)
  }
  throw new StartError(`The example did not start within ${patience / 1000} seconds: ${problem}.`)
}

/** wrangler would take another port, or say it in many lines. */
function checkFree(port) {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', () =>
      reject(new StartError(`Port ${port} is in use. Try another one: npm start -- --port ${port + 1}`)),
    )
    server.listen(port, '127.0.0.1', () => server.close(resolve))
  })
}

async function main() {
  const { values } = parseArgs({ options })
  const tell = (line) => console.error(line)
  const port = Number(values.port)
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new StartError('--port must be a number up to 65535')
  const [state, variables] = [values.state, values.variables].map((file) => path.resolve(file))
  const starting = startExample({ port, state, variables, mysql: values.mysql, tell })
  let running
  let ending = false
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, async () => {
      if (ending) return
      ending = true
      // What has started so far ends with this process.
      if (!running) process.exit(130)
      tell('\nstopping')
      await running.close()
      process.exit(0)
    })
  }
  running = await starting
  console.log(`Ready: ${running.url} (Ctrl+C stops it)`)
  await running.ended.catch((error) => {
    if (!ending) throw error
  })
}

main().catch((error) => {
  if (!(error instanceof StartError)) throw error
  console.error(error.message)
  process.exit(1)
})
