// What Kysely declares, read with the compiler's own parser.
import { readdirSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Node, SyntaxKind } from 'typescript/unstable/ast'
import { API } from 'typescript/unstable/sync'

const root = fileURLToPath(new URL('../../../../', import.meta.url))
const kysely = path.join(root, 'node_modules/kysely/dist')

interface Declaration extends Node {
  readonly name?: { readonly text: string }
  readonly members: Iterable<{ readonly name?: { readonly text?: string } }>
  readonly heritageClauses?: Iterable<{ readonly types: Iterable<{ readonly expression: { readonly text?: string } }> }>
}

/**
 * The public members of classes and interfaces of Kysely, what they inherit too.
 *
 * @param names of the classes and interfaces
 */
export function membersOf(names: readonly string[]): Map<string, readonly string[]> {
  const api = new API({ cwd: root })
  try {
    const configuration = path.join(root, 'tsconfig.json')
    const [project] = api.updateSnapshot({ openProjects: [configuration] }).getProjects()
    if (!project) throw new Error(`no project ${configuration}`)
    const declarations = new Map<string, Declaration[]>()
    for (const file of readdirSync(kysely, { recursive: true, encoding: 'utf8' })) {
      if (!file.endsWith('.d.ts')) continue
      for (const statement of project.program.getSourceFile(path.join(kysely, file))?.statements ?? []) {
        if (![SyntaxKind.ClassDeclaration, SyntaxKind.InterfaceDeclaration].includes(statement.kind)) continue
        const declaration = statement as unknown as Declaration
        const name = declaration.name?.text ?? ''
        declarations.set(name, [...(declarations.get(name) ?? []), declaration])
      }
    }
    return new Map(names.map((name) => [name, [...collect(name, declarations)].sort()]))
  } finally {
    api.close()
  }
}

function collect(name: string, declarations: ReadonlyMap<string, readonly Declaration[]>): Set<string> {
  const found = declarations.get(name)
  if (!found) throw new Error(`Kysely declares no ${name}`)
  const members = new Set<string>()
  for (const declaration of found) {
    for (const { name: member } of declaration.members) {
      if (member?.text && !member.text.startsWith('#')) members.add(member.text)
    }
    for (const { types } of declaration.heritageClauses ?? []) {
      for (const { expression } of types) {
        if (!expression.text || !declarations.has(expression.text)) continue
        for (const member of collect(expression.text, declarations)) members.add(member)
      }
    }
  }
  return members
}
