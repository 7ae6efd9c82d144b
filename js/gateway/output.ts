/** Collects a response body as bytes, because its limit counts bytes. */
export class Output {
  readonly #limit: number
  readonly #tooLarge: (limit: number) => Error
  readonly #chunks: Buffer[] = []
  #text = ''
  #bytes = 0

  /** `tooLarge` makes the error for a body over the limit. */
  constructor(limit: number, tooLarge: (limit: number) => Error) {
    this.#limit = limit
    this.#tooLarge = tooLarge
  }

  /** Appends text. Throws the error of `tooLarge` once the body exceeds the limit. */
  write(text: string): void {
    this.#text += text
    // A UTF-16 unit is at most three bytes, so a short text can wait to be counted.
    if (this.#text.length > 16384 || this.#bytes + this.#text.length * 3 > this.#limit) this.#flush()
  }

  /** The body so far, as one or more pieces. */
  finish(): readonly Buffer[] {
    this.#flush()
    return this.#chunks
  }

  #flush(): void {
    const chunk = Buffer.from(this.#text, 'utf8')
    this.#text = ''
    this.#bytes += chunk.length
    if (this.#bytes > this.#limit) throw this.#tooLarge(this.#limit)
    this.#chunks.push(chunk)
  }
}
