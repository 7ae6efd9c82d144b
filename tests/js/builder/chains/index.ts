import type { Chain } from '../support/differential.js'
import { clear } from './clear.js'
import { deletes } from './delete.js'
import { dynamic } from './dynamic.js'
import { expressions } from './expressions.js'
import { functions } from './functions.js'
import { insert } from './insert.js'
import { joins } from './joins.js'
import { helpers, json } from './json.js'
import { merge } from './merge.js'
import { orderGroup } from './order-group.js'
import { rare } from './rare.js'
import { rawSql } from './raw-sql.js'
import { schema } from './schema.js'
import { select } from './select.js'
import { setOperations } from './set-operations.js'
import { update } from './update.js'
import { where } from './where.js'
import { withs } from './with.js'

/** Chains by what they are about. */
export const topics: Readonly<Record<string, readonly Chain[]>> = {
  select,
  where,
  joins,
  expressions,
  functions,
  orderGroup,
  setOperations,
  withs,
  insert,
  update,
  deletes,
  merge,
  json,
  helpers,
  rawSql,
  dynamic,
  schema,
  clear,
  rare,
}
