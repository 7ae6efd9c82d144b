import type { Database } from '../database.js'
import { DatabaseError } from '../errors.js'
import { DatabaseHost } from './database-host.js'
import { refuse } from './recorded.js'

/** Sends queries in a transaction, while it lasts. */
export class TransactionHost extends DatabaseHost {
  /** `over`: whether it was committed is not known here. */
  status: 'active' | 'ending' | 'over' | 'committed' | 'rolled back' = 'active'

  /** Ends the transaction: what it did is kept, or not. */
  end: ((isKept: boolean) => Promise<void>) | undefined

  /** @internal */
  constructor(outside: DatabaseHost, inside: unknown) {
    super(typeof inside === 'function' ? (inside as Database) : outside.database, outside.settings)
  }

  override get isTransaction(): boolean {
    return true
  }

  /** @throws {DatabaseError} `stale_handle` when it has ended */
  override check(): void {
    if (this.status !== 'active') refuse('stale_handle', `the transaction is ${this.status}`)
  }
}

type MakeTransaction<Made> = (host: TransactionHost) => Made

/** How a transaction is begun. */
abstract class Beginning<Made> {
  /** @internal */
  protected readonly host: DatabaseHost
  /** @internal */
  protected readonly make: MakeTransaction<Made>

  /** @internal */
  constructor(host: DatabaseHost, make: MakeTransaction<Made>) {
    this.host = host
    this.make = make
  }

  setAccessMode(): never {
    return refuse('unsupported', 'a transaction of this service has no access mode')
  }

  setIsolationLevel(): never {
    return refuse('unsupported', 'a transaction of this service has no isolation level')
  }

  /** @internal */
  protected transact<T>(work: (inside: TransactionHost) => Promise<T>): Promise<T> {
    const { database } = this.host
    if (!database.transaction) {
      refuse('unsupported', 'a request has no session that a transaction could wait in: send its queries by batch()')
    }
    return database.transaction((inside) => work(new TransactionHost(this.host, inside)))
  }
}

/** `transaction()`: runs a function in a transaction. */
export class TransactionBuilder<Made> extends Beginning<Made> {
  async execute<T>(work: (transaction: Made) => Promise<T>): Promise<T> {
    return await this.transact(async (host) => {
      try {
        return await work(this.make(host))
      } finally {
        host.status = 'over'
      }
    })
  }
}

/** `startTransaction()`: begins a transaction that its caller ends. */
export class ControlledTransactionBuilder<Made> extends Beginning<Made> {
  async execute(): Promise<Made> {
    const { promise: work, resolve: commit, reject: undo } = Promise.withResolvers<void>()
    const { promise: begun, resolve: begin, reject: fail } = Promise.withResolvers<TransactionHost>()
    const done = this.transact((host) => {
      begin(host)
      return work
    })
    done.catch(fail)
    const host = await begun
    host.end = async (isKept) => {
      host.status = 'ending'
      if (isKept) commit()
      else undo(new Error('rolled back'))
      try {
        await done
        host.status = 'committed'
      } catch (thrown) {
        const isUnknown = isKept && thrown instanceof DatabaseError && thrown.code === 'outcome_unknown'
        host.status = isUnknown ? 'over' : 'rolled back'
        // What undoes it is no failure of undoing it, and a ROLLBACK that fails leaves nothing that could be committed.
        if (isKept) throw thrown
      }
    }
    return this.make(host)
  }
}
