import { DatabaseError } from '../errors.js'
import { durableCore } from './durable-core.js'
import { contentType } from './durable-media-type.js'
import { type CallAnswer, restarted, toAnswer } from './durable-remote-call.js'
import { DurableServer, type ServedAnswer } from './durable-server.js'
import type { DurableBookmarks, DurableStorage } from './durable-types.js'
import type { KeyValueStorage } from './key-value.js'

/** What this package needs of the `ctx` of a Durable Object that it serves. */
export interface DurableContext {
  readonly storage: DurableStorage & KeyValueStorage & DurableBookmarks
  abort(reason?: string): void
}

/** What a Durable Object does for clients of `durableObject`. */
export interface ServedObject {
  /** Answers queries: what `durableObject` calls. */
  tcpless(request: Uint8Array): ServedAnswer
  /** Answers what is not SQL: keys and values, alarms, bookmarks. */
  tcplessStorage(method: string, args: readonly unknown[]): Promise<CallAnswer>
  /** Answers queries by HTTP. */
  fetch(request: Request): Promise<Response>
}

/**
 * What `DurableDatabase` does, for a class that extends another one: methods of these names pass on to it.
 *
 * Whoever can call them can run any SQL on the object and delete it all: bindings of Workers can, and the Internet
 * only where a Worker passes its requests on.
 */
export function serve(ctx: DurableContext): ServedObject {
  const server = new DurableServer(durableCore, ctx.storage)
  return {
    tcpless: (request) => server.answer(request),
    tcplessStorage: (method, args) => toAnswer(() => callStorage(ctx, method, args)),
    async fetch(request) {
      if (request.method !== 'POST' || request.headers.get('content-type') !== contentType) {
        return new Response('This takes queries of tcpless.\n', { status: 415 })
      }
      const answer = server.answer(new Uint8Array(await request.arrayBuffer()))
      return new Response(answer, { headers: { 'content-type': contentType, 'cache-control': 'no-store' } })
    },
  }
}

const storageMethods = ['get', 'put', 'delete', 'list', 'deleteAll', 'getAlarm', 'setAlarm', 'deleteAlarm'] as const

async function callStorage(ctx: DurableContext, method: string, args: readonly unknown[]): Promise<unknown> {
  const { storage } = ctx
  const name = storageMethods.find((each) => each === method)
  if (name) return (storage[name] as (...args: readonly unknown[]) => unknown).apply(storage, [...args])
  switch (method) {
    case 'databaseSize':
      return storage.sql.databaseSize
    case 'bookmark':
      return args.length === 0 ? storage.getCurrentBookmark() : storage.getBookmarkForTime(args[0] as number)
    case 'restore':
      return storage.onNextSessionRestoreBookmark(args[0] as string)
    case 'restart':
      return ctx.abort(restarted)
    default:
      throw new DatabaseError('unsupported', 'the object and its client have versions of tcpless that differ')
  }
}
