import {
  nodeIdentifier,
  nodeLiteral,
  nodeRaw,
  nodeReference,
  nodeSql,
  nodeString,
  nodeTable,
} from '../../bindings/query.js'
import type { Compiled } from './compiler.js'
import { Expression } from './expression.js'
import { type ExecuteOptions, type Host, needed, type QueryResult, toQueryResult } from './host.js'
import { isLiteral, literal, value } from './operands.js'
import { describe, includeMade, listEnd, refuse, text } from './recorded.js'
import { Scope } from './values.js'

interface Hosted {
  readonly host: Host | undefined
}

/** SQL text with values and expressions between. */
export class RawBuilder extends Expression {
  get isRawBuilder(): true {
    return true
  }

  /** The SQL text and its parameters, for the database of that builder. */
  compile(builder: Hosted): Compiled {
    return needed(builder?.host).compile(this.node, this.bound)
  }

  async execute(builder: Hosted, options?: ExecuteOptions): Promise<QueryResult> {
    return toQueryResult(await needed(builder?.host).run(this.compile(builder), options))
  }
}

function template(strings: readonly unknown[], ...parts: unknown[]): RawBuilder {
  const into = new Scope(undefined)
  let written = nodeRaw
  for (let i = 0; i < strings.length; i++) {
    if (strings[i] !== '') written += nodeSql + text(strings[i])
    if (i < parts.length) written += value(parts[i], into)
  }
  return new RawBuilder(written + listEnd, into.values)
}

const comma = template([', '])

/** The tag for SQL text, and what makes parts of it. */
export const sql = Object.freeze(
  Object.assign(template, {
    ref: (name: unknown) => new RawBuilder(nodeReference + text(name), undefined),
    table: (name: unknown) => new RawBuilder(nodeRaw + nodeTable + text(name) + listEnd, undefined),
    id: (...names: unknown[]) =>
      new RawBuilder(nodeRaw + names.map((name) => nodeIdentifier + text(name)).join(dot) + listEnd, undefined),
    val: (item: unknown) => make(item),
    lit: (item: unknown) => new RawBuilder(anyLiteral(item), undefined),
    raw: (fragment: unknown) => new RawBuilder(nodeSql + text(fragment), undefined),
    join(items: readonly unknown[], separator: unknown = comma) {
      const into = new Scope(undefined)
      let written = nodeRaw
      for (let i = 0; i < items.length; i++) {
        if (i > 0) written += includeMade(separator, into)
        written += value(items[i], into)
      }
      return new RawBuilder(written + listEnd, into.values)
    },
  }),
)

const dot = `${nodeSql}.\0`

function make(item: unknown): RawBuilder {
  const into = new Scope(undefined)
  return new RawBuilder(value(item, into), into.values)
}

function anyLiteral(item: unknown): string {
  if (typeof item === 'string') return nodeString + text(item)
  if (item instanceof Date) return nodeString + text(item.toISOString())
  if (typeof item === 'bigint') return nodeLiteral + text(String(item))
  return isLiteral(item) ? literal(item) : refuse('template_misuse', `no literal: ${describe(item)}`)
}
