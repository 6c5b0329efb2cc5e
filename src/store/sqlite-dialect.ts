/** @module Kysely's SQLite dialect, with write locks taken at the start of transactions and schema changes within them. */
import {
  CompiledQuery,
  type DatabaseConnection,
  SqliteAdapter,
  SqliteDialect,
  type SqliteDialectConfig,
  SqliteDriver,
} from 'kysely';

/** `begin immediate`: a transaction waits for its turn before it reads, not after, when waiting could no longer help. */
class ImmediateDriver extends SqliteDriver {
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'));
  }
}

/** SQLite can change its schema in a transaction: so two processes that open at once never migrate both. */
class TransactionalAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

export class ImmediateSqliteDialect extends SqliteDialect {
  constructor(private readonly config: SqliteDialectConfig) {
    super(config);
  }

  override createDriver(): SqliteDriver {
    return new ImmediateDriver(this.config);
  }

  override createAdapter(): SqliteAdapter {
    return new TransactionalAdapter();
  }
}
