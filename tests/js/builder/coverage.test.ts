// Every public member that Kysely declares is here, or stands in one table with the reason why it is refused.
import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { expressionBuilder, sql } from '../../../js/builder/index.js'
import { DatabaseError } from '../../../js/index.js'
import { membersOf } from './support/declarations.js'
import { builders, type Loose } from './support/differential.js'
import { transactionOf } from './support/recording-database.js'

const noNodes = 'operation nodes are of Kysely: here queries are recorded as text'
const noPlugins = 'plugins change operation nodes'

/** Refused: `member` of every class, or `Class.member`. */
const refused: Readonly<Record<string, string>> = {
  toOperationNode: noNodes,
  withPlugin: noPlugins,
  'Kysely.schema': 'queries of data alone are built',
  'Kysely.introspection': 'npx tcpless types reads the schema of a database',
  'Kysely.connection': 'a request has no connection',
  'Kysely.getExecutor': noNodes,
  'Transaction.schema': 'queries of data alone are built',
  'Transaction.introspection': 'npx tcpless types reads the schema of a database',
  'Transaction.connection': 'a request has no connection',
  'Transaction.getExecutor': noNodes,
  'Transaction.transaction': 'Kysely refuses it too',
  'Transaction.startTransaction': 'Kysely refuses it too',
  'ControlledTransaction.schema': 'queries of data alone are built',
  'ControlledTransaction.introspection': 'npx tcpless types reads the schema of a database',
  'ControlledTransaction.connection': 'a request has no connection',
  'ControlledTransaction.getExecutor': noNodes,
  'ControlledTransaction.transaction': 'Kysely refuses it too',
  'ControlledTransaction.startTransaction': 'Kysely refuses it too',
  'TransactionBuilder.setAccessMode': 'no service with transactions has access modes',
  'TransactionBuilder.setIsolationLevel': 'no service with transactions has isolation levels',
  'ControlledTransactionBuilder.setAccessMode': 'no service with transactions has access modes',
  'ControlledTransactionBuilder.setIsolationLevel': 'no service with transactions has isolation levels',
}

const k = builders.postgres
const eb = (expressionBuilder as unknown as Loose)()
const raw = (sql as unknown as Loose)`1`

/** What a function is given while a query is built. */
function given(build: (take: (argument: Loose) => Loose) => unknown): Loose {
  let taken: Loose | undefined
  build((argument) => {
    taken = argument
    return argument
  })
  if (!taken) throw new Error('the function was not called')
  return taken
}

const merge = k.mergeInto('a').using('b', 'c', 'd')
const transaction = await transactionOf('mysql')

const samples: Readonly<Record<string, unknown>> = {
  Kysely: k,
  QueryCreator: given((take) => k.with('a', (q) => take(q).selectFrom('b').selectAll())),
  Transaction: transaction.transaction,
  ControlledTransaction: transaction.controlled,
  TransactionBuilder: k.transaction(),
  ControlledTransactionBuilder: k.startTransaction(),
  SelectQueryBuilder: k.selectFrom('a'),
  AliasedSelectQueryBuilder: k.selectFrom('a').as('b'),
  InsertQueryBuilder: k.insertInto('a'),
  UpdateQueryBuilder: k.updateTable('a'),
  DeleteQueryBuilder: k.deleteFrom('a'),
  MergeQueryBuilder: k.mergeInto('a'),
  WheneableMergeQueryBuilder: merge,
  MatchedThenableMergeQueryBuilder: merge.whenMatched(),
  NotMatchedThenableMergeQueryBuilder: merge.whenNotMatched(),
  OnConflictBuilder: given((take) => k.insertInto('a').onConflict((oc) => take(oc).doNothing())),
  OnConflictDoNothingBuilder: given((take) => k.insertInto('a').onConflict((oc) => take(oc.doNothing()))),
  OnConflictUpdateBuilder: given((take) => k.insertInto('a').onConflict((oc) => take(oc.doUpdateSet({ a: 1 })))),
  JoinBuilder: given((take) => k.selectFrom('a').innerJoin('b', take)),
  OrderByItemBuilder: given((take) => k.selectFrom('a').orderBy('b', take)),
  OverBuilder: given((take) => eb.fn.count('a').over(take)),
  CTEBuilder: given((take) => k.with((cte) => take(cte('a')), k.selectFrom('b'))),
  CaseBuilder: eb.case(),
  CaseThenBuilder: eb.case().when('a', '=', 1),
  CaseWhenBuilder: eb.case().when('a', '=', 1).then(1),
  CaseEndBuilder: eb.case().when('a', '=', 1).then(1).else(2),
  AggregateFunctionBuilder: eb.fn.count('a'),
  AliasedAggregateFunctionBuilder: eb.fn.count('a').as('b'),
  FunctionModule: eb.fn,
  ExpressionBuilder: eb,
  ExpressionWrapper: eb.ref('a'),
  AliasedExpressionWrapper: eb.ref('a').as('b'),
  AliasedExpression: eb.ref('a').as('b'),
  AndWrapper: eb('a', '=', 1).and('b', '=', 2),
  OrWrapper: eb('a', '=', 1).or('b', '=', 2),
  JSONPathBuilder: eb.ref('a', '->'),
  TraversedJSONPathBuilder: eb.ref('a', '->').key('b'),
  AliasedJSONPathBuilder: eb.ref('a', '->').key('b').as('c'),
  DynamicModule: k.dynamic,
  DynamicReferenceBuilder: k.dynamic.ref('a'),
  DynamicTableBuilder: k.dynamic.table('a'),
  AliasedDynamicTableBuilder: k.dynamic.table('a').as('b'),
  RawBuilder: raw,
  AliasedRawBuilder: raw.as('a'),
  Sql: sql,
}

// Their own, which is no call.
const sqlMembers = ['ref', 'val', 'table', 'id', 'lit', 'raw', 'join']
const declared = membersOf(Object.keys(samples))

test.each(Object.entries(samples))('%s', (name, sample) => {
  const members = declared.get(name) ?? []
  expect(members).not.toEqual([])
  if (name === 'Sql') expect(members).toEqual(expect.arrayContaining(sqlMembers))
  for (const member of members) {
    const reason = refused[`${name}.${member}`] ?? refused[member]
    const read = () => {
      const value = (sample as Record<string, unknown>)[member]
      return reason && typeof value === 'function' ? value.call(sample) : value
    }
    if (reason) expect(read, `${name}.${member}`).toThrow(DatabaseError)
    else expect(member in (sample as object), `${name}.${member}`).toBe(true)
  }
})

test('the table of what is refused names members that exist', () => {
  for (const name of Object.keys(refused)) {
    const [owner, member] = name.split('.') as [string, string?]
    const lists = member === undefined ? [...declared.values()] : [declared.get(owner) ?? []]
    expect(
      lists.some((members) => members.includes(member ?? owner)),
      name,
    ).toBe(true)
  }
})

/** Members that build no part of a query. */
const noCalls = [
  ...['execute', 'executeTakeFirst', 'executeTakeFirstOrThrow', 'stream', 'explain', 'compile', 'executeQuery'],
  ...['transaction', 'startTransaction', 'isTransaction', 'isCommitted', 'isRolledBack', 'commit', 'rollback'],
  ...['savepoint', 'rollbackToSavepoint', 'releaseSavepoint', 'destroy', 'withoutPlugins', 'expressionType'],
  ...['isSelectQueryBuilder', 'isAliasedSelectQueryBuilder', 'isRawBuilder', 'rawBuilder', 'expression', 'alias'],
  ...['refType', 'dynamicReference', 'setAccessMode', 'setIsolationLevel', 'withTables', '$extendTables'],
  ...['$omitTables', '$pickTables'],
]

test('every member stands in three chains at least', () => {
  const folder = new URL('./chains/', import.meta.url)
  const text = readdirSync(folder)
    .map((file) => readFileSync(new URL(file, folder), 'utf8'))
    .join('\n')
  const missing: string[] = []
  for (const [name, members] of declared) {
    for (const member of members) {
      if (noCalls.includes(member) || refused[member] || refused[`${name}.${member}`]) continue
      const count = text.split(new RegExp(`(?<![\\w$])${member.replace('$', '\\$')}(?![\\w$])`)).length - 1
      if (count < 3) missing.push(`${name}.${member}: ${count}`)
    }
  }
  expect(missing).toEqual([])
})
