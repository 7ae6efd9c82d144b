// A Worker in a workerd process of its own, without Miniflare's proxy in front, so that the process's CPU time and
// memory are the Worker's and the runtime's alone.
import { spawn } from 'node:child_process'
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const folder = path.dirname(fileURLToPath(import.meta.url))
const compatibilityDate = '2026-10-01'

/** The ticks of /proc/PID/stat: USER_HZ, which Linux fixes at 100 for user space. */
const tick = 10_000

/** The conditions with which Cloudflare's own tools resolve a package. */
export const workerConditions = ['workerd', 'worker', 'browser']

/**
 * Bundles a Worker as wrangler would: modules of WebAssembly stay files beside the code.
 * @param {string} entry a file
 * @param {string} into a folder
 * @param {Record<string, string>} alias
 * @param {number} [piece]
 * @returns {Promise<string[]>} the files' names, worker.js first
 */
async function bundle(entry, into, alias, piece) {
  const { metafile } = await build({
    entryPoints: { worker: entry },
    outdir: into,
    alias,
    define: { PIECE: String(piece) },
    bundle: true,
    format: 'esm',
    target: 'es2024',
    platform: 'browser',
    conditions: workerConditions,
    loader: { '.wasm': 'copy' },
    assetNames: '[name]',
    external: ['./body.bin', 'cloudflare:*', 'node:*'],
    metafile: true,
    logLevel: 'error',
  })
  const names = Object.keys(metafile.outputs).map((name) => path.basename(name))
  return ['worker.js', ...names.filter((name) => name.endsWith('.wasm'))]
}

function config(files) {
  const modules = files.map((name) => {
    const type = { '.js': 'esModule', '.wasm': 'wasm', '.bin': 'data' }[path.extname(name)]
    return `(name = "${name}", ${type} = embed "${name}")`
  })
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = (modules = [${modules.join(', ')}], compatibilityDate = "${compatibilityDate}")),
    (name = "internet", network = (allow = ["private"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
`
}

function processStat(pid) {
  // The name, in parentheses, may hold anything; the fields after it are numbers (proc_pid_stat(5)).
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return { user: Number(fields[11]), system: Number(fields[12]) }
}

function processMemory(pid) {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const kibibytes = (name) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)[1])
  return { resident: kibibytes('VmRSS') * 1024, own: kibibytes('RssAnon') * 1024, peak: kibibytes('VmHWM') * 1024 }
}

/**
 * Resolves with the ports by name when workerd has said of each on its control descriptor that it listens.
 * @param {string[]} names of sockets; `inspector` is the debugger's
 * @returns {Promise<Record<string, number>>}
 */
function listening(child, names) {
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => reject(new Error(`workerd ended with ${code} before it listened`)))
    let text = ''
    child.stdio[3].on('data', (data) => {
      text += data
      const ports = {}
      for (const line of text.split('\n').slice(0, -1)) {
        const { event, socket, port } = JSON.parse(line)
        ports[event === 'listen-inspector' ? 'inspector' : socket] = port
      }
      if (names.every((name) => name in ports)) resolve(ports)
    })
  })
}

/**
 * @typedef {object} WorkerOptions
 * @property {string} entry a file of this folder
 * @property {Record<string, string>} [alias] from imported names to files of this folder
 * @property {Uint8Array} [body] what it imports as `./body.bin`
 * @property {number} [piece] in how large pieces it gets it
 * @property {string} [module] a file to take instead of each module of WebAssembly
 * @property {boolean} [inspect] whether a debugger may connect
 * @param {WorkerOptions} options
 */
export async function startWorker({ entry, alias = {}, body = new Uint8Array(), piece, module, inspect = false }) {
  const directory = mkdtempSync(path.join(tmpdir(), 'bench-'))
  const resolved = Object.entries(alias).map(([name, file]) => [name, path.join(folder, file)])
  const files = await bundle(path.join(folder, entry), directory, Object.fromEntries(resolved), piece)
  for (const name of files) if (module && name.endsWith('.wasm')) copyFileSync(module, path.join(directory, name))
  writeFileSync(path.join(directory, 'body.bin'), body)
  writeFileSync(path.join(directory, 'config.capnp'), config([...files, 'body.bin']))
  const binary = createRequire(createRequire(import.meta.url).resolve('miniflare'))('workerd').default
  const debug = inspect ? ['--inspector-addr=127.0.0.1:0'] : []
  const child = spawn(binary, ['serve', '--control-fd=3', ...debug, path.join(directory, 'config.capnp')], {
    stdio: ['ignore', 'inherit', 'inherit', 'pipe'],
  })
  const kill = () => child.kill()
  // Also when the bench ends by an error.
  process.once('exit', kill)
  const { http: port, inspector } = await listening(child, inspect ? ['http', 'inspector'] : ['http'])
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })

  /** One request on the one connection, its body read to the end. @returns {Promise<number>} the body's bytes */
  function get(route, onChunk) {
    return new Promise((resolve, reject) => {
      const sent = request({ port, path: route, agent }, (response) => {
        let bytes = 0
        response.on('data', (chunk) => {
          bytes += chunk.byteLength
          onChunk?.(chunk)
        })
        response.on('error', reject)
        response.on('end', () =>
          response.statusCode === 200 ? resolve(bytes) : reject(new Error(`${route}: status ${response.statusCode}`)),
        )
      })
      sent.on('error', reject)
      sent.end()
    })
  }

  return {
    get,
    /** The debugger's port. */
    inspector,
    /** @returns {Promise<unknown>} the body as JSON */
    async json(route) {
      const chunks = []
      await get(route, (chunk) => chunks.push(chunk))
      return JSON.parse(Buffer.concat(chunks))
    },
    /** @returns {{user: number, system: number}} microseconds of CPU time since the process began */
    cpu() {
      const { user, system } = processStat(child.pid)
      return { user: user * tick, system: system * tick }
    },
    /** @returns {{resident: number, own: number, peak: number}} bytes; `own` are no pages of a file, such as code */
    memory: () => processMemory(child.pid),
    async stop() {
      agent.destroy()
      process.removeListener('exit', kill)
      child.kill()
      await new Promise((resolve) => child.once('close', resolve))
      rmSync(directory, { recursive: true })
    },
  }
}
