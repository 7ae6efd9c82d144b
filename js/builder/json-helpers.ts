import { nodeFunction, nodeJsonArrayFrom, nodeJsonObjectFrom, nodeString } from '../../bindings/query.js'
import { expression, value } from './operands.js'
import { RawBuilder } from './raw-builder.js'
import { listEnd, text, textEnd } from './recorded.js'
import { Scope } from './values.js'

const from = (node: string, dialect: string) => (query: unknown) => {
  const into = new Scope(undefined)
  return new RawBuilder(node + dialect + textEnd + expression(query, into), into.values)
}

/** Makes `jsonArrayFrom`, in the words of a dialect. */
export const arrayFrom = (dialect: string) => from(nodeJsonArrayFrom, dialect)

/** Makes `jsonObjectFrom`, in the words of a dialect. */
export const objectFrom = (dialect: string) => from(nodeJsonObjectFrom, dialect)

/** Makes `jsonBuildObject`, with the function of a dialect. */
export const buildObject = (name: string) => (members: Readonly<Record<string, unknown>>) => {
  const into = new Scope(undefined)
  let written = nodeFunction + name + textEnd
  for (const key of Object.keys(members)) written += nodeString + text(key) + value(members[key], into)
  return new RawBuilder(written + listEnd, into.values)
}
