import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** Compares in a time that tells neither the length nor the place of a difference. */
export function same(given: string, expected: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text, 'utf8').digest()
  return timingSafeEqual(digest(given), digest(expected))
}

/** 144 random bits as text for a URL or a header. */
export function newSecret(): string {
  return randomBytes(18).toString('base64url')
}

/** A text as part of a URL that may stand between single quotes, in a shell and in JavaScript. */
export function inUrl(text: string): string {
  return encodeURIComponent(text).replaceAll("'", '%27')
}
