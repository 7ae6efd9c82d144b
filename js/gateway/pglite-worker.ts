/**
 * The thread PGlite lives in. A statement holds its thread until it is done, and PGlite cannot be interrupted:
 * here it does not hold up HTTP, Ctrl+C or the program that started the gateway.
 *
 * Imports nothing of this package, so that it also runs as TypeScript source, straight from a test.
 */
import { parentPort, workerData } from 'node:worker_threads'
import type { PGlite } from '@electric-sql/pglite'

/** What the thread is started with. */
export interface PGliteStart {
  /** The folder for the database's files; undefined for memory. */
  readonly folder: string | undefined
}

/** To the thread: frontend messages of PostgreSQL's protocol to run, or the end. */
export type ToPGlite = { readonly kind: 'run'; readonly messages: Uint8Array } | { readonly kind: 'close' }

/** From the thread. A `run` is answered by any number of `data` and one `done` or `failed`. */
export type FromPGlite =
  | { readonly kind: 'ready' | 'done' | 'closed' }
  | { readonly kind: 'data'; readonly bytes: Uint8Array }
  | { readonly kind: 'failed'; readonly message: string; readonly code: string | undefined }

function send(message: FromPGlite): void {
  parentPort?.postMessage(message)
}

/** What PGlite's file system throws is no Error: it has a name and an `errno`, and no message. */
function reasonOf(error: unknown): string {
  if (error instanceof Error) return error.message
  if (typeof error !== 'object' || error === null) return String(error)
  const { name, message, errno } = error as { name?: unknown; message?: unknown; errno?: unknown }
  const parts = [name, message, errno === undefined ? undefined : `errno ${errno}`]
  return parts.filter((part) => part !== undefined && part !== '').join(' ') || 'no reason given'
}

function sendFailure(error: unknown): void {
  const code = (error as { code?: unknown } | null | undefined)?.code
  send({ kind: 'failed', message: reasonOf(error), code: typeof code === 'string' ? code : undefined })
}

async function handle(database: PGlite, message: ToPGlite): Promise<void> {
  if (message.kind === 'close') {
    await database.close()
    send({ kind: 'closed' })
    return
  }
  await database.execProtocolRawStream(message.messages, {
    // Copied: they are a view of the database's memory, and posting a view copies all that is behind it.
    onRawData: (bytes) => send({ kind: 'data', bytes: bytes.slice() }),
  })
  send({ kind: 'done' })
}

async function main(): Promise<void> {
  const { folder } = workerData as PGliteStart
  const { PGlite } = await import('@electric-sql/pglite')
  const database = await PGlite.create(folder ?? 'memory://')
  parentPort?.on('message', (message: ToPGlite) => {
    handle(database, message).catch(sendFailure)
  })
  send({ kind: 'ready' })
}

main().catch(sendFailure)
