// The lock that keeps a second process out of a folder of PGlite.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { FolderLock } from '../../../js/gateway/folder-lock.js'

let scratch: string
let module: string
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'tcpless-lock-'))
  // Children may run as another user.
  await chmod(scratch, 0o755)
  module = join(scratch, 'folder-lock.mjs')
  const entry = join(import.meta.dirname, '../../../js/gateway/folder-lock.ts')
  await build({ entryPoints: [entry], outfile: module, bundle: true, platform: 'node', format: 'esm' })
})
afterAll(() => rm(scratch, { recursive: true, force: true }))

async function newFolder(lock?: string): Promise<string> {
  const folder = await mkdtemp(join(scratch, 'data-'))
  if (lock !== undefined) await writeFile(join(folder, 'tcpless.lock'), lock)
  return folder
}

/** Runs a program that has `FolderLock`. */
function child(code: string, ...args: string[]): ChildProcess {
  const text = `import { FolderLock } from ${JSON.stringify(module)}\n${code}`
  return spawn(process.execPath, ['--input-type=module', '-e', text, ...args], { stdio: ['pipe', 'pipe', 'inherit'] })
}

async function printed(program: ChildProcess): Promise<string> {
  let text = ''
  program.stdout?.setEncoding('utf8').on('data', (part: string) => {
    text += part
  })
  await once(program, 'close')
  return text.trim()
}

/** The id of a process that has ended. */
const endedPid = (): number => spawnSync(process.execPath, ['-e', '']).pid

test('is a file in the folder, which goes when the folder is free', async () => {
  const folder = await newFolder()
  const lock = await FolderLock.take(folder)
  expect(await readdir(folder)).toEqual(['tcpless.lock'])
  expect(await readFile(join(folder, 'tcpless.lock'), 'utf8')).toMatch(new RegExp(`^${process.pid} [\\da-f-]{36}\n$`))
  await expect(FolderLock.take(folder)).rejects.toThrow(`${folder} is in use by process ${process.pid} (`)
  await lock.release()
  expect(await readdir(folder)).toEqual([])
  await (await FolderLock.take(folder)).release()
})

test('two that take it in one process do not both get it', async () => {
  const folder = await newFolder(String(endedPid()))
  const both = await Promise.allSettled([FolderLock.take(folder), FolderLock.take(folder)])
  expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
})

test('a running process keeps others out', async () => {
  const folder = await newFolder()
  const holder = child('await FolderLock.take(process.argv[1]); console.log("taken"); process.stdin.resume()', folder)
  try {
    if (holder.stdout !== null) await once(holder.stdout, 'data')
    await expect(FolderLock.take(folder)).rejects.toThrow(`in use by process ${holder.pid} (`)
  } finally {
    holder.kill('SIGKILL')
  }
  await once(holder, 'close')
  await (await FolderLock.take(folder)).release()
})

// In a container the gateway has the same process id at each start.
test.each([
  ['process that has ended', endedPid],
  ['earlier process of the same id', () => process.pid],
  ['nobody', () => ''],
])('a lock of %s does not count', async (_, owner) => {
  const folder = await newFolder(`${owner()}`)
  const lock = await FolderLock.take(folder)
  await lock.release()
  expect(await readdir(folder)).toEqual([])
})

test('a lock that another has put in its place stays', async () => {
  const folder = await newFolder()
  const lock = await FolderLock.take(folder)
  await writeFile(join(folder, 'tcpless.lock'), '1 other')
  await lock.release()
  expect(await readFile(join(folder, 'tcpless.lock'), 'utf8')).toBe('1 other')
})

test('of many processes that find the same stale lock one gets the folder', async () => {
  const folders: string[] = []
  const stale = String(endedPid())
  for (let index = 0; index < 40; index += 1) folders.push(await newFolder(stale))
  const code = `
    const [start, ...folders] = process.argv.slice(1)
    const taken = await Promise.all(folders.map(async (folder, index) => {
      const at = Number(start) + index * 20
      await new Promise((resolve) => setTimeout(resolve, at - 2 - Date.now()))
      while (Date.now() < at) {}
      return FolderLock.take(folder).then(() => [index], (error) => {
        if (!error.message.includes('is in use by process')) throw error
        return []
      })
    }))
    console.log(taken.flat().join(' '))
    // The locks are those of a running process until all have tried.
    process.stdin.resume().on('end', () => process.exit())
  `
  const start = String(Date.now() + 1_500)
  const children = Array.from({ length: 6 }, () => child(code, start, ...folders))
  const ends = children.map(printed)
  await Promise.all(children.map((program) => program.stdout && once(program.stdout, 'data')))
  for (const program of children) program.stdin?.end()
  const taken = (await Promise.all(ends)).flatMap((text) => text.split(' ').filter((index) => index !== ''))
  expect(taken.map(Number).sort((a, b) => a - b)).toEqual(folders.map((_, index) => index))
}, 60_000)

test('says which folder cannot be written', async () => {
  const parent = await newFolder()
  const folder = join(parent, 'volume')
  await mkdir(folder)
  // Root may write everywhere.
  const code = `
    if (process.getuid() === 0) process.setuid(65534)
    await FolderLock.take(process.argv[1]).then(() => console.log('taken'), ({ name, message }) => console.log(name, message))
  `
  await chmod(parent, 0o555)
  await chmod(folder, 0o555)
  expect(await printed(child(code, folder))).toBe(`GatewayError cannot write in ${folder} (EACCES): --data needs that`)
  // The folder above may be closed, as that of a mounted volume is.
  await chmod(folder, 0o777)
  expect(await printed(child(code, folder))).toBe('taken')
})
