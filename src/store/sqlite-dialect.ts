/** @module Kysely's SQLite dialect, with write locks taken at the start of transactions and schema changes within them. */
import { CompiledQuery, type DatabaseConnection, SqliteAdapter, SqliteDialect, SqliteDriver } from 'kysely';
import type { SqliteFile } from './sqlite-database.js';

/** `begin immediate`: a transaction waits for its turn before it reads, not after, when waiting could no longer help. */
class ImmediateDriver extends SqliteDriver {
  constructor(private readonly database: SqliteFile) {
    super({ database });
  }

  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'));
  }

  /** When the disk is full SQLite rolls back by itself; a second roll-back would fail and hide why. */
  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    if (this.database.inTransaction) await super.rollbackTransaction(connection);
  }
}

/** SQLite can change its schema in a transaction: so two processes that open at once never migrate both. */
class TransactionalAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

export class ImmediateSqliteDialect extends SqliteDialect {
  constructor(private readonly database: SqliteFile) {
    super({ database });
  }

  override createDriver(): SqliteDriver {
    return new ImmediateDriver(this.database);
  }

  override createAdapter(): SqliteAdapter {
    return new TransactionalAdapter();
  }
}
