/** @module The call ledger in SQL. On the path of every activity: a find is one read, records made at the same time are one write. */
import type { Kysely } from 'kysely';
import { MaestroError } from '../domain/errors.js';
import { Batcher } from './batcher.js';
import { compileOnce, slot } from './compiled-query.js';
import type { Ledger } from './result-store.js';
import { decodeCall, encodeCall, rowOf } from './row-codecs.js';
import type { CallRow } from './rows.js';
import type { Schema, StoredCall } from './sql-schema.js';
import type { Guard } from './guard.js';

type Key = Pick<StoredCall, 'rolloutId' | 'turn' | 'step'>;

export class SqlLedger implements Ledger {
  private readonly writes: Batcher<StoredCall, CallRow>;
  private readonly queries: Queries;

  constructor(
    private readonly db: Kysely<Schema>,
    private readonly guard: Guard,
  ) {
    this.queries = compileQueries(db);
    this.writes = new Batcher((calls) => guard(() => this.writeAll(calls)));
  }

  find(rolloutId: string, turn: number, step: string): Promise<CallRow | undefined> {
    return this.guard(() => this.findIn(this.db, { rolloutId, turn, step }));
  }

  list(rolloutId: string): Promise<CallRow[]> {
    return this.guard(async () => {
      const { rows } = await this.db.executeQuery(this.queries.list({ rolloutId }));
      return rows.map(decodeCall);
    });
  }

  count(rolloutId: string): Promise<number> {
    return this.guard(async () => {
      const { rows } = await this.db.executeQuery(this.queries.count({ rolloutId }));
      return rows[0]?.rows ?? 0;
    });
  }

  async record(row: CallRow): Promise<CallRow> {
    return this.writes.add(encodeCall(row));
  }

  private async writeAll(calls: readonly StoredCall[]): Promise<CallRow[]> {
    const [only, ...more] = calls;
    // One statement is a transaction by itself.
    if (only !== undefined && more.length === 0) return [await this.write(this.db, only)];
    return this.db.transaction().execute(async (transaction) => {
      const standing: CallRow[] = [];
      for (const call of calls) standing.push(await this.write(transaction, call));
      return standing;
    });
  }

  /** Writes the row, unless one with the same request hash stands; the row that stands then. */
  private async write(db: Kysely<Schema>, call: StoredCall): Promise<CallRow> {
    const { rows } = await db.executeQuery(this.queries.record(call));
    if (rows[0] !== undefined) return rowOf(call);
    const standing = await this.findIn(db, call);
    if (standing !== undefined) return standing;
    throw new MaestroError(
      'INTERNAL',
      `The ledger neither took nor had a row for ${call.rolloutId}, turn ${call.turn}, step ${call.step}.`,
    );
  }

  private async findIn(db: Kysely<Schema>, key: Key): Promise<CallRow | undefined> {
    const { rows } = await db.executeQuery(this.queries.find(key));
    return rows[0] === undefined ? undefined : decodeCall(rows[0]);
  }
}

type Queries = ReturnType<typeof compileQueries>;

function compileQueries(db: Kysely<Schema>) {
  const calls = db.selectFrom('calls').selectAll().where('rolloutId', '=', slot<string>('rolloutId'));
  const find = calls.where('turn', '=', slot<number>('turn')).where('step', '=', slot<string>('step'));
  const key = { rolloutId: slot<string>('rolloutId'), turn: slot<number>('turn'), step: slot<string>('step') };
  const reply = {
    requestHash: slot<string>('requestHash'),
    kind: slot<string>('kind'),
    model: slot<string>('model'),
    status: slot<string>('status'),
    body: slot<string>('body'),
    calls: slot<number>('calls'),
    promptTokens: slot<number>('promptTokens'),
    completionTokens: slot<number>('completionTokens'),
    costUsd: slot<number>('costUsd'),
    latencyMs: slot<number>('latencyMs'),
    waitedMs: slot<number>('waitedMs'),
    cached: slot<number>('cached'),
    hedged: slot<number>('hedged'),
    attempt: slot<number>('attempt'),
    worker: slot<string>('worker'),
    recordedAt: slot<string>('recordedAt'),
  } satisfies Record<Exclude<keyof StoredCall, keyof Key>, unknown>;
  const record = db
    .insertInto('calls')
    .values({ ...key, ...reply })
    .onConflict((conflict) =>
      conflict
        .columns(['rolloutId', 'turn', 'step'])
        .doUpdateSet(reply)
        .whereRef('calls.requestHash', '!=', 'excluded.requestHash'),
    )
    .returning('step');
  return {
    find: compileOnce<StoredCall>(find),
    list: compileOnce<StoredCall>(calls.orderBy('turn').orderBy('seq')),
    count: compileOnce<{ readonly rows: number }>(
      db
        .selectFrom('calls')
        .select(({ fn }) => fn.countAll<number>().as('rows'))
        .where('rolloutId', '=', slot<string>('rolloutId')),
    ),
    record: compileOnce(record),
  };
}
