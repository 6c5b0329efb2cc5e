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
        .onConflict((conflict) => conflict.column('name').doUpdateSet(lease).where('locks.expiresAtMs', '<=', nowMs))
        .returning('holder')
        .executeTakeFirst(),
    );
    return taken !== undefined;
  }

  async renew(names: readonly string[], { holder, expiresAtMs }: Lease, nowMs: number): Promise<void> {
    if (names.length === 0) return;
    await this.guard(async () => {
      await this.db
        .updateTable('locks')
        .set({ expiresAtMs })
        .where('holder', '=', holder)
        .where('name', 'in', names)
        .execute();
      await this.db.deleteFrom('locks').where('expiresAtMs', '<=', nowMs).execute();
    });
  }

  async release(name: string, holder: string): Promise<void> {
    await this.guard(() => this.db.deleteFrom('locks').where('name', '=', name).where('holder', '=', holder).execute());
  }
}
