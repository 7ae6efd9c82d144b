/**
 * The values of a query, in the order of their markers. Each call that adds some links to those before it, so that
 * queries share what they have in common and nothing is copied. Undefined when there are none.
 */
export type Values = Link | undefined

const one = 0
const several = 1
const linked = 2

class Link {
  declare readonly before: Values
  // A value, an array of values, or a link, by the kind.
  declare readonly item: unknown
  declare readonly kind: number
  declare readonly length: number

  constructor(before: Values, item: unknown, kind: number, count: number) {
    this.before = before
    this.item = item
    this.kind = kind
    this.length = before === undefined ? count : before.length + count
  }
}

/** Collects the values that one call adds, while its text is written. */
export class Scope {
  declare values: Values

  constructor(values: Values) {
    this.values = values
  }

  /** Adds a value. */
  add(value: unknown): void {
    this.values = new Link(this.values, value, one, 1)
  }

  /** Adds all values of an array, which nobody may change from now on. */
  addAll(values: readonly unknown[]): void {
    this.values = new Link(this.values, values, several, values.length)
  }

  /** Adds the values of another part of the query. */
  append(values: Values): void {
    if (values !== undefined) this.values = this.values ? new Link(this.values, values, linked, values.length) : values
  }
}

/** All values in their order. */
export function toArray(values: Values): unknown[] {
  if (values?.kind === several && !values.before) return (values.item as unknown[]).slice()
  let place = values?.length ?? 0
  const array = new Array<unknown>(place)
  // From the last to the first, and never by recursion: an expression can be as deep as memory allows.
  const later: Link[] = []
  let link = values
  while (link) {
    const { before, item, kind } = link
    if (kind === linked) {
      if (before) later.push(before)
      link = item as Link
      continue
    }
    if (kind === one) array[--place] = item
    else for (let i = (item as unknown[]).length; i > 0; ) array[--place] = (item as unknown[])[--i]
    link = before ?? later.pop()
  }
  return array
}
