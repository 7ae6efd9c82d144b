import {
  functionAny,
  functionAvg,
  functionCoalesce,
  functionCount,
  functionJsonAgg,
  functionMax,
  functionMin,
  functionSum,
  functionToJson,
  nodeAggregate,
  nodeClearOrderBy,
  nodeDistinct,
  nodeFilter,
  nodeFunction,
  nodeWithinGroup,
} from '../../bindings/query.js'
import { OpenExpression } from './expression.js'
import { type ExpressionWrapper, wrap } from './expression-wrapper.js'
import { allSelections, condition, each, listOf, orderItems, reference, referential, table } from './operands.js'
import { OverBuilder } from './over-builder.js'
import { includeBuilt, includeMade, listEnd, textEnd, word } from './recorded.js'
import { Scope, type Values } from './values.js'

/** A call of an aggregate function. */
export class AggregateFunctionBuilder extends OpenExpression {
  distinct(): AggregateFunctionBuilder {
    return this.#with(nodeDistinct, this.bound)
  }

  orderBy(...args: unknown[]): AggregateFunctionBuilder {
    const into = new Scope(this.bound)
    return this.#with(orderItems(args, into), into.values)
  }

  clearOrderBy(): AggregateFunctionBuilder {
    return this.#with(nodeClearOrderBy, this.bound)
  }

  withinGroupOrderBy(...args: unknown[]): AggregateFunctionBuilder {
    const into = new Scope(this.bound)
    return this.#with(orderItems(args, into, nodeWithinGroup), into.values)
  }

  filterWhere(...args: unknown[]): AggregateFunctionBuilder {
    const into = new Scope(this.bound)
    return this.#with(nodeFilter + condition(args, into), into.values)
  }

  filterWhereRef(left: unknown, operator: unknown, right: unknown): AggregateFunctionBuilder {
    const into = new Scope(this.bound)
    return this.#with(nodeFilter + referential(left, operator, right, into), into.values)
  }

  over(build?: unknown): AggregateFunctionBuilder {
    const into = new Scope(this.bound)
    const over = new OverBuilder()
    return this.#with(build ? includeBuilt(build, over, into) : includeMade(over, into), into.values)
  }

  #with(step: string, values: Values): AggregateFunctionBuilder {
    return new AggregateFunctionBuilder(this.node + step, values)
  }
}

/** A call of a function that is a word of bindings/query.def. */
export function callKnown(name: string, args: unknown): ExpressionWrapper {
  const into = new Scope(undefined)
  return wrap(nodeFunction + name + textEnd + each(reference, listOf(args), into) + listEnd, into)
}

function aggregateKnown(name: string, column: unknown): AggregateFunctionBuilder {
  const into = new Scope(undefined)
  return new AggregateFunctionBuilder(nodeAggregate + name + textEnd + reference(column, into), into.values)
}

/** `fn`: calls of functions. */
export const functionModule = Object.freeze(
  Object.assign(
    (name: unknown, args: unknown = []): ExpressionWrapper => {
      const into = new Scope(undefined)
      return wrap(nodeFunction + word(name) + each(reference, listOf(args), into) + listEnd, into)
    },
    {
      agg(name: unknown, args: unknown = []) {
        const into = new Scope(undefined)
        return new AggregateFunctionBuilder(
          nodeAggregate + word(name) + each(reference, listOf(args), into),
          into.values,
        )
      },
      any: (column: unknown) => callKnown(functionAny, [column]),
      avg: (column: unknown) => aggregateKnown(functionAvg, column),
      coalesce: (...values: unknown[]) => callKnown(functionCoalesce, values),
      count: (column: unknown) => aggregateKnown(functionCount, column),
      countAll: (tables?: unknown) =>
        new AggregateFunctionBuilder(nodeAggregate + functionCount + textEnd + allSelections('', tables), undefined),
      max: (column: unknown) => aggregateKnown(functionMax, column),
      min: (column: unknown) => aggregateKnown(functionMin, column),
      sum: (column: unknown) => aggregateKnown(functionSum, column),
      jsonAgg(rows: unknown) {
        const into = new Scope(undefined)
        return new AggregateFunctionBuilder(nodeAggregate + functionJsonAgg + textEnd + table(rows, into), into.values)
      },
      toJson(row: unknown) {
        const into = new Scope(undefined)
        return wrap(nodeFunction + functionToJson + textEnd + table(row, into) + listEnd, into)
      },
    },
  ),
)
