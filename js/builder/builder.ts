import { commandRelease, commandRollbackTo, commandSavepoint, nodeCommand } from '../../bindings/query.js'
import type { LazyResult } from '../lazy.js'
import type { Batch, StreamOptions } from '../stream.js'
import { beginCase, type CaseBuilder } from './case-builder.js'
import { batch, lazy, respond, stream } from './batch.js'
import type { Compiled } from './compiler.js'
import type { DatabaseHost } from './database-host.js'
import { DynamicModule } from './dynamic-module.js'
import { functionModule } from './function-module.js'
import { type ExecuteOptions, type QueryResult, toQueryResult } from './host.js'
import { type CarriedOptions, readCarried } from './options.js'
import { PreparedQuery } from './prepared.js'
import { QueryCreator } from './query-creator.js'
import { refuse, text, textEnd } from './recorded.js'
import { ControlledTransactionBuilder, TransactionBuilder, type TransactionHost } from './transaction.js'
import type { Values } from './values.js'

/** Begins queries of a database. */
export class Builder extends QueryCreator {
  declare readonly host: DatabaseHost

  /** @internal */
  protected override begin(steps: string, bound: Values): this {
    return new Builder(this.host, steps, bound) as this
  }

  get dynamic(): DynamicModule {
    return new DynamicModule()
  }

  get fn(): typeof functionModule {
    return functionModule
  }

  case(compared?: unknown): CaseBuilder {
    return beginCase(compared)
  }

  get isTransaction(): boolean {
    return false
  }

  /**
   * Runs a function in a transaction, which is undone when it throws.
   *
   * @throws {DatabaseError} `unsupported` when the service keeps nothing between requests
   */
  transaction(): TransactionBuilder<Transaction> {
    return new TransactionBuilder(this.host, (host) => this.as(Transaction, host))
  }

  startTransaction(): ControlledTransactionBuilder<ControlledTransaction> {
    return new ControlledTransactionBuilder(this.host, (host) => this.as(ControlledTransaction, host))
  }

  get schema(): never {
    return refuse('unsupported', 'this builder has no schema: send what changes tables by sql`...`.execute()')
  }

  get introspection(): never {
    return refuse('unsupported', 'this builder has no introspection')
  }

  connection(): never {
    return refuse('unsupported', 'this builder has no connection: use transaction()')
  }

  getExecutor(): never {
    return refuse('unsupported', 'this builder has no executor')
  }

  $extendTables(): this {
    return this
  }

  $omitTables(): this {
    return this
  }

  $pickTables(): this {
    return this
  }

  withTables(): this {
    return this
  }

  /**
   * The same builder, whose queries carry these options: what `execute()` is given goes before them.
   *
   * @throws {DatabaseError} `option`
   */
  options(options: CarriedOptions): this {
    return this.as(this.constructor as new (host: DatabaseHost) => this, this.host.carrying(readCarried(options)))
  }

  /** Sends the queries in one round trip, as one transaction, and gives what `execute()` of each would give. */
  batch(queries: readonly unknown[], options?: ExecuteOptions): Promise<unknown[]> {
    return batch(this.host, queries, options)
  }

  /** Gives the rows of a query, or of several, as a Response. */
  respond(queried: unknown, options?: object): Promise<Response> {
    return respond(this.host, queried, options)
  }

  /** Gives rows whose cells are decoded when they are read. */
  lazy(query: unknown): Promise<LazyResult> {
    return lazy(this.host, query)
  }

  /** Gives rows in batches as they arrive. */
  stream(query: unknown, options?: StreamOptions): AsyncIterableIterator<Batch> {
    return stream(this.host, query, options)
  }

  /** Builds and compiles a query once, whose placeholders are given values when it is executed. */
  prepare(build: ConstructorParameters<typeof PreparedQuery>[1]): PreparedQuery {
    return new PreparedQuery(this.host, build)
  }

  /** Sends a query that is built, or compiled. */
  async executeQuery(query: Compiled | { compile(): Compiled }, options?: ExecuteOptions): Promise<QueryResult> {
    return toQueryResult(await this.host.run('compile' in query ? query.compile() : query, options))
  }

  /** Does nothing, since a request keeps nothing open. */
  async destroy(): Promise<void> {}

  async [Symbol.asyncDispose](): Promise<void> {}
}

/** Begins queries of a transaction. */
export class Transaction extends Builder {
  declare readonly host: TransactionHost

  /** @internal */
  protected override begin(steps: string, bound: Values): this {
    return new Transaction(this.host, steps, bound) as this
  }

  override get isTransaction(): boolean {
    return true
  }

  override transaction(): never {
    return refuse('unsupported', 'a transaction has none inside')
  }

  override startTransaction(): never {
    return refuse('unsupported', 'a transaction has none inside')
  }
}

/** A transaction that its caller ends. */
export class ControlledTransaction extends Transaction {
  /** @internal */
  protected override begin(steps: string, bound: Values): this {
    return new ControlledTransaction(this.host, steps, bound) as this
  }

  get isCommitted(): boolean {
    return this.host.status === 'committed'
  }

  get isRolledBack(): boolean {
    return this.host.status === 'rolled back'
  }

  commit(): Command<void> {
    return this.#end(true)
  }

  rollback(): Command<void> {
    return this.#end(false)
  }

  savepoint(name: unknown): Command<this> {
    return this.#command(commandSavepoint, name)
  }

  rollbackToSavepoint(name: unknown): Command<this> {
    return this.#command(commandRollbackTo, name)
  }

  releaseSavepoint(name: unknown): Command<this> {
    return this.#command(commandRelease, name)
  }

  #end(isKept: boolean): Command<void> {
    return new Command(async () => {
      const { host } = this
      // After a commit that failed there is nothing left to undo.
      if (!isKept && (this.isRolledBack || host.status === 'over')) return
      host.check()
      await host.end?.(isKept)
    })
  }

  #command(command: string, name: unknown): Command<this> {
    return new Command(async () => {
      const { host } = this
      await host.run(host.compile(nodeCommand + command + textEnd + text(name), undefined))
      return this
    })
  }
}

/** Something that is done when it is executed. */
export class Command<T> {
  readonly #run: () => Promise<T>

  /** @internal */
  constructor(run: () => Promise<T>) {
    this.#run = run
  }

  async execute(): Promise<T> {
    return await this.#run()
  }
}
