// What a fetch threw may quote the URL, the headers or anything else it was given, and a user's own
// fetch may throw whatever it likes. Only what cannot hold a secret is passed on.

const codePattern = /^[A-Za-z][A-Za-z0-9_]{2,40}$/
const prosePattern = /^[A-Za-z][A-Za-z ,.']{0,120}$/
const mostCauses = 4

/** The first error code on the chain of causes: `ECONNREFUSED`, `UND_ERR_SOCKET`, `ConnectionRefused`. */
export function networkCode(thrown: unknown): string | undefined {
  let error = thrown
  try {
    for (let depth = 0; depth < mostCauses && typeof error === 'object' && error !== null; depth++) {
      const { code, cause } = error as { code?: unknown; cause?: unknown }
      if (typeof code === 'string' && codePattern.test(code)) return code
      error = cause
    }
  } catch {
    // It has no code that can be read.
  }
  return undefined
}

/**
 * An error to stand as `cause` in place of a foreign one: its code, and its message when that is
 * plain prose without a word of `secrets`.
 */
export function safeCause(thrown: unknown, secrets: readonly string[]): Error {
  const message = messageOf(thrown, secrets)
  const code = networkCode(thrown)
  if (code === undefined || isSecret(code, secrets)) return new Error(message)
  return Object.assign(new Error(`${message} (${code})`), { code })
}

function messageOf(thrown: unknown, secrets: readonly string[]): string {
  try {
    if (!(thrown instanceof Error)) return 'something that is not an Error was thrown'
    const { message } = thrown
    const words = message.split(/[^A-Za-z]+/).filter((word) => word.length > 2)
    if (prosePattern.test(message) && !words.some((word) => isSecret(word, secrets))) return message
  } catch {
    // Its getters throw, or its message is no text.
  }
  return 'the message is withheld, it could show a secret'
}

function isSecret(word: string, secrets: readonly string[]): boolean {
  return secrets.some((secret) => secret.toLowerCase().includes(word.toLowerCase()))
}
