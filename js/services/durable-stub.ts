import { DatabaseError } from '../errors.js'
import { contentType } from './durable-media-type.js'

/** What this package needs of a binding of Durable Objects. */
export interface DurableNamespace {
  idFromName(name: string): object
  // biome-ignore lint/suspicious/noExplicitAny: the types of ids and options are the host's own
  get(id: any, options?: any): unknown
}

/** What this package needs of a stub of an object, or of whatever passes requests on to one. */
export interface DurableStub {
  fetch(url: string, init?: RequestInit): Promise<Response>
}

interface ServedStub extends DurableStub {
  tcpless(request: Uint8Array): Promise<unknown>
  tcplessStorage(method: string, args: readonly unknown[]): Promise<unknown>
}

/** Which object of the binding, and how it is reached. */
export interface ObjectChoice {
  readonly name: string | undefined
  readonly id: object | undefined
  readonly locationHint: string | undefined
  readonly via: 'rpc' | 'fetch'
}

// Objects do not look at it.
const url = 'https://durable-object.tcpless/'

/** Calls one object. After an error its stub may stay broken, so it is made anew. */
export class ObjectCaller {
  readonly #make: (() => unknown) | undefined
  readonly #via: 'rpc' | 'fetch'
  #stub: ServedStub | undefined

  /** @throws {DatabaseError} `option` */
  constructor(target: DurableNamespace | DurableStub, { name, id, locationHint, via }: ObjectChoice) {
    this.#via = via
    if (!isNamespace(target)) {
      if (typeof (target as Partial<DurableStub> | null)?.fetch !== 'function') {
        throw new DatabaseError('option', 'this is neither a binding of Durable Objects nor a stub of one')
      }
      if (name !== undefined || id || locationHint) {
        throw new DatabaseError('option', 'a stub is one object already: name, id and locationHint go with a binding')
      }
      this.#stub = target as ServedStub
      return
    }
    if ((name === undefined) === (id === undefined)) {
      throw new DatabaseError('option', 'of a binding of Durable Objects either name or id must be given')
    }
    this.#make = () => target.get(id ?? target.idFromName(name as string), locationHint ? { locationHint } : undefined)
  }

  /** Lets go of the stub, if another one can be made. */
  renew(): void {
    if (this.#make) this.#stub = undefined
  }

  /** Sends queries. */
  async query(request: Uint8Array<ArrayBuffer>, signal: AbortSignal | undefined): Promise<unknown> {
    if (this.#via === 'rpc') return this.#object.tcpless(request)
    const init = { method: 'POST', headers: { 'content-type': contentType }, body: request, ...(signal && { signal }) }
    const response = await this.#object.fetch(url, init)
    if (response.status === 200 && response.headers.get('content-type') === contentType) return response.body
    await response.body?.cancel()
    throw new DatabaseError('protocol', 'the object answered, but not as a DurableDatabase of tcpless does', {
      status: response.status,
    })
  }

  /** Calls the object's storage. */
  storage(method: string, args: readonly unknown[]): Promise<unknown> {
    return this.#object.tcplessStorage(method, args)
  }

  get #object(): ServedStub {
    this.#stub ??= this.#make?.() as ServedStub
    return this.#stub
  }
}

/** A stub has a method of every name: what looks like one is no proof of a binding. */
export function isNamespace(target: unknown): target is DurableNamespace {
  if (typeof target !== 'object' || target === null || isStub(target)) return false
  const { idFromName, get } = target as Partial<DurableNamespace>
  return typeof idFromName === 'function' && typeof get === 'function'
}

/** Of a stub the id is an object. */
export function isStub(target: unknown): target is DurableStub {
  if (typeof target !== 'object' || target === null) return false
  const { id, fetch } = target as { id?: unknown; fetch?: unknown }
  return typeof id === 'object' && id !== null && typeof fetch === 'function'
}
