import { GatewayError } from './engine.js'

/** Throws a `GatewayError` without secrets when the user, the password or the database of a URL cannot be decoded. */
export function checkEncoding({ username, password, pathname }: URL): void {
  try {
    for (const part of [username, password, pathname]) decodeURIComponent(part)
  } catch {
    throw new GatewayError('a % in the URL that encodes nothing: in a password it is written %25')
  }
}
