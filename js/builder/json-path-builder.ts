import { nodeJsonIndex, nodeJsonMember } from '../../bindings/query.js'
import { OpenExpression } from './expression.js'
import { describe, refuse, text } from './recorded.js'

// Beside integers: of MySQL, and of SQLite.
const fromEnd = /^(last|#-\d+)$/

/** A path into JSON that has no legs yet. */
export class JSONPathBuilder {
  readonly #node: string

  /** @internal */
  constructor(node: string) {
    this.#node = node
  }

  at(index: unknown): TraversedJSONPathBuilder {
    if (typeof index === 'string' ? !fromEnd.test(index) : !Number.isInteger(index)) {
      refuse('template_misuse', `no index: ${describe(index)}`)
    }
    return this.#with(nodeJsonIndex + text(String(index)))
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
