import { nodeConjunction, nodeDisjunction, nodeParens } from '../../bindings/query.js'
import { Expression } from './expression.js'
import { condition } from './operands.js'
import { Scope, type Values } from './values.js'

/** An expression that conditions can follow. */
export class ExpressionWrapper extends Expression {
  and(...args: unknown[]): AndWrapper {
    const into = new Scope(this.bound)
    return new AndWrapper(nodeConjunction + this.node + condition(args, into), into.values)
  }

  or(...args: unknown[]): OrWrapper {
    const into = new Scope(this.bound)
    return new OrWrapper(nodeDisjunction + this.node + condition(args, into), into.values)
  }
}

/** Conditions that all hold. */
export class AndWrapper extends Expression {
  and(...args: unknown[]): AndWrapper {
    return ExpressionWrapper.prototype.and.apply(this, args)
  }

  /** @internal */
  override written(): string {
    return nodeParens + this.node
  }
}

/** Conditions one of which holds. */
export class OrWrapper extends Expression {
  or(...args: unknown[]): OrWrapper {
    return ExpressionWrapper.prototype.or.apply(this, args)
  }

  /** @internal */
  override written(): string {
    return nodeParens + this.node
  }
}

/** An expression of a node and the values that `into` has. */
export function wrap(node: string, into?: { readonly values: Values }): ExpressionWrapper {
  return new ExpressionWrapper(node, into?.values)
}
