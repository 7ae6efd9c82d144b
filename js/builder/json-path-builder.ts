import { nodeJsonIndex, nodeJsonMember } from '../../bindings/query.js'
import { OpenExpression } from './expression.js'
import { describe, refuse, text } from './recorded.js'

/** A path into JSON that has no legs yet. */
export class JSONPathBuilder {
  readonly #node: string

  /** @internal */
  constructor(node: string) {
    this.#node = node
  }

  at(index: unknown): TraversedJSONPathBuilder {
    const isIndex = typeof index === 'string' || Number.isInteger(index)
    return this.#with(
      nodeJsonIndex + (isIndex ? text(String(index)) : refuse('template_misuse', `no index: ${describe(index)}`)),
    )
  }

  key(name: unknown): TraversedJSONPathBuilder {
    return this.#with(nodeJsonMember + text(name))
  }

  #with(leg: string): TraversedJSONPathBuilder {
    return new TraversedJSONPathBuilder(this.#node + leg, undefined)
  }
}

/** A path into JSON. */
export class TraversedJSONPathBuilder extends OpenExpression {
  at(index: unknown): TraversedJSONPathBuilder {
    return new JSONPathBuilder(this.node).at(index)
  }

  key(name: unknown): TraversedJSONPathBuilder {
    return new JSONPathBuilder(this.node).key(name)
  }
}
