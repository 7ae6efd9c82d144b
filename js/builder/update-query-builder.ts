import { nodeFrom, nodeSet } from '../../bindings/query.js'
import type { Result } from '../result.js'
import { ConditionalQuery } from './conditional-query.js'
import { toQueryResult } from './host.js'
import { assignments, each, listOf, reference, source, value } from './operands.js'
import { UpdateResult } from './results.js'
import { Scope, type Values } from './values.js'

/** A query that changes rows. */
export class UpdateQueryBuilder extends ConditionalQuery {
  /** @internal */
  protected override with(node: string, bound: Values): this {
    return new UpdateQueryBuilder(node, bound, this.host) as this
  }

  /** @internal */
  protected override outcome(result: Result<unknown>): UpdateResult[] {
    return [new UpdateResult(toQueryResult(result).numAffectedRows ?? 0n, undefined)]
  }

  from(tables: unknown): this {
    const into = new Scope(this.bound)
    return this.add(each(source, listOf(tables), into, nodeFrom), into)
  }

  set(...args: unknown[]): this {
    const into = new Scope(this.bound)
    if (args.length !== 2) return this.add(assignments(args[0], into), into)
    return this.add(nodeSet + reference(args[0], into) + value(args[1], into), into)
  }
}
