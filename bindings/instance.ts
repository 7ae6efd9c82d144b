import { DatabaseError } from '../js/errors.js'
import { layoutVersion, outputWordBytes, outputWordBytesBytes, signalStale } from './layout.js'
import type { RecordWriter } from './record.js'
import { Tape } from './tape.js'

/** The functions of bindings/abi.h that JavaScript calls, each with its arguments in order. */
type Call =
  | 'tcpless_layout_version'
  | 'tcpless_open'
  | 'tcpless_close'
  | 'tcpless_input'
  | 'tcpless_build'
  | 'tcpless_feed'
  | 'tcpless_output'
  | 'tcpless_reset'

type Exports = Readonly<Record<Call, (first?: number, second?: number, third?: number) => number>> & {
  readonly memory: WebAssembly.Memory
  readonly _initialize: () => void
}

// Memory never shrinks, so an instance that has grown past this is dropped when nothing uses it.
const largestIdleBytes = 16 * 1024 * 1024

// A host may end a request and never run its code again, which leaves its context open. So an
// instance takes no more than this many at once: then a new one takes over, and the old one is
// collected with whatever its contexts held once the last reference is gone.
const mostContexts = 256

const encoder = new TextEncoder()

/** One entry's core: the module, and the instance that new queries run in. */
export class Core {
  readonly #load: () => WebAssembly.Module
  #module: WebAssembly.Module | undefined
  #live: Instance | undefined

  /** @param load gives the compiled module; called at the first query */
  constructor(load: () => WebAssembly.Module) {
    this.#load = load
  }

  /** Uses this module instead of the one the package brings. Queries under way keep theirs. */
  use(module: WebAssembly.Module): void {
    this.#live = new Instance(module)
    this.#module = module
  }

  #open(): Context {
    if (this.#live?.usable) {
      const handle = this.#live.call('tcpless_open')
      if (handle !== 0) return new Context(this, this.#live, handle)
    }
    this.#module ??= this.#compile()
    this.#live = new Instance(this.#module)
    const handle = this.#live.call('tcpless_open')
    if (handle === 0) throw outOfMemory()
    return new Context(this, this.#live, handle)
  }

  #compile(): WebAssembly.Module {
    try {
      return this.#load()
    } catch (cause) {
      // Cloudflare's and Vercel's edge runtimes refuse to compile bytes.
      const advice = 'bundle with the condition workerd or edge-light, or hand a compiled module to init()'
      throw new DatabaseError('core_fault', `this host does not compile WebAssembly from bytes: ${advice}`, { cause })
    }
  }

  /**
   * A context that has taken in a record. It must be closed.
   *
   * @throws {DatabaseError} `out_of_memory`, `core_fault`, `reentrant`
   */
  build(record: RecordWriter, operation: number, service: number): Context {
    const context = this.#open()
    try {
      context.build(record, operation, service)
      return context
    } catch (thrown) {
      context.close()
      throw thrown
    }
  }

  /** @internal Drops the instance when it is idle and has grown. */
  dropIdle(instance: Instance): void {
    if (this.#live === instance && instance.contexts === 0 && instance.bytes.length > largestIdleBytes) {
      this.#live = undefined
    }
  }
}

class Instance {
  readonly #exports: Exports
  #bytes!: Uint8Array<ArrayBuffer>
  #words!: Int32Array<ArrayBuffer>
  #busy = false
  #failed = false
  /** How many contexts are open. */
  contexts = 0

  constructor(module: WebAssembly.Module) {
    this.#exports = instantiate(module)
    this.#takeViews()
  }

  /** Whether it may take another query. */
  get usable(): boolean {
    return !this.#failed && this.contexts < mostContexts
  }

  /** All of its memory. Growth detaches the view, so it must be taken again after every call. */
  get bytes(): Uint8Array<ArrayBuffer> {
    if (this.#bytes.buffer !== this.#exports.memory.buffer) this.#takeViews()
    return this.#bytes
  }

  /** The same as words. */
  get words(): Int32Array<ArrayBuffer> {
    if (this.#words.buffer !== this.#exports.memory.buffer) this.#takeViews()
    return this.#words
  }

  /** Every crossing goes through here. Whatever the core throws is a trap: its state is lost. */
  call(name: Call, first = 0, second = 0, third = 0): number {
    if (this.#failed)
      throw new DatabaseError(
        'core_fault',
        'another query stopped the core while this one ran; the next one gets a new core',
      )
    if (this.#busy) throw new DatabaseError('reentrant', 'a query was started inside a conversion of another one')
    this.#busy = true
    try {
      const result = this.#exports[name](first, second, third)
      if (name === 'tcpless_open' && result !== 0) this.contexts++
      if (name === 'tcpless_close') this.contexts--
      return result
    } catch (cause) {
      this.#failed = true
      throw new DatabaseError('core_fault', 'the core stopped; the next query gets a new one', { cause })
    } finally {
      this.#busy = false
    }
  }

  #takeViews(): void {
    const buffer = this.#exports.memory.buffer as ArrayBuffer
    this.#bytes = new Uint8Array(buffer)
    this.#words = new Int32Array(buffer)
  }
}

function instantiate(module: WebAssembly.Module): Exports {
  let exports: Exports
  let version: number
  try {
    exports = new WebAssembly.Instance(module).exports as unknown as Exports
    exports._initialize()
    version = exports.tcpless_layout_version() >>> 0
  } catch (cause) {
    if (cause instanceof RangeError) throw outOfMemory()
    throw new DatabaseError('core_fault', 'the module cannot be started, or it is not one of this package', { cause })
  }
  if (version !== layoutVersion) {
    throw new DatabaseError('core_fault', 'the module belongs to another version of this package')
  }
  return exports
}

/** One query in the core, from open to close. */
export class Context {
  readonly #core: Core
  readonly #instance: Instance
  #handle: number

  /** @internal */
  constructor(core: Core, instance: Instance, handle: number) {
    this.#core = core
    this.#instance = instance
    this.#handle = handle
  }

  /**
   * Hands over the record.
   *
   * @returns signal bits
   */
  build(record: RecordWriter, operation: number, service: number): number {
    const address = this.#input(record.byteLimit())
    const bytes = record.write(this.#instance.bytes, address, operation, service)
    return this.#signals('tcpless_build', bytes, 0)
  }

  /**
   * Hands over a piece of the answer, at most limitInputWindowBytes.
   *
   * @returns signal bits
   */
  feed(piece: Uint8Array, flags: number): number {
    if (piece.length > 0) {
      const address = this.#input(piece.length)
      this.#instance.bytes.set(piece, address)
    }
    return this.#signals('tcpless_feed', piece.length, flags)
  }

  /** The same with text of at most limitInputWindowBytes / 3 units. */
  feedText(text: string, flags: number): number {
    const address = this.#input(text.length * 3)
    const room = this.#instance.bytes.subarray(address, address + text.length * 3)
    return this.#signals('tcpless_feed', encoder.encodeInto(text, room).written, flags)
  }

  /** What the last call put on the tape, valid until the next one. */
  tape(): Tape {
    const output = this.#output()
    return new Tape(this.#instance.words, this.#instance.bytes, output)
  }

  /** The response bytes that may leave: a view valid until the next call. */
  responseBytes(): Uint8Array<ArrayBuffer> {
    const output = this.#output()
    const { words, bytes } = this.#instance
    const start = (words[output + outputWordBytes] as number) >>> 0
    return bytes.subarray(start, start + (words[output + outputWordBytesBytes] as number))
  }

  /** Forgets the answer so far, for another attempt. */
  reset(): void {
    this.#signals('tcpless_reset', 0, 0)
  }

  /** Ends the query and frees its memory. May be called again. */
  close(): void {
    if (this.#handle === 0) return
    const handle = this.#handle
    this.#handle = 0
    try {
      this.#instance.call('tcpless_close', handle)
      this.#core.dropIdle(this.#instance)
    } catch {
      // The instance is gone, and its memory with it.
    }
  }

  #input(bytes: number): number {
    const address = this.#instance.call('tcpless_input', this.#openHandle(), bytes) >>> 0
    if (address === 0) throw outOfMemory()
    return address
  }

  #signals(name: 'tcpless_build' | 'tcpless_feed' | 'tcpless_reset', second: number, third: number): number {
    const signals = this.#instance.call(name, this.#openHandle(), second, third) >>> 0
    if (signals >= signalStale) throw staleHandle()
    return signals
  }

  // Where the output block is among the words of memory.
  #output(): number {
    const address = this.#instance.call('tcpless_output', this.#openHandle()) >>> 0
    if (address === 0) throw staleHandle()
    return address >>> 2
  }

  #openHandle(): number {
    if (this.#handle === 0) throw staleHandle()
    return this.#handle
  }
}

function staleHandle(): DatabaseError {
  return new DatabaseError('stale_handle', 'the query has already ended')
}

function outOfMemory(): DatabaseError {
  return new DatabaseError('out_of_memory', 'the query needs more memory than it may use')
}
