// The class of the Durable Object: a database that is filled when it is first asked for.
import { type DurableContext, DurableDatabase } from 'tcpless/durable-object/server'
// Wrangler gives .sql files as text.
import seed from '../seed/d1.sql'

/** The birds, in the SQLite of an object. */
export class Birds extends DurableDatabase {
  constructor(ctx: DurableContext, env: unknown) {
    super(ctx, env)
    const [found] = this.db.sync`select 1 from sqlite_master where name = ${'observations'}`
    if (!found) this.db.transactionSync(() => this.db.sync(this.db.query(seed)))
  }
}
