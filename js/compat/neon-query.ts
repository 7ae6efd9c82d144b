import type { HTTPQueryOptions } from './neon-options.js'

/** SQL text with numbered placeholders, and their values. */
export interface ParameterizedQuery {
  query: string
  // biome-ignore lint/suspicious/noExplicitAny: values are anything, as in the official driver
  params: any[]
}

/** SQL inserted as it is by `sql.unsafe`. */
export class UnsafeRawSql {
  constructor(public sql: string) {}
}

/** The parts of a tagged template; queries and raw SQL among its values become part of the text. */
export class SqlTemplate {
  constructor(
    public strings: ReadonlyArray<string>,
    // biome-ignore lint/suspicious/noExplicitAny: values are anything, as in the official driver
    public values: any[],
  ) {}

  /**
   * The text and its values, put behind what `result` already holds.
   *
   * @throws {Error} when a query with parameters of its own, made by `sql.query`, is among the values
   */
  toParameterizedQuery(result: ParameterizedQuery = { query: '', params: [] }): ParameterizedQuery {
    this.strings.forEach((text, index) => {
      result.query += text
      if (index < this.values.length) append(result, this.values[index])
    })
    return result
  }
}

function append(result: ParameterizedQuery, value: unknown): void {
  if (value instanceof UnsafeRawSql) result.query += value.sql
  else if (value instanceof NeonQueryPromise) {
    const { queryData } = value
    if (queryData instanceof SqlTemplate) queryData.toParameterizedQuery(result)
    else if (queryData.params.length > 0) throw new Error('This query is not composable')
    else result.query += queryData.query
  } else {
    // The cast is part of what this method gives in the official driver.
    result.query += `$${result.params.push(value)}${ArrayBuffer.isView(value) ? '::bytea' : ''}`
  }
}

/** What a query is made of. */
export type QueryData = SqlTemplate | ParameterizedQuery

type Execute<ArrayMode extends boolean, FullResults extends boolean, T> = (
  queryData: QueryData,
  options?: HTTPQueryOptions<ArrayMode, FullResults>,
) => Promise<T>

/** A query that is sent when it is awaited, each time anew, and that can stand inside another one. */
// biome-ignore lint/suspicious/noExplicitAny: as in the official driver
export class NeonQueryPromise<ArrayMode extends boolean, FullResults extends boolean, T = any> implements Promise<T> {
  constructor(
    public execute: Execute<ArrayMode, FullResults, T>,
    public queryData: QueryData,
    public opts?: HTTPQueryOptions<ArrayMode, FullResults>,
  ) {}

  /** Sends the query. */
  // biome-ignore lint/suspicious/noThenProperty: awaiting a query is how it is sent
  then<Fulfilled = T, Rejected = never>(
    resolve?: ((value: T) => Fulfilled | PromiseLike<Fulfilled>) | undefined | null,
    reject?: ((reason: unknown) => Rejected | PromiseLike<Rejected>) | undefined | null,
  ): Promise<Fulfilled | Rejected> {
    return this.execute(this.queryData, this.opts).then(resolve, reject)
  }

  /** Sends the query and handles its failure. */
  catch<Rejected = never>(
    reject?: ((reason: unknown) => Rejected | PromiseLike<Rejected>) | undefined | null,
  ): Promise<T | Rejected> {
    return this.execute(this.queryData, this.opts).catch(reject)
  }

  /** Sends the query and runs the handler after it, however it ended. */
  finally(onFinally?: (() => void) | undefined | null): Promise<T> {
    return this.execute(this.queryData, this.opts).finally(onFinally)
  }

  get [Symbol.toStringTag](): string {
    return 'NeonQueryPromise'
  }
}
