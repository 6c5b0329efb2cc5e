/** @module Kysely's SQLite dialect, with write locks taken at the start of transactions and schema changes within them. */
import { SqliteAdapter, SqliteDialect, SqliteDriver } from 'kysely';
import type { SqliteFile } from './sqlite-database.js';

class ImmediateDriver extends SqliteDriver {
  constructor(private readonly database: SqliteFile) {
    super({ database });
  }

  override beginTransaction(): Promise<void> {
    return soon(() => this.database.begin());
  }

  override commitTransaction(): Promise<void> {
    return soon(() => this.database.commit());
  }

  override rollbackTransaction(): Promise<void> {
    return soon(() => this.database.rollback());
  }
}

/** What the work throws becomes a rejection. */
async function soon(work: () => void): Promise<void> {
  await Promise.resolve();
  work();
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
