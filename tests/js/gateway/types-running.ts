import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { transform } from 'esbuild'
import { typesCommand } from '../../../js/gateway/types/command.js'

const root = join(import.meta.dirname, '../../..')
const scratch = join(root, 'build/tests/types')

/** A folder inside the repository, whose packages a file in it finds. */
export async function newFolder(): Promise<{ path: string; remove(): Promise<void> }> {
  await mkdir(scratch, { recursive: true })
  const path = await mkdtemp(join(scratch, 'case-'))
  return { path, remove: () => rm(path, { recursive: true, force: true }) }
}

/** What `npx tcpless types` with these arguments writes to a file. Throws what it throws. */
export async function generate(...args: string[]): Promise<string> {
  const folder = await newFolder()
  try {
    const file = join(folder.path, 'database.ts')
    if ((await typesCommand([...args, '--quiet', '--out', file])) !== 0) throw new Error('another status than 0')
    return await readFile(file, 'utf8')
  } finally {
    await folder.remove()
  }
}

/** What the compiler says of files, which find a generated one as `./database.js`; empty when all is well. */
export async function compile(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await newFolder()
  try {
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder.path, name), text)
    const compilerOptions = {
      target: 'ES2024',
      lib: ['ES2024'],
      module: 'NodeNext',
      types: [],
      strict: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      noUnusedLocals: true,
      noEmit: true,
      skipLibCheck: true,
    }
    await writeFile(join(folder.path, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }))
    const tsc = join(root, 'node_modules/typescript/bin/tsc')
    await promisify(execFile)(process.execPath, [tsc, '-p', folder.path, '--pretty', 'false'])
    return ''
  } catch (error) {
    return (error as { stdout?: string }).stdout || String(error)
  } finally {
    await folder.remove()
  }
}

/** Runs a module of TypeScript, which finds this package, and gives what it prints. */
export async function runModule(text: string, env: Readonly<Record<string, string>>): Promise<string> {
  const folder = await newFolder()
  try {
    const { code } = await transform(text, { loader: 'ts', format: 'esm' })
    const file = join(folder.path, 'use.js')
    await writeFile(file, code)
    return (await promisify(execFile)(process.execPath, [file], { env: { ...process.env, ...env } })).stdout
  } finally {
    await folder.remove()
  }
}

/** A value as TypeScript that makes one like it. */
export function literal(value: unknown): string {
  if (typeof value === 'bigint') return `${value}n`
  if (value instanceof Date) return `new Date(${value.getTime()})`
  if (value instanceof Uint8Array) return `new Uint8Array([${value.join(', ')}])`
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`
  if (typeof value !== 'object' || value === null)
    return typeof value === 'number' ? String(value) : JSON.stringify(value)
  return `{ ${Object.entries(value)
    .map(([name, member]) => `${JSON.stringify(name)}: ${literal(member)}`)
    .join(', ')} }`
}

function kindOf(value: unknown): string {
  if (value instanceof Date) return 'Date'
  if (value instanceof Uint8Array) return 'Uint8Array'
  return Array.isArray(value) ? 'array' : typeof value
}

const samples = {
  number: '1.5',
  bigint: '1n',
  string: "'no value of it'",
  boolean: 'true',
  Date: 'new Date(0)',
  Uint8Array: 'new Uint8Array()',
  array: '[]',
  object: '{ unknown: 1 }',
}

/** What a column's type may be besides what its value is. */
export type Wider = Readonly<Record<string, readonly (keyof typeof samples)[]>>

/** JSON that has no bigints. */
export const jsonKinds = ['number', 'string', 'boolean', 'array', 'object'] as const

/**
 * TypeScript that compiles when the type of each column is that of its value: the value fits, and values of all other
 * kinds do not.
 *
 * @param table the generated interface
 * @param wider what else fits, by column
 */
export function proof(table: string, rows: readonly Readonly<Record<string, unknown>>[], wider: Wider = {}): string {
  const lines = [
    "import type { Selectable } from 'tcpless/builder'",
    `import type { ${table} } from './database.js'`,
    `type Row = Selectable<${table}>`,
    `export const rows: Row[] = ${literal(rows)}`,
  ]
  const values = new Map(rows.flatMap((row) => Object.entries(row).filter(([, value]) => value !== null)))
  for (const [name, value] of values) {
    const type = `NonNullable<Row[${JSON.stringify(name)}]>`
    const fits = [kindOf(value), ...(wider[name] ?? [])]
    const wrong = Object.entries(samples).filter(([kind]) => !fits.includes(kind))
    for (const [, sample] of wrong)
      lines.push('// @ts-expect-error', `export const x${lines.length}: ${type} = ${sample}`)
    if (!Array.isArray(value) || value.length === 0 || fits.length > 1) continue
    for (const [, sample] of Object.entries(samples).filter(([kind]) => kind !== kindOf(value[0]))) {
      lines.push('// @ts-expect-error', `export const x${lines.length}: ${type} = [${sample}]`)
    }
  }
  return `${lines.join('\n')}\n`
}

/** TypeScript that compiles when inserts and updates take these values. */
export function insertProof(
  table: string,
  inserts: readonly { readonly name: string; readonly value: unknown }[],
): string {
  const rows = inserts.map(({ name, value }) => `{ ${JSON.stringify(name)}: ${literal(value)} }`).join(',\n')
  return `import type { Insertable, Updateable } from 'tcpless/builder'
import type { ${table} } from './database.js'
export const inserts: Insertable<${table}>[] = [${rows}]
export const updates: Updateable<${table}>[] = [${rows}]
`
}

/** The options of the command that stand for those of a client. */
export function asArguments(
  types: string | Readonly<Record<string, string | Readonly<Record<string, string>>>>,
): string[] {
  if (typeof types === 'string') return ['--types', types]
  return Object.entries(types).flatMap(([name, form]) => {
    if (typeof form === 'string') return [`--${name === 'preset' ? 'types' : name}`, form]
    return Object.entries(form).flatMap(([key, value]) => [`--${name}`, `${key}=${value}`])
  })
}
