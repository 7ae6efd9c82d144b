import { DatabaseError } from '../js/errors.js'
import {
  layoutVersion,
  outputWordBytes,
  outputWordBytesBytes,
  outputWordDecodedCells,
  outputWordHeldBytes,
  outputWordTape,
  outputWordTapeWords,
  outputWordText,
  outputWordTextBytes,
  signalStale,
} from './layout.js'
import type { RecordWriter } from './record.js'
import { Tape } from './tape.js'

/** A compiled `WebAssembly.Module`. TypeScript knows of it by the types of a browser or of Workers, which not all have. */
export type WasmModule = typeof globalThis extends { WebAssembly: { Module: { prototype: infer Module } } }
  ? Module
  : object

/** What a record is handed over by. */
export type Recording = Pick<RecordWriter, 'byteLimit' | 'write'>

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
  | 'tcpless_read'

type Exports = Readonly<Record<Call, (...words: number[]) => number>> & {
  readonly memory: WebAssembly.Memory
  readonly _initialize: () => void
}

// Memory never shrinks, so an instance that has grown past this is dropped when nothing uses it.
const largestIdleBytes = 16 * 1024 * 1024

// One that has grown past this takes no other query: what those it has may need has to fit beside.
const largestBusyBytes = 32 * 1024 * 1024

// Queries of one instance at once: each may come to hold two megabytes and more, and all share its memory.
const mostContexts = 32

// Making an instance costs as much as several queries, so a few that are idle stay while they are small.
const mostIdle = 4
const largestSpareBytes = 4 * 1024 * 1024

const nothing = new ArrayBuffer(0)

/** One entry's core: the module, and the instance that new queries run in. */
export class Core {
  readonly #load: () => WasmModule
  readonly #version: number
  #module: WasmModule | undefined
  // Those that take another query, the last one first. A full one stands here again when it has room: a host may end a
  // request and never run its code again, and what its queries hold is collected with their instance.
  #free: Instance[] = []

  /**
   * @param load gives the compiled module; called at the first query
   * @param version what the module must answer
   */
  constructor(load: () => WasmModule, version = layoutVersion) {
    this.#load = load
    this.#version = version
  }

  /** Uses this module instead of the one the package brings. Queries under way keep theirs. */
  use(module: WasmModule): void {
    this.#free = []
    new Instance(module, this.#version, this.#free)
    this.#module = module
  }

  /**
   * A context that has taken in a record. It must be closed.
   *
   * @throws {DatabaseError} `out_of_memory`, `core_fault`, `reentrant`
   */
  build(record: Recording, operation = 0, service = 0): Context {
    const context = this.#open()
    try {
      context.build(record, operation, service)
      return context
    } catch (thrown) {
      context.close()
      throw thrown
    }
  }

  #open(): Context {
    for (let instance = this.#free.at(-1); instance; instance = this.#free.at(-1)) {
      const handle = instance.open()
      if (handle) return new Context(instance, handle)
      this.#free.pop()
    }
    this.#module ??= this.#compile()
    const instance = new Instance(this.#module, this.#version, this.#free)
    const handle = instance.open()
    if (!handle) throw outOfMemory()
    return new Context(instance, handle)
  }

  #compile(): WasmModule {
    try {
      return this.#load()
    } catch (cause) {
      // Cloudflare's and Vercel's edge runtimes refuse to compile bytes.
      const advice = 'bundle for workerd or edge-light, or give init() a module'
      throw coreFault(`this host does not compile WebAssembly from bytes: ${advice}`, cause)
    }
  }
}

class Instance {
  // Undefined once it takes no more calls.
  #exports: Exports | undefined
  #bytes = new Uint8Array(nothing)
  #words = new Int32Array(nothing)
  #busy = false
  #retired = false
  #contexts = 0
  readonly #free: Instance[]

  /** @param free gets it while it takes another query */
  constructor(module: WasmModule, expected: number, free: Instance[]) {
    this.#free = free
    let version: number
    try {
      this.#exports = new WebAssembly.Instance(module).exports as unknown as Exports
      this.#exports._initialize()
      version = this.#exports.tcpless_layout_version() >>> 0
    } catch (cause) {
      if (cause instanceof RangeError) throw outOfMemory()
      throw coreFault('the module does not start, or is not one of this package', cause)
    }
    if (version !== expected) throw coreFault('the module is not one of this version of the package')
    free.push(this)
  }

  /** All of its memory. Growth detaches the view, so it must be taken again after every call. */
  get bytes(): Uint8Array<ArrayBuffer> {
    if (this.#bytes.length === 0) this.#takeViews()
    return this.#bytes
  }

  /** The same as words. */
  get words(): Int32Array<ArrayBuffer> {
    if (this.#words.length === 0) this.#takeViews()
    return this.#words
  }

  /** The handle of a new context, or 0 when it takes no more. */
  open(): number {
    if (!this.#hasRoom) return 0
    const handle = this.call('tcpless_open')
    if (handle) this.#contexts++
    return handle
  }

  /** Ends a context. When it was the last one and memory has grown, the instance ends too. */
  close(handle: number): void {
    this.#contexts--
    this.call('tcpless_close', handle)
    const free = this.#free
    const isFree = free.includes(this)
    if (this.isIdle && this.bytes.length > largestIdleBytes) this.#end()
    else if (this.isIdle && !this.#isSpare) {
      if (isFree) free.splice(free.indexOf(this), 1)
    } else if (!isFree && this.#hasRoom) free.unshift(this)
  }

  // Whether it may stay beside others that are idle too.
  get #isSpare(): boolean {
    const idle = this.#free.filter((other) => other !== this && other.isIdle).length
    return idle === 0 || (idle < mostIdle && this.bytes.length <= largestSpareBytes)
  }

  /** Whether nothing uses it. */
  get isIdle(): boolean {
    return this.#contexts === 0
  }

  get #hasRoom(): boolean {
    return (
      this.#exports !== undefined &&
      !this.#retired &&
      this.#contexts < mostContexts &&
      this.bytes.length <= largestBusyBytes
    )
  }

  /** Opens no more contexts when memory has grown, which those that stay open would keep from the others. */
  retireLarge(): void {
    this.#retired ||= this.bytes.length > largestIdleBytes
  }

  /** Every crossing goes through here. Whatever the core throws is a trap: its state is lost. */
  call(name: Call, ...words: number[]): number {
    if (!this.#exports) {
      throw coreFault('another query stopped the core; the next query gets a new one')
    }
    if (this.#busy) throw new DatabaseError('reentrant', 'a query was started inside a conversion of another one')
    this.#busy = true
    try {
      return this.#exports[name](...words) >>> 0
    } catch (cause) {
      this.#end()
      throw coreFault('the core stopped; the next query gets a new one', cause)
    } finally {
      this.#busy = false
    }
  }

  #end(): void {
    this.#exports = undefined
    this.#bytes = new Uint8Array(nothing)
    this.#words = new Int32Array(nothing)
  }

  #takeViews(): void {
    const buffer = (this.#exports?.memory.buffer ?? nothing) as ArrayBuffer
    this.#bytes = new Uint8Array(buffer)
    this.#words = new Int32Array(buffer)
  }
}

/** One query in the core, from open to close. */
export class Context {
  readonly #instance: Instance
  #handle: number

  /** @internal */
  constructor(instance: Instance, handle: number) {
    this.#instance = instance
    this.#handle = handle
  }

  /**
   * Hands over the record.
   *
   * @returns signal bits
   */
  build(record: Recording, operation: number, service: number): number {
    const address = this.#input(record.byteLimit())
    return this.#call('tcpless_build', record.write(this.#instance.bytes, address, operation, service))
  }

  /**
   * Hands over a piece of the answer, at most limitLongWindowBytes.
   *
   * @param head what stands before it in the input; other characters than ASCII become question marks
   * @returns signal bits
   */
  feed(piece: Uint8Array, flags: number, head = ''): number {
    const size = head.length + piece.length
    if (size > 0) {
      const address = this.#input(size)
      const { bytes } = this.#instance
      // Shorter than an encoder, and no call of the host.
      for (let i = 0; i < head.length; i++) bytes[address + i] = head.charCodeAt(i) < 128 ? head.charCodeAt(i) : 63
      bytes.set(piece, address + head.length)
    }
    return this.#call('tcpless_feed', size, flags)
  }

  /** What the last call put on the tape, valid until the next one. */
  tape(): Tape {
    const output = this.#call('tcpless_output') >>> 2
    return new Tape(this.#instance.words, this.#instance.bytes, output)
  }

  /** The same of a module without sections: words and text, as views. */
  output(): { words: Int32Array; text: Uint8Array } {
    const output = this.#call('tcpless_output') >>> 2
    const { words, bytes } = this.#instance
    const [first, text] = [words[output + outputWordTape] as number, words[output + outputWordText] as number]
    return {
      words: words.subarray(first >>> 2, (first >>> 2) + (words[output + outputWordTapeWords] as number)),
      text: bytes.subarray(text, text + (words[output + outputWordTextBytes] as number)),
    }
  }

  /** The response bytes that may leave: a view valid until the next call. */
  responseBytes(): Uint8Array<ArrayBuffer> {
    const output = this.#call('tcpless_output') >>> 2
    const { words, bytes } = this.#instance
    const start = (words[output + outputWordBytes] as number) >>> 0
    return bytes.subarray(start, start + (words[output + outputWordBytesBytes] as number))
  }

  /** Puts cells of lazy rows on the tape: those of a column, `count` rows from `row` on or fewer. */
  read(column: number, row: number, count: number): void {
    this.#call('tcpless_read', column, row, count)
  }

  /** Stays open for long, which must not keep memory from other queries. */
  keep(): void {
    this.#instance.retireLarge()
  }

  /** Bytes of memory that the query holds. */
  get heldBytes(): number {
    return this.#outputWord(outputWordHeldBytes)
  }

  /** Cells of lazy rows that were decoded. */
  get decodedCells(): number {
    return this.#outputWord(outputWordDecodedCells)
  }

  /** Forgets the answer so far, for another attempt. */
  reset(): void {
    this.#call('tcpless_reset')
  }

  /** Ends the query and frees its memory. May be called again. */
  close(): void {
    if (this.#handle === 0) return
    const handle = this.#handle
    this.#handle = 0
    try {
      this.#instance.close(handle)
    } catch {
      // The instance is gone, and its memory with it.
    }
  }

  #outputWord(word: number): number {
    return this.#instance.words[(this.#call('tcpless_output') >>> 2) + word] as number
  }

  #input(bytes: number): number {
    const address = this.#call('tcpless_input', bytes)
    if (address === 0) throw outOfMemory()
    return address
  }

  // Signals or an address; addresses end far below the signal.
  #call(name: Call, second = 0, third = 0, fourth = 0): number {
    const result = this.#handle && this.#instance.call(name, this.#handle, second, third, fourth)
    if (this.#handle === 0 || result >= signalStale) {
      throw new DatabaseError('stale_handle', 'the query has already ended')
    }
    return result
  }
}

function coreFault(message: string, cause?: unknown): DatabaseError {
  return new DatabaseError('core_fault', message, { cause })
}

function outOfMemory(): DatabaseError {
  return new DatabaseError('out_of_memory', 'the query needs more memory than it may use')
}
