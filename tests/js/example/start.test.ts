import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { describe, expect, inject, test } from 'vitest'
import { freePort, launch, outputOf, ready } from './running.js'

/** The ids of all processes that a process has started, and those have. */
function descendants(pid: number): number[] {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n')
  const pairs = lines.map((line) => line.trim().split(/\s+/).map(Number))
  const found = [pid]
  for (const parent of found) {
    found.push(...pairs.filter(([, ppid]) => ppid === parent).map(([child]) => child as number))
  }
  return found.slice(1)
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

describe('npm start', () => {
  test('starts again without filling D1 again, and Ctrl+C ends all it started', async () => {
    const port = await freePort()
    const child = launch('--port', String(port), ...inject('args'))
    const output = outputOf(child)
    await ready(child, output)
    expect(output()).toContain(`http://localhost:${port}`)
    expect(output()).not.toContain('D1: filling')
    const started = descendants(child.pid as number)
    expect(started.length).toBeGreaterThan(1)

    child.kill('SIGINT')
    const [code] = await once(child, 'close')
    expect(code).toBe(0)
    // Whoever adopts the orphans among them may take a while to notice that they have ended.
    await expect.poll(() => started.filter(isRunning), { timeout: 10_000 }).toEqual([])
    await expect(fetch(`http://localhost:${port}`)).rejects.toThrow()
  }, 120_000)

  test('says so when its port is in use', async () => {
    const { port } = new URL(inject('url'))
    const child = launch('--port', port)
    const output = outputOf(child)
    const [code] = await once(child, 'close')
    expect([code, output()]).toEqual([1, `Port ${port} is in use. Try another one: npm start -- --port ${+port + 1}\n`])
  })

  test('refuses a port that is none', async () => {
    const child = launch('--port', 'many')
    const output = outputOf(child)
    const [code] = await once(child, 'close')
    expect([code, output()]).toEqual([1, '--port must be a number up to 65535\n'])
  })
})
