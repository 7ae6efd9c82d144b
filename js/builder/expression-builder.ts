import {
  nodeBinary,
  nodeCast,
  nodeConjunction,
  nodeDataType,
  nodeEvery,
  nodeFrom,
  nodeJsonPath,
  nodeJsonReference,
  nodeOperatorName,
  nodeParens,
  nodeReference,
  nodeSelectQuery,
  nodeSome,
  nodeTable,
  nodeTuple,
  nodeUnary,
  operatorBetween,
  operatorBetweenSymmetric,
  operatorExists,
  operatorNegation,
  operatorNegative,
} from '../../bindings/query.js'
import { beginCase } from './case-builder.js'
import { type ExpressionWrapper, wrap } from './expression-wrapper.js'
import { functionModule } from './function-module.js'
import { JSONPathBuilder } from './json-path-builder.js'
import { binary, comparisons, condition, each, listOf, literal, reference, source, value } from './operands.js'
import { includeMade, listEnd, refuse, text, textEnd, word } from './recorded.js'
import { SelectQueryBuilder } from './select-query-builder.js'
import { Scope } from './values.js'

type Write = (into: Scope) => string

function make(write: Write): ExpressionWrapper {
  const into = new Scope(undefined)
  return wrap(write(into), into)
}

const known = (operator: string) => (operand: unknown) =>
  make((into) => nodeUnary + nodeOperatorName + operator + textEnd + reference(operand, into))

const range = (operator: string) => (operand: unknown, start: unknown, end: unknown) =>
  make(
    (into) =>
      nodeBinary +
      reference(operand, into) +
      nodeOperatorName +
      operator +
      textEnd +
      nodeConjunction +
      value(start, into) +
      value(end, into),
  )

const combined = (node: string) => (conditions: unknown) =>
  make(
    (into) =>
      node +
      (Array.isArray(conditions) ? each(includeMade, conditions, into) : comparisons(conditions, into)) +
      listEnd,
  )

const base = Object.assign(
  (left: unknown, operator: unknown, right: unknown): ExpressionWrapper =>
    make((into) => binary(left, operator, right, into)),
  {
    fn: functionModule,
    selectFrom(tables: unknown) {
      const into = new Scope(undefined)
      return new SelectQueryBuilder(
        nodeSelectQuery + each(source, listOf(tables), into, nodeFrom),
        into.values,
        undefined,
      )
    },
    case: beginCase,
    ref(name: unknown, operator?: unknown) {
      const column = nodeReference + text(name)
      if (operator === undefined) return wrap(column)
      // A path without an operator stands for itself alone.
      if (operator === '') refuse('template_misuse', 'this needs an operator')
      return new JSONPathBuilder(nodeJsonReference + column + nodeJsonPath + text(operator))
    },
    jsonPath: () => new JSONPathBuilder(nodeJsonPath + textEnd),
    table: (name: unknown) => wrap(nodeTable + text(name)),
    val: (item: unknown) => make((into) => value(item, into)),
    refTuple: (...items: unknown[]) => make((into) => nodeTuple + each(reference, items, into) + listEnd),
    tuple: (...items: unknown[]) => make((into) => nodeTuple + each(value, items, into) + listEnd),
    lit: (item: unknown) => wrap(literal(item)),
    unary: (operator: unknown, operand: unknown) =>
      make((into) => nodeUnary + nodeOperatorName + word(operator) + reference(operand, into)),
    not: known(operatorNegation),
    exists: known(operatorExists),
    neg: known(operatorNegative),
    between: range(operatorBetween),
    betweenSymmetric: range(operatorBetweenSymmetric),
    and: combined(nodeEvery),
    or: combined(nodeSome),
    parens: (...args: unknown[]) => make((into) => nodeParens + condition(args, into)),
    cast: (operand: unknown, type: unknown) =>
      make(
        (into) =>
          nodeCast +
          reference(operand, into) +
          (typeof type === 'string' ? nodeDataType + text(type) : includeMade(type, into)),
      ),
  },
)

type Builder = typeof base & { readonly eb: Builder }

const builder: Builder = Object.freeze(Object.assign(base, { eb: base as Builder }))

/** The expression builder, of which there is one. */
export function expressionBuilder(): Builder {
  return builder
}
