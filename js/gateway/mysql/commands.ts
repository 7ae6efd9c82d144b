/**
 * What the gateway must know of a statement's text: only what MySQL's protocol does not report, and what Vitess answers
 * itself.
 */

/** SQL text without comments and white space before its first word. Executable comments count as words. */
function start(sql: string): string {
  return sql.replace(/^(?:\s+|--[ \t][^\n]*|#[^\n]*|\/\*(?!!)[\s\S]*?\*\/)+/, '')
}

/** PlanetScale Boost's switch, which has nothing to switch here: https://planetscale.com/docs/concepts/query-caching-with-planetscale-boost */
const boost =
  /^set\s+(?:session\s+|@@(?:session\s*\.\s*)?)boost_cached_queries\s*:?=\s*(?:true|false|on|off|[01])\s*;?\s*$/i

/** A target of Vitess: `USE @replica`, "USE `shop@primary`", `USE shop/-@replica`. */
const useTarget = /^use\s+`?([^@`;:/\s]*)(?:[:/][^@`;\s]*)?@(primary|master|replica|rdonly)`?\s*;?\s*$/i

/** State of a session that no status or change in an answer shows. */
const unseenState = /^set\s+transaction\b|^lock\s+tables?\b|\bget_lock\s*\(/i

/** Assigns a variable of the user's own (`@name`), which no one but its connection knows. */
const userVariable = /(?:^|[^@])@(?!@)/

/** What the gateway does with a statement. */
export type Command =
  | { readonly kind: 'statement' }
  /** Answered with nothing: there is nothing to do. */
  | { readonly kind: 'nothing' }
  | { readonly kind: 'target'; readonly keyspace: string; readonly readOnly: boolean; readonly name: string }

/** Reads what kind of statement a text is. */
export function readCommand(sql: string): Command {
  const text = start(sql)
  if (boost.test(text)) return { kind: 'nothing' }
  const target = useTarget.exec(text)
  if (target === null) return { kind: 'statement' }
  const [, keyspace = '', type = ''] = target
  const readOnly = /^(?:replica|rdonly)$/i.test(type)
  return { kind: 'target', keyspace, readOnly, name: `${keyspace}@${type.toLowerCase()}` }
}

/** True for a statement after which its session needs the same connection, though the server's answer does not say it. */
export function leavesUnseenState(sql: string): boolean {
  return unseenState.test(start(sql))
}

/** True when a text may assign to variables of the user's own. */
export function mentionsUserVariable(sql: string): boolean {
  return userVariable.test(sql)
}

/** True for ROLLBACK of a whole transaction, which is right also when the transaction has ended. */
export function isRollback(sql: string): boolean {
  return /^rollback(?:\s+work)?(?:\s+and\s+no\s+chain)?(?:\s+no\s+release)?\s*;?\s*$/i.test(start(sql))
}
