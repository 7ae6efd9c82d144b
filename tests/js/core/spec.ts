// Reads the cases of tests/spec; its README.md says how they are written.
import { readdirSync, readFileSync } from 'node:fs'
import { root } from './core.js'

export interface Block {
  readonly kind: string
  readonly info: Record<string, unknown>
  readonly lines: string[]
}

export interface SpecCase {
  readonly name: string
  readonly blocks: Block[]
}

export const typeIds: Record<string, number> = JSON.parse(readFileSync(`${root}tests/spec/types.json`, 'utf8'))

export function specCases(): SpecCase[] {
  const cases: SpecCase[] = []
  for (const file of readdirSync(`${root}tests/spec`)) {
    if (!file.endsWith('.md') || file === 'README.md') continue
    let block: Block | undefined
    for (const line of readFileSync(`${root}tests/spec/${file}`, 'utf8').split('\n')) {
      if (line.startsWith('```')) {
        const [, kind = '', info = ''] = /^```(\S*) ?(.*)$/.exec(line) ?? []
        block = block ? undefined : { kind, info: info === '' ? {} : JSON.parse(info), lines: [] }
        if (block) cases.at(-1)?.blocks.push(block)
      } else if (block) block.lines.push(line)
      else if (line.startsWith('### ')) cases.push({ name: `${file.slice(0, -3)}: ${line.slice(4)}`, blocks: [] })
    }
  }
  return cases
}

export function cells(line: string): unknown[] {
  return line.split(' | ').map((cell) => JSON.parse(cell))
}

/** The pieces of a template, SQL texts and values by turns. */
export function pieces(source: string): { text?: string; value?: unknown }[] {
  const found: { text?: string; value?: unknown }[] = []
  for (;;) {
    const begin = source.indexOf('${')
    found.push({ text: begin < 0 ? source : source.slice(0, begin) })
    if (begin < 0) return found
    source = source.slice(begin + 2)
    // The value ends at the first brace up to which it is JSON.
    let end = source.indexOf('}')
    while (!isJson(source.slice(0, end))) end = source.indexOf('}', end + 1)
    found.push({ value: JSON.parse(source.slice(0, end)) })
    source = source.slice(end + 1)
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
