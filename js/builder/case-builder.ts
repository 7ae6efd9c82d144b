import { nodeCaseValue, nodeCaseWhen, nodeEndCase, nodeOtherwise, nodeThen, nodeWhen } from '../../bindings/query.js'
import { type ExpressionWrapper, wrap } from './expression-wrapper.js'
import { condition, isLiteral, literal, reference, referential, value } from './operands.js'
import { listEnd, Recorded, refuse } from './recorded.js'
import { Scope } from './values.js'

/** A case expression. */
export class CaseBuilder extends Recorded {
  when(...args: unknown[]): CaseThenBuilder {
    const into = new Scope(this.bound)
    return new CaseThenBuilder(this.node + nodeWhen + condition(args, into), into.values)
  }

  whenRef(left: unknown, operator: unknown, right: unknown): CaseThenBuilder {
    const into = new Scope(this.bound)
    return new CaseThenBuilder(this.node + nodeWhen + referential(left, operator, right, into), into.values)
  }

  else(result: unknown): CaseBuilder {
    const into = new Scope(this.bound)
    return new CaseBuilder(this.node + nodeOtherwise + outcome(result, into), into.values)
  }

  elseRef(column: unknown): CaseBuilder {
    const into = new Scope(this.bound)
    return new CaseBuilder(this.node + nodeOtherwise + reference(column, into), into.values)
  }

  end(): ExpressionWrapper {
    return wrap(this.node + listEnd, { values: this.bound })
  }

  endCase(): ExpressionWrapper {
    return wrap(this.node + nodeEndCase + listEnd, { values: this.bound })
  }

  /** @internal */
  override written(): never {
    return refuse('template_misuse', 'a case lacks end()')
  }
}

/** A case expression that lacks the result of its last condition. */
export class CaseThenBuilder extends Recorded {
  // biome-ignore lint/suspicious/noThenProperty: the name in SQL and in Kysely
  then(result: unknown): CaseBuilder {
    const into = new Scope(this.bound)
    return new CaseBuilder(this.node + nodeThen + outcome(result, into), into.values)
  }

  thenRef(column: unknown): CaseBuilder {
    const into = new Scope(this.bound)
    return new CaseBuilder(this.node + nodeThen + reference(column, into), into.values)
  }

  /** @internal */
  override written(): never {
    return refuse('template_misuse', 'a case lacks then() and end()')
  }
}

/** A case expression of a value, when one is given. */
export function beginCase(compared?: unknown): CaseBuilder {
  const into = new Scope(undefined)
  const start = compared === undefined ? nodeCaseWhen : nodeCaseWhen + nodeCaseValue + reference(compared, into)
  return new CaseBuilder(start, into.values)
}

function outcome(result: unknown, into: Scope): string {
  return isLiteral(result) ? literal(result) : value(result, into)
}
