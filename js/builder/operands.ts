// The forms in which callers give names, values, expressions and lists of them.
import {
  nodeAll,
  nodeAllOfTable,
  nodeBinary,
  nodeDirection,
  nodeEqual,
  nodeFalseValue,
  nodeIdentifier,
  nodeJoin,
  nodeLiteral,
  nodeNullValue,
  nodeOperatorName,
  nodeOrderItem,
  nodeOrderReference,
  nodeReference,
  nodeSelection,
  nodeSet,
  nodeSource,
  nodeTable,
  nodeTrueValue,
  nodeTuple,
  nodeValue,
  nodeValues,
  operatorEqual,
} from '../../bindings/query.js'
import { isPlain } from '../parameter.js'
import { expressionBuilder } from './expression-builder.js'
import { JoinBuilder } from './join-builder.js'
import { OrderByItemBuilder } from './order-by-item-builder.js'
import {
  describe,
  include,
  includeBuilt,
  includeMade,
  isRecorded,
  listEnd,
  refuse,
  text,
  textEnd,
  unended,
  word,
} from './recorded.js'
import type { Scope } from './values.js'

/** What a function gives that the caller wrote in the place of an argument, or the argument. */
export function called(argument: unknown): unknown {
  const eb = expressionBuilder()
  // It is a function too, and would call itself without an end.
  return typeof argument === 'function' && argument !== eb ? argument(eb) : argument
}

/** An expression, or a function that gives one. */
export function expression(argument: unknown, into: Scope): string {
  const made = called(argument)
  if (typeof made === 'object' && made && isRecorded(made)) return include(made, into)
  return refuse('template_misuse', `this must be an expression: ${describe(made)}`)
}

/** The name of a column, or an expression. */
export function reference(argument: unknown, into: Scope): string {
  return typeof argument === 'string' ? nodeReference + text(argument) : expression(argument, into)
}

/** A table with or without an alias, or an aliased expression. */
export function source(argument: unknown, into: Scope): string {
  return typeof argument === 'string' ? nodeSource + text(argument) : expression(argument, into)
}

/** The name of a table, or an expression. */
export function table(argument: unknown, into: Scope): string {
  return typeof argument === 'string' ? nodeTable + text(argument) : includeMade(argument, into)
}

/** A value, which is sent as a parameter, or an expression. */
export function value(argument: unknown, into: Scope): string {
  switch (typeof argument) {
    case 'function':
      return expression(argument, into)
    case 'object':
      if (argument !== null && isRecorded(argument)) return include(argument, into)
      into.add(argument)
      return argument === null ? nodeNullValue : nodeValue
    case 'boolean':
      into.add(argument)
      return argument ? nodeTrueValue : nodeFalseValue
    default:
      into.add(argument)
      return nodeValue
  }
}

/** Whether it is no value but a part of the query. */
export function isExpression(argument: unknown): boolean {
  return typeof argument === 'object' ? argument !== null && isRecorded(argument) : typeof argument === 'function'
}

function valueOrList(argument: unknown, into: Scope): string {
  if (!Array.isArray(argument)) return value(argument, into)
  if (argument.some(isExpression)) return nodeTuple + each(value, argument, into) + listEnd
  into.addAll(argument.slice())
  return nodeValues + argument.length + textEnd
}

/** What may be written into the SQL text. */
export function isLiteral(argument: unknown): boolean {
  return argument === null || typeof argument === 'number' || typeof argument === 'boolean'
}

/** A number, a boolean or null, written into the SQL text. */
export function literal(argument: unknown): string {
  return isLiteral(argument)
    ? nodeLiteral + String(argument) + textEnd
    : refuse('template_misuse', `not a number, a boolean or null: ${describe(argument)}`)
}

/** Nodes of all items. */
export function each(
  write: (item: unknown, into: Scope) => string,
  items: readonly unknown[],
  into: Scope,
  step = '',
): string {
  let written = ''
  for (const item of items) written += step + write(item, into)
  return written
}

/** A list, or the one item of a list. */
export function listOf(argument: unknown): readonly unknown[] {
  return Array.isArray(argument) ? argument : [argument]
}

/** `left operator right`, or an expression; behind the node of a step when one is given. */
export function condition(args: readonly unknown[], into: Scope, step = ''): string {
  if (args.length === 3) return binary(args[0], args[1], args[2], into, step)
  return args.length === 1 ? step + value(args[0], into) : refuse('template_misuse', 'this takes one argument or three')
}

/** `left operator right`, where right is a value. */
export function binary(left: unknown, operator: unknown, right: unknown, into: Scope, step = ''): string {
  if (typeof left === 'string' && typeof operator === 'string') {
    // Most are so. V8 puts short strings together at once and long ones when they are read, so short ones go first.
    return step + columnFirst + unended(left) + (thenOperator + word(operator) + valueOrList(right, into))
  }
  return step + nodeBinary + reference(left, into) + operatorOf(operator, into) + valueOrList(right, into)
}

const columnFirst = nodeBinary + nodeReference
const thenOperator = textEnd + nodeOperatorName

/** `left operator right`, where right is a column. */
export function referential(left: unknown, operator: unknown, right: unknown, into: Scope): string {
  return nodeBinary + reference(left, into) + operatorOf(operator, into) + reference(right, into)
}

function operatorOf(operator: unknown, into: Scope): string {
  return typeof operator === 'string' ? nodeOperatorName + word(operator) : includeMade(operator, into)
}

/** The object of columns and their values, which may be of a class; what has no columns of its own is a slip. */
export function columnsOf(argument: unknown, taken = 'this takes an object of columns and values'): object {
  if (typeof argument === 'object' && argument && !Array.isArray(argument)) {
    if (isPlain(argument) || (!isRecorded(argument) && Object.keys(argument).length > 0)) return argument
  }
  return refuse('template_misuse', `${taken}, and not ${describe(argument)}`)
}

/** A comparison for each member of an object. */
export function comparisons(members: unknown, into: Scope): string {
  let written = ''
  for (const [name, item] of Object.entries(columnsOf(members))) {
    if (item !== undefined) written += nodeEqual + nodeReference + text(name) + valueOrList(item, into)
  }
  return written
}

/** Steps that set columns to the members of an object, or of what a function gives. */
export function assignments(argument: unknown, into: Scope): string {
  let written = ''
  for (const [name, item] of Object.entries(columnsOf(called(argument)))) {
    if (item !== undefined) written += nodeSet + nodeIdentifier + text(name) + value(item, into)
  }
  return written
}

/** Steps of this kind for a selection or several. */
export function selections(step: string, argument: unknown, into: Scope): string {
  const items = listOf(called(argument))
  for (const item of items) {
    if (typeof item !== 'string' || item.includes(textEnd)) return each(selection, items, into, step)
  }
  const start = step + nodeSelection
  return items.length > 0 ? start + items.join(textEnd + start) + textEnd : ''
}

function selection(item: unknown, into: Scope): string {
  return typeof item === 'string' ? nodeSelection + text(item) : expression(item, into)
}

/** Steps of this kind for all columns, of these tables if there are any. */
export function allSelections(step: string, tables: unknown): string {
  if (!tables) return step + nodeAll
  let written = ''
  for (const name of listOf(tables)) written += step + nodeAllOfTable + text(name)
  return written
}

/** Items of an `orderBy` call, as steps of that kind when one is given. */
export function orderItems(args: readonly unknown[], into: Scope, step = ''): string {
  const [first, modifiers] = args
  if (args.length === 2) return step + orderItem(first, into, modifiers)
  if (args.length !== 1) refuse('template_misuse', 'this takes one argument or two')
  return each(orderItem, listOf(first), into, step)
}

function orderItem(item: unknown, into: Scope, modifiers?: unknown): string {
  const ordered = typeof item === 'string' ? nodeOrderReference + text(item) : expression(item, into)
  return nodeOrderItem + ordered + orderModifiers(modifiers, into) + listEnd
}

function orderModifiers(modifiers: unknown, into: Scope): string {
  if (typeof modifiers === 'string') return nodeDirection + word(modifiers)
  if (typeof modifiers === 'function') return includeMade(modifiers(new OrderByItemBuilder('', undefined)), into)
  return modifiers ? includeMade(modifiers, into) : ''
}

const equalsColumn = thenOperator + operatorEqual + textEnd + nodeReference

/** A join of this kind, from the arguments of its call. */
export function join(kind: string, args: readonly unknown[], into: Scope): string {
  const [joined, left, right] = args
  const start = nodeJoin + kind + textEnd + source(joined, into)
  if (args.length === 1) return start + listEnd
  if (args.length === 2) {
    return includeBuilt(left, new JoinBuilder(start, undefined), into)
  }
  if (typeof left === 'string' && typeof right === 'string') {
    return start + (columnFirst + unended(left)) + (equalsColumn + unended(right)) + (textEnd + listEnd)
  }
  const operator = nodeOperatorName + operatorEqual + textEnd
  return start + nodeBinary + reference(left, into) + operator + reference(right, into) + listEnd
}
