import { nodeUsingTable } from '../../bindings/query.js'
import type { Result } from '../result.js'
import { ConditionalQuery } from './conditional-query.js'
import { toQueryResult } from './host.js'
import { each, listOf, source } from './operands.js'
import { DeleteResult } from './results.js'
import { Scope, type Values } from './values.js'

/** A query that deletes rows. */
export class DeleteQueryBuilder extends ConditionalQuery {
  /** @internal */
  protected override with(node: string, bound: Values): this {
    return new DeleteQueryBuilder(node, bound, this.host) as this
  }

  /** @internal */
  protected override outcome(result: Result<unknown>): DeleteResult[] {
    return [new DeleteResult(toQueryResult(result).numAffectedRows ?? 0n)]
  }

  using(tables: unknown): this {
    const into = new Scope(this.bound)
    return this.add(each(source, listOf(tables), into, nodeUsingTable), into)
  }
}
