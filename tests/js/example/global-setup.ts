import type { TestProject } from 'vitest/node'
import { startExample } from './running.js'

declare module 'vitest' {
  interface ProvidedContext {
    url: string
    databaseUrl: string
    args: string[]
  }
}

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { url, databaseUrl, args, stop } = await startExample()
  project.provide('url', url)
  project.provide('databaseUrl', databaseUrl)
  project.provide('args', args)
  return stop
}
