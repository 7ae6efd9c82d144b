import {
  directionAscending,
  directionDescending,
  nodeCollate,
  nodeDirection,
  nodeNulls,
  nullsFirst,
  nullsLast,
} from '../../bindings/query.js'
import { Recorded, text, textEnd } from './recorded.js'

/** How rows are ordered by one expression. */
export class OrderByItemBuilder extends Recorded {
  asc(): OrderByItemBuilder {
    return this.#with(nodeDirection + directionAscending + textEnd)
  }

  desc(): OrderByItemBuilder {
    return this.#with(nodeDirection + directionDescending + textEnd)
  }

  nullsFirst(): OrderByItemBuilder {
    return this.#with(nodeNulls + nullsFirst + textEnd)
  }

  nullsLast(): OrderByItemBuilder {
    return this.#with(nodeNulls + nullsLast + textEnd)
  }

  collate(name: unknown): OrderByItemBuilder {
    return this.#with(nodeCollate + text(name))
  }

  #with(modifier: string): OrderByItemBuilder {
    return new OrderByItemBuilder(this.node + modifier, undefined)
  }
}
