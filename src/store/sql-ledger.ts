/** @module The call ledger in SQL. On the path of every activity: a find is one read, records made at the same time are one write. */
import type { Kysely } from 'kysely';
import { MaestroError } from '../domain/errors.js';
import { Batcher } from './batcher.js';
import type { Ledger } from './result-store.js';
import { decodeCall, encodeCall } from './row-codecs.js';
import type { CallRow } from './rows.js';
import type { Schema, StoredCall } from './sql-schema.js';
import type { Guard } from './sqlite-guard.js';

export class SqlLedger implements Ledger {
  private readonly writes: Batcher<StoredCall, CallRow>;

  constructor(
    private readonly db: Kysely<Schema>,
    private readonly guard: Guard,
  ) {
    this.writes = new Batcher((calls) => guard(() => writeAll(db, calls)));
  }

  find(rolloutId: string, turn: number, step: string): Promise<CallRow | undefined> {
    return this.guard(() => findCall(this.db, { rolloutId, turn, step }));
  }

  list(rolloutId: string): Promise<CallRow[]> {
    return this.guard(async () => {
      const query = this.db.selectFrom('calls').selectAll().where('rolloutId', '=', rolloutId);
      return (await query.orderBy('turn').orderBy('seq').execute()).map(decodeCall);
    });
  }

  async record(row: CallRow): Promise<CallRow> {
    return this.writes.add(encodeCall(row));
  }
}

async function writeAll(db: Kysely<Schema>, calls: readonly StoredCall[]): Promise<CallRow[]> {
  const [only, ...more] = calls;
  // One statement is a transaction by itself.
  if (only !== undefined && more.length === 0) return [await write(db, only)];
  return db.transaction().execute(async (transaction) => {
    const standing: CallRow[] = [];
    for (const call of calls) standing.push(await write(transaction, call));
    return standing;
  });
}

/** Writes the row, unless one with the same request hash stands; the row that stands then. */
async function write(db: Kysely<Schema>, { rolloutId, turn, step, ...reply }: StoredCall): Promise<CallRow> {
  const key = { rolloutId, turn, step };
  const written = await db
    .insertInto('calls')
    .values({ ...key, ...reply })
    .onConflict((conflict) =>
      conflict
        .columns(['rolloutId', 'turn', 'step'])
        .doUpdateSet(reply)
        .whereRef('calls.requestHash', '!=', 'excluded.requestHash'),
    )
    .returningAll()
    .executeTakeFirst();
  if (written !== undefined) return decodeCall(written);
  const standing = await findCall(db, key);
  if (standing !== undefined) return standing;
  throw new MaestroError(
    'INTERNAL',
    `The ledger neither took nor had a row for ${rolloutId}, turn ${turn}, step ${step}.`,
  );
}

async function findCall(db: Kysely<Schema>, key: Pick<StoredCall, 'rolloutId' | 'turn' | 'step'>) {
  const stored = await db
    .selectFrom('calls')
    .selectAll()
    .where('rolloutId', '=', key.rolloutId)
    .where('turn', '=', key.turn)
    .where('step', '=', key.step)
    .executeTakeFirst();
  return stored === undefined ? undefined : decodeCall(stored);
}
