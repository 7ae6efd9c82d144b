/** What the default endpoint depends on besides the host. */
export interface FetchEndpointOptions {
  jwtAuth?: boolean
}

/** The official driver's settings for all queries. What only its WebSocket uses is kept and has no effect. */
export interface NeonConfig {
  /** Queries of a Pool go by HTTP; here they cannot go otherwise. */
  poolQueryViaFetch: boolean
  /** URL of the SQL endpoint, or what makes it. */
  fetchEndpoint: string | ((host: string, port: number | string, options?: FetchEndpointOptions) => string)
  /** No effect. */
  fetchConnectionCache: boolean
  /** Sends the requests instead of the host's fetch. */
  fetchFunction: typeof fetch | undefined
  /** Does not warn when it runs in a page. */
  disableWarningInBrowsers: boolean
  /** No effect, like all below. */
  webSocketConstructor: unknown
  wsProxy: string | ((host: string, port: number | string) => string)
  useSecureWebSocket: boolean
  forceDisablePgSSL: boolean
  coalesceWrites: boolean
  pipelineConnect: 'password' | false
  subtls: unknown
  rootCerts: string
  pipelineTLS: boolean
  disableSNI: boolean
}

/** The endpoint as it follows from Neon's host names, which the core knows. */
export const defaultEndpoint = (host: string, _port: number | string, options?: FetchEndpointOptions): string =>
  `https://${host.replace(/^[^.]+\./, options?.jwtAuth ? 'apiauth.' : 'api.')}/sql`

const defaults: NeonConfig = {
  poolQueryViaFetch: false,
  fetchEndpoint: defaultEndpoint,
  fetchConnectionCache: true,
  fetchFunction: undefined,
  disableWarningInBrowsers: false,
  webSocketConstructor: undefined,
  wsProxy: (host) => `${host}/v2`,
  useSecureWebSocket: true,
  forceDisablePgSSL: true,
  coalesceWrites: true,
  pipelineConnect: 'password',
  subtls: undefined,
  rootCerts: '',
  pipelineTLS: false,
  disableSNI: false,
}

/** Settings for all queries, read at each one. */
export const neonConfig: NeonConfig & { readonly defaults: NeonConfig } = { ...defaults, defaults }

/** Warns on the console when this runs in a page, where whoever reads the page reads the connection string. */
export function warnIfBrowser(): void {
  const { window, document } = globalThis as { window?: unknown; document?: unknown }
  if (window === undefined || document === undefined) return
  console.warn(
    'Running SQL from the browser lets anyone who opens the page send SQL with its credentials. ' +
      'disableWarningInBrowsers suppresses this message.',
  )
}
