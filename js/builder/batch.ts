import { type DatabaseError, withDetails } from '../errors.js'
import type { LazyResult } from '../lazy.js'
import type { QueryOptions } from '../options.js'
import { isPlain } from '../parameter.js'
import type { Result } from '../result.js'
import type { Compiled } from './compiler.js'
import { DatabaseHost } from './database-host.js'
import { toQueryResult } from './host.js'
import { Query } from './query.js'
import { describe, Recorded, refuse } from './recorded.js'
import { joined } from './split-insert.js'

/** A query of a database, and where it was begun. */
export function checked(query: unknown, { database }: DatabaseHost): [query: Query, host: DatabaseHost] {
  if (!(query instanceof Query)) return refuse('template_misuse', `this takes queries of a builder: ${describe(query)}`)
  const { host } = query
  if (!(host instanceof DatabaseHost) || host.database !== database) {
    refuse('template_misuse', 'the query was begun by the builder of another database')
  }
  return [query, host]
}

/** What a batch needs of a query. */
type Sent = Pick<Query, 'compile' | 'parts'> & { finish(compiled: Compiled, result: Result<unknown>): unknown }

/** The same of SQL text by the tag, which is begun by no builder and runs by the one that it is given to. */
function sendable(query: unknown, host: DatabaseHost): [query: Sent, host: DatabaseHost] {
  if (!(query instanceof Recorded && 'isRawBuilder' in query)) return checked(query, host)
  const compile = () => host.compile(query.written(), query.bound)
  return [{ compile, parts: () => [compile()], finish: (_, result) => toQueryResult(result) }, host]
}

// Of a batch, which has one of each of these.
const shared = ['signal', 'timeout', 'retry', 'rename'] as const

/** Each query of a batch, and what is sent for it. */
function partsOfEach(queries: readonly unknown[], host: DatabaseHost): [query: Sent, parts: Compiled[]][] {
  return Array.from(queries, (given, statement) => {
    try {
      const [query, own] = sendable(given, host)
      const [carried, batched] = [own.settings.query, host.settings.query]
      for (const name of shared) {
        if (carried[name] === batched[name] || (carried[name] === undefined && name !== 'rename')) continue
        refuse('option', `a query of a batch has no ${name} of its own: give it to the batch, or to its builder`)
      }
      return [query, query.parts()]
    } catch (thrown) {
      throw withDetails(thrown, { statement })
    }
  })
}

/** What `execute` of each query would give, all sent as one transaction. */
export async function batch(host: DatabaseHost, queries: readonly unknown[], options?: QueryOptions) {
  if (!Array.isArray(queries)) refuse('template_misuse', 'a batch takes an array of queries: [query, query]')
  const made = partsOfEach(queries, host)
  const parts = made.map(([, own]) => own)
  const results = await host.runBatch(parts.flat(), options).catch((thrown) => {
    // An insert can be several statements.
    const { statement } = thrown as DatabaseError
    if (statement !== undefined) Object.assign(thrown, { statement: placeOf(parts, statement) })
    throw thrown
  })
  return made.map(([query, own]) => query.finish(own[0] as Compiled, joined(results.splice(0, own.length))))
}

function placeOf(parts: readonly Compiled[][], statement: number): number {
  let end = 0
  return parts.findIndex((own) => {
    end += own.length
    return end > statement
  })
}

/** The rows of a query, or of several as one batch, as a Response. */
export async function respond(host: DatabaseHost, queried: unknown, options?: object): Promise<Response> {
  const { database } = host
  if (typeof queried !== 'object' || !queried || !isPlain(queried)) {
    const [query, own] = sendable(queried, host)
    const compiled = query.compile()
    return own.timed(
      [compiled],
      options,
      async () => database.respond(own.toQuery(compiled), options),
      () => [],
    )
  }
  const members = Object.entries(queried)
  const parts = partsOfEach(Object.values(queried), host).flatMap(([, own]) => own)
  if (!database.batch || parts.length !== members.length) refuse('unsupported', 'this takes one query at a time')
  const { rowMode: _mode, ...carried } = host.settings.query
  return host.timed(
    parts,
    options,
    async () => {
      const sent = members.map(([name], index) => [name, host.toStatement(parts[index] as Compiled, index)])
      return (database as unknown as { respond(queries: object, options: object): Promise<Response> }).respond(
        Object.fromEntries(sent),
        { ...carried, ...options },
      )
    },
    () => [],
  )
}

/** The rows of a query, decoded when they are read. */
export async function lazy(host: DatabaseHost, queried: unknown): Promise<LazyResult> {
  const [query, own] = sendable(queried, host)
  const compiled = query.compile()
  return own.timed(
    [compiled],
    undefined,
    async () => {
      const { lazy: open = refuse('unsupported', 'this database gives values, which are decoded already') } =
        host.database
      return open(own.toQuery(compiled))
    },
    (rows) => [rows],
  )
}

/** The rows of a query in batches, as they come. */
export function stream(host: DatabaseHost, queried: unknown, options?: QueryOptions) {
  const [query, own] = sendable(queried, host)
  return own.stream(query.compile(), options)
}
