/** @module The call ledger in SQL. On the path of every activity: a find is one read, a record one write. */
import type { Kysely } from 'kysely';
import type { Ledger } from './result-store.js';
import { decodeCall, encodeCall } from './row-codecs.js';
import type { CallRow } from './rows.js';
import type { Schema, StoredCall } from './sql-schema.js';
import type { Guard } from './sqlite-guard.js';

export class SqlLedger implements Ledger {
  constructor(
    private readonly db: Kysely<Schema>,
    private readonly guard: Guard,
  ) {}

  find(rolloutId: string, turn: number, step: string): Promise<CallRow | undefined> {
    return this.guard(async () => {
      const stored = await this.db
        .selectFrom('calls')
        .selectAll()
        .where('rolloutId', '=', rolloutId)
        .where('turn', '=', turn)
        .where('step', '=', step)
        .executeTakeFirst();
      return stored === undefined ? undefined : decodeCall(stored);
    });
  }

  list(rolloutId: string): Promise<CallRow[]> {
    return this.guard(async () => {
      const query = this.db.selectFrom('calls').selectAll().where('rolloutId', '=', rolloutId);
      return (await query.orderBy('turn').orderBy('seq').execute()).map(decodeCall);
    });
  }

  async record(row: CallRow): Promise<CallRow> {
    const written = await this.guard(() => this.write(encodeCall(row)));
    if (written !== undefined) return decodeCall(written);
    const standing = await this.find(row.rolloutId, row.turn, row.step);
    // Another process superseded or removed the row in between: then ours is written after all.
    return standing?.requestHash === row.requestHash ? standing : this.record(row);
  }

  /** The row as written, or undefined when one with the same request hash stands. */
  private write({ rolloutId, turn, step, ...reply }: StoredCall): Promise<StoredCall | undefined> {
    return this.db
      .insertInto('calls')
      .values({ rolloutId, turn, step, ...reply })
      .onConflict((conflict) =>
        conflict
          .columns(['rolloutId', 'turn', 'step'])
          .doUpdateSet(reply)
          .whereRef('calls.requestHash', '!=', 'excluded.requestHash'),
      )
      .returningAll()
      .executeTakeFirst();
  }
}
