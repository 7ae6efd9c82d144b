/** What an insert did. */
export class InsertResult {
  /** The key of the row inserted, where the service tells it. */
  readonly insertId: bigint | undefined
  readonly numInsertedOrUpdatedRows: bigint | undefined

  constructor(insertId: bigint | undefined, numInsertedOrUpdatedRows: bigint | undefined) {
    this.insertId = insertId
    this.numInsertedOrUpdatedRows = numInsertedOrUpdatedRows
  }
}

/** What an update did. */
export class UpdateResult {
  readonly numUpdatedRows: bigint
  readonly numChangedRows?: bigint | undefined

  constructor(numUpdatedRows: bigint, numChangedRows: bigint | undefined) {
    this.numUpdatedRows = numUpdatedRows
    this.numChangedRows = numChangedRows
  }
}

/** What a delete did. */
export class DeleteResult {
  readonly numDeletedRows: bigint

  constructor(numDeletedRows: bigint) {
    this.numDeletedRows = numDeletedRows
  }
}

/** What a merge did. */
export class MergeResult {
  readonly numChangedRows: bigint | undefined

  constructor(numChangedRows: bigint | undefined) {
    this.numChangedRows = numChangedRows
  }
}

/** `executeTakeFirstOrThrow` had nothing to take. */
export class NoResultError extends Error {
  /** Kysely's operation node, of which there is none. */
  readonly node: undefined

  constructor() {
    super('no result')
  }
}
