import {
  expressionBuilder,
  type Kysely,
  type KyselyPlugin,
  OperationNodeTransformer,
  QueryNode,
  type QueryId,
  type SelectQueryNode,
  SqliteIntrospector,
  TableNode,
} from 'kysely'

/** Kysely's own introspector, which does not ask for the tables of D1 and Durable Objects: to look into them is forbidden. */
export class D1Introspector extends SqliteIntrospector {
  constructor(db: Kysely<unknown>) {
    const transformer = new OwnTables()
    const plugin: KyselyPlugin = {
      transformQuery: ({ node, queryId }) => transformer.transformNode(node, queryId),
      transformResult: async ({ result }) => result,
    }
    super(db.withPlugin(plugin))
  }
}

// Names that begin with `_cf_`: what comes before it, and what comes after all of them.
const first = '_cf_'
const after = '_cf`'

class OwnTables extends OperationNodeTransformer {
  protected override transformSelectQuery(node: SelectQueryNode, queryId?: QueryId): SelectQueryNode {
    const query = super.transformSelectQuery(node, queryId)
    const [from] = query.from?.froms ?? []
    if (!from || !TableNode.is(from) || from.table.identifier.name !== 'sqlite_master') return query
    const is = expressionBuilder<{ sqlite_master: { name: string } }, 'sqlite_master'>()
    const isOwn = is.or([is('name', '<', first), is('name', '>=', after)])
    return QueryNode.cloneWithWhere(query, isOwn.toOperationNode())
  }
}
