import { nodeValue } from '../../bindings/query.js'
import type { RespondOptions } from '../response.js'
import { checked, respond } from './batch.js'
import type { Compiled } from './compiler.js'
import type { DatabaseHost } from './database-host.js'
import { type ExpressionWrapper, wrap } from './expression-wrapper.js'
import type { ExecuteOptions } from './host.js'
import type { Query } from './query.js'
import { describe, refuse } from './recorded.js'
import { Scope } from './values.js'

type Bindings = Readonly<Record<string, unknown>>

/** Stands among the parameters for a value that is given when the query is executed. */
class Placeholder {
  readonly name: string

  constructor(name: string) {
    this.name = name
  }
}

function placeholder(name: unknown): ExpressionWrapper {
  if (typeof name !== 'string') refuse('template_misuse', `a placeholder has a name: ${describe(name)}`)
  const into = new Scope(undefined)
  into.add(new Placeholder(name))
  return wrap(nodeValue, into)
}

/** A query that is built and compiled, once for all values. */
export class PreparedQuery {
  readonly #host: DatabaseHost
  readonly #query: Query
  readonly #compiled: Compiled
  readonly #names = new Set<string>()

  /** @internal */
  constructor(host: DatabaseHost, build: (value: typeof placeholder) => unknown) {
    const [query] = checked(build(placeholder), host)
    this.#host = host
    this.#query = query
    this.#compiled = query.compile()
    for (const parameter of this.#compiled.parameters) {
      if (parameter instanceof Placeholder) this.#names.add(parameter.name)
    }
  }

  /** The query with these values: for `batch`, `stream` and the like. */
  bind(values: Bindings): Query {
    const names = this.#names
    const given = typeof values === 'object' && values ? values : {}
    for (const name of names) {
      if (!Object.hasOwn(given, name)) refuse('parameter', `the prepared query needs a value for ${name}`)
    }
    const more = Object.keys(given).find((name) => !names.has(name))
    if (more !== undefined) refuse('parameter', `the prepared query has no placeholder ${more}`)
    const parameters = this.#compiled.parameters.map((parameter) =>
      parameter instanceof Placeholder ? given[parameter.name] : parameter,
    )
    const compiled = { ...this.#compiled, parameters }
    // A query that is compiled already, in every way that queries are asked for it.
    const value = () => compiled
    return Object.create(this.#query, { compile: { value }, part: { value } })
  }

  async execute(values: Bindings, options?: ExecuteOptions): Promise<unknown[]> {
    return this.bind(values).execute(options)
  }

  async executeTakeFirst(values: Bindings, options?: ExecuteOptions): Promise<unknown> {
    return this.bind(values).executeTakeFirst(options)
  }

  async executeTakeFirstOrThrow(
    values: Bindings,
    options?: Parameters<Query['executeTakeFirstOrThrow']>[0],
  ): Promise<unknown> {
    return this.bind(values).executeTakeFirstOrThrow(options)
  }

  async respond(values: Bindings, options?: RespondOptions): Promise<Response> {
    return respond(this.#host, this.bind(values), options)
  }
}
