/** @module Exclusive leases by name in SQL. */
import type { Kysely } from 'kysely';
import type { Lease, Locks } from './call-store.js';
import type { Schema } from './sql-schema.js';
import type { Guard } from './guard.js';

export class SqlLocks implements Locks {
  constructor(
    private readonly db: Kysely<Schema>,
    private readonly guard: Guard,
  ) {}

  async take(name: string, lease: Lease, nowMs: number): Promise<boolean> {
    const taken = await this.guard(() =>
      this.db
        .insertInto('locks')
        .values({ name, ...lease })
        .onConflict((conflict) =>
          conflict
            .column('name')
            .doUpdateSet(lease)
            // Its own: the connection broke after it was taken, and it is taken again.
            .where((where) =>
              where.or([where('locks.expiresAtMs', '<=', nowMs), where('locks.holder', '=', lease.holder)]),
            ),
        )
        .returning('holder')
        .executeTakeFirst(),
    );
    return taken !== undefined;
  }

  async renew(holders: readonly string[], expiresAtMs: number, nowMs: number): Promise<void> {
    if (holders.length === 0) return;
    await this.guard(async () => {
      await this.db.updateTable('locks').set({ expiresAtMs }).where('holder', 'in', holders).execute();
      await this.db.deleteFrom('locks').where('expiresAtMs', '<=', nowMs).execute();
    });
  }

  async release(name: string, holder: string): Promise<void> {
    await this.guard(() => this.db.deleteFrom('locks').where('name', '=', name).where('holder', '=', holder).execute());
  }
}
