// V8's profiler over sequential requests in a workerd process, by its debugger's WebSocket.
import { entries, services, subject } from './contestants.mjs'
import { body } from './data.mjs'
import { linkNamedModule } from './named-module.mjs'
import { startWorker } from './workerd-process.mjs'

/** A connection that speaks the DevTools protocol: https://chromedevtools.github.io/devtools-protocol/v8/Profiler/ */
async function connect(port) {
  const [target] = await (await fetch(`http://127.0.0.1:${port}/json`)).json()
  const socket = new WebSocket(target.webSocketDebuggerUrl)
  const waiting = new Map()
  let id = 0
  socket.onmessage = ({ data }) => {
    const message = JSON.parse(data)
    waiting.get(message.id)?.(message.result)
  }
  await new Promise((resolve, reject) => {
    socket.onopen = resolve
    socket.onerror = reject
  })
  return {
    post: (method, params = {}) =>
      new Promise((resolve) => {
        waiting.set(++id, resolve)
        socket.send(JSON.stringify({ id, method, params }))
      }),
    close: () => socket.close(),
  }
}

async function loop(worker, route, milliseconds) {
  const before = worker.cpu()
  const end = performance.now() + milliseconds
  let calls = 0
  for (; performance.now() < end; calls++) await worker.get(route)
  const after = worker.cpu()
  return { calls, us: (after.user + after.system - before.user - before.system) / calls }
}

/**
 * @param {import('./plan.mjs').Case} one
 * @param {string} name of the contestant
 * @param {number} interval microseconds between samples
 * @returns {Promise<{profile: object, calls: number, us: number}>} `us` is the CPU time of a request
 */
export async function profileInWorkerd({ bench, service, shape, rows, seconds }, name, interval) {
  const worker = await startWorker({
    entry: 'worker.mjs',
    alias: { contestant: services[service][name] },
    body: body(shape, rows, service),
    inspect: true,
    ...(name === subject && { module: linkNamedModule(entries[service]) }),
  })
  try {
    const route = `/${bench}`
    await loop(worker, route, 2000)
    const session = await connect(worker.inspector)
    await session.post('Profiler.enable')
    await session.post('Profiler.setSamplingInterval', { interval })
    await session.post('Profiler.start')
    const measured = await loop(worker, route, seconds * 1000)
    const { profile } = await session.post('Profiler.stop')
    session.close()
    return { profile, ...measured }
  } finally {
    await worker.stop()
  }
}
