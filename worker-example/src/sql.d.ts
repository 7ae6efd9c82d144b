declare module '*.sql' {
  const text: string
  // biome-ignore lint/style/noDefaultExport: Wrangler's own form of text modules
  export default text
}
