import { settingEndpoint, settingInsecure } from '../../bindings/layout.js'
import type { RecordWriter } from '../../bindings/record.js'
import { type ClientOptions, clientChecks, isBoolean, isFunction, isText, type OptionCheck } from '../options.js'

/** Options of a client for a service that is reached by HTTP. */
export interface HttpOptions extends ClientOptions {
  /** URL that requests go to, instead of the service's own. */
  readonly endpoint?: string | undefined
  /** Sends with this instead of the host's fetch. */
  readonly fetch?: typeof fetch | undefined
  /** Allows `http:` to hosts other than this machine. Credentials can then be read on the way. */
  readonly insecure?: boolean | undefined
}

/** Their checks. */
export const httpChecks: Record<string, OptionCheck> = {
  ...clientChecks,
  endpoint: isText,
  fetch: isFunction,
  insecure: isBoolean,
}

/** Writes where requests may go as settings. */
export function recordEndpoint(
  writer: RecordWriter,
  endpoint: string | undefined,
  insecure: boolean | undefined,
): void {
  if (endpoint !== undefined) writer.setText(settingEndpoint, endpoint)
  if (insecure) writer.setNumber(settingInsecure, 1)
}

/** What sends: the host's fetch as it is when it is called, unless another one is given. */
export function fetchOf(given: typeof fetch | undefined): typeof fetch {
  return given ?? ((...request) => globalThis.fetch(...request))
}
