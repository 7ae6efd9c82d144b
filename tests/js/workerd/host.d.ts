// What workerd gives to the tests that run in it.
declare module 'cloudflare:workers' {
  export const env: Readonly<Record<string, unknown>>
}
