import {
  nodeClearReturning,
  nodeEndModifier,
  nodeExplain,
  nodeOutput,
  nodeReturning,
  nodeTop,
} from '../../bindings/query.js'
import type { Result } from '../result.js'
import type { Compiled } from './compiler.js'
import { type ExecuteOptions, type Host, needed } from './host.js'
import { allSelections, expression, selections } from './operands.js'
import { digits, listEnd, Recorded, text } from './recorded.js'
import { NoResultError } from './results.js'
import { Scope, type Values } from './values.js'

type ErrorMaker = (new () => Error) | (() => Error)

/** A query: the steps so far. Each call gives another. */
export abstract class Query extends Recorded {
  /** @internal */
  declare readonly host: Host | undefined

  /** @internal */
  constructor(node: string, bound: Values, host: Host | undefined) {
    super(node, bound)
    this.host = host
  }

  /** @internal The same query with these steps and values. */
  protected abstract with(node: string, bound: Values): this

  /** @internal What `execute` gives. */
  protected outcome(result: Result<unknown>): unknown[] {
    return result
  }

  /** @internal The query with another step. */
  protected add(step: string, into: Scope): this {
    return this.with(this.node + step, into.values)
  }

  /** @internal */
  override written(): string {
    return this.node + listEnd
  }

  modifyEnd(modifier: unknown): this {
    const into = new Scope(this.bound)
    return this.add(nodeEndModifier + expression(modifier, into), into)
  }

  top(count: unknown, modifiers: unknown = ''): this {
    return this.with(this.node + nodeTop + digits(count) + text(modifiers), this.bound)
  }

  returning(columns: unknown): this {
    const into = new Scope(this.bound)
    return this.add(selections(nodeReturning, columns, into), into)
  }

  returningAll(tables?: unknown): this {
    return this.with(this.node + allSelections(nodeReturning, tables), this.bound)
  }

  output(columns: unknown): this {
    const into = new Scope(this.bound)
    return this.add(selections(nodeOutput, columns, into), into)
  }

  outputAll(tables?: unknown): this {
    return this.with(this.node + allSelections(nodeOutput, tables), this.bound)
  }

  clearReturning(): this {
    return this.with(this.node + nodeClearReturning, this.bound)
  }

  $if(isWanted: unknown, change: (query: this) => this): this {
    return isWanted ? change(this) : this
  }

  $castTo(): this {
    return this
  }

  $narrowType(): this {
    return this
  }

  $assertType(): this {
    return this
  }

  /** The SQL text and its parameters. */
  compile(): Compiled {
    return needed(this.host).compile(this.written(), this.bound)
  }

  /** @internal What is sent for it: several statements when it is too large for one. */
  parts(): Compiled[] {
    return [this.compile()]
  }

  /** @internal What `execute` gives for the result of the query. */
  finish({ returning }: Compiled, result: Result<unknown>): unknown[] {
    return returning ? result : this.outcome(result)
  }

  async execute(options?: ExecuteOptions): Promise<unknown[]> {
    const query = this.compile()
    return this.finish(query, await needed(this.host).run(query, options))
  }

  async executeTakeFirst(options?: ExecuteOptions): Promise<unknown> {
    return (await this.execute(options))[0]
  }

  async executeTakeFirstOrThrow(options?: ErrorMaker | (ExecuteOptions & { errorConstructor?: ErrorMaker })) {
    const settings = typeof options === 'function' ? { errorConstructor: options } : options
    const first = await this.executeTakeFirst(settings)
    if (first !== undefined) return first
    const make = settings?.errorConstructor ?? NoResultError
    // An arrow function has no prototype, and is no class.
    throw Object.hasOwn(make, 'prototype') ? new (make as new () => Error)() : (make as () => Error)()
  }

  async *stream(options?: number | ExecuteOptions): AsyncGenerator<unknown, void, undefined> {
    const settings = typeof options === 'object' ? options : { chunkSize: options }
    const batches = needed(this.host).stream(this.compile(), { ...settings, batchSize: settings.chunkSize ?? 100 })
    for await (const rows of batches) yield* rows
  }

  async explain(format: unknown = '', options?: unknown): Promise<unknown[]> {
    const into = new Scope(this.bound)
    const step = nodeExplain + text(format) + (options ? expression(options, into) : '') + listEnd
    const host = needed(this.host)
    return await host.run(host.compile(this.node + step + listEnd, into.values))
  }
}
