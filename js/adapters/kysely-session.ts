import { type DatabaseConnection, MysqlDriver, type TransactionSettings } from 'kysely'
import { DatabaseError } from '../errors.js'
import { KyselyDriver } from './kysely-driver.js'

/** Sends queries by HTTP to a service that has sessions. */
export class KyselySessionDriver extends KyselyDriver {
  override async beginTransaction(connection: DatabaseConnection, settings: TransactionSettings): Promise<void> {
    if (settings.accessMode ?? settings.isolationLevel) {
      throw new DatabaseError('unsupported', 'a transaction of this service has no access mode and no isolation level')
    }
    await super.beginTransaction(connection, settings)
  }

  // Statements like any other, which Kysely writes.
  readonly savepoint = MysqlDriver.prototype.savepoint
  readonly rollbackToSavepoint = MysqlDriver.prototype.rollbackToSavepoint
  readonly releaseSavepoint = MysqlDriver.prototype.releaseSavepoint
}
