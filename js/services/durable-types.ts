/** What this package needs of the SQLite of a Durable Object, `ctx.storage.sql`. */
export interface DurableSql {
  // biome-ignore lint/suspicious/noExplicitAny: as workerd declares it, so that any of its versions fits
  exec(query: string, ...bindings: any[]): DurableCursor
  readonly databaseSize: number
}

/** What this package needs of a cursor of its rows. */
export interface DurableCursor {
  readonly columnNames: string[]
  readonly rowsRead: number
  readonly rowsWritten: number
  // biome-ignore lint/suspicious/noExplicitAny: as workerd declares it
  raw(): IterableIterator<any[]>
}

/** What this package needs of `ctx.storage` to run SQL. */
export interface DurableStorage {
  readonly sql: DurableSql
  transactionSync<T>(work: () => T): T
  transaction<T>(work: (transaction: DurableTransaction) => Promise<T>): Promise<T>
}

/** What a transaction of `ctx.storage` gives to its work. */
export interface DurableTransaction {
  /** Undoes what the transaction did when its work ends. */
  rollback(): void
}

/** Point-in-time recovery, which not every host has. */
export interface DurableBookmarks {
  getCurrentBookmark(): Promise<string>
  getBookmarkForTime(timestamp: number | Date): Promise<string>
  onNextSessionRestoreBookmark(bookmark: string): Promise<string>
}

/** How integers of SQLite are given, which the object has as numbers. */
export type DurableIntegers = 'number' | 'exact' | 'string' | 'bigint'
