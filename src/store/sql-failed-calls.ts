/** @module Failed attempts in SQL. `spent` is on the path of every call that is not quick: one read by the key. */
import type { Kysely } from 'kysely';
import { z } from 'zod';
import { NO_USAGE, type Usage } from '../domain/expert.js';
import { compileOnce, slot } from './compiled-query.js';
import type { FailedCallRow, FailedCalls, FailedStep, LatestFailure } from './failed-calls.js';
import type { Guard } from './guard.js';
import { decoder, flag, storableText } from './row-codecs.js';
import type { Schema, StoredFailedCall } from './sql-schema.js';

/** As many as can matter to those who look: the newest ones. */
const LATEST = 500;

export class SqlFailedCalls implements FailedCalls {
  private readonly queries: ReturnType<typeof compileQueries>;

  constructor(
    private readonly db: Kysely<Schema>,
    private readonly guard: Guard,
  ) {
    this.queries = compileQueries(db);
  }

  async record(row: FailedCallRow): Promise<void> {
    const stored = encode(row);
    await this.guard(() =>
      this.db
        .insertInto('failedCalls')
        .values(stored)
        .onConflict((conflict) => conflict.columns(['rolloutId', 'turn', 'step', 'execution', 'attempt']).doNothing())
        .execute(),
    );
  }

  async spent({ rolloutId, turn, step, requestHash }: FailedStep): Promise<Usage> {
    const { rows } = await this.guard(() =>
      this.db.executeQuery(this.queries.spent({ rolloutId, turn, step, requestHash })),
    );
    const [sum] = rows;
    // No row: every sum is null.
    if (sum === undefined || sum.calls === null) return NO_USAGE;
    const { calls, promptTokens, completionTokens, costUsd } = sum;
    return {
      ...{ calls: Number(calls), promptTokens: Number(promptTokens), completionTokens: Number(completionTokens) },
      costUsd: Number(costUsd),
    };
  }

  async list(rolloutId: string): Promise<readonly FailedCallRow[]> {
    const query = this.db
      .selectFrom('failedCalls')
      .selectAll()
      .where('rolloutId', '=', rolloutId)
      .orderBy('turn')
      .orderBy('failedAt')
      .orderBy('attempt');
    return (await this.guard(() => query.execute())).map(decode);
  }

  async latest(prefix: string, since: string): Promise<readonly LatestFailure[]> {
    const query = this.db
      .selectFrom('failedCalls')
      .select(['kind', 'model', 'code', 'reason', 'failedAt'])
      .where('rolloutId', '>=', prefix)
      // No character is behind the last one of Unicode.
      .where('rolloutId', '<', `${prefix}\u{10ffff}`)
      .where('failedAt', '>=', since)
      .orderBy('failedAt', 'desc')
      .limit(LATEST);
    const rows = await this.guard(() => query.execute());
    return rows.filter(
      ({ kind, model }, index) => rows.findIndex((row) => row.kind === kind && row.model === model) === index,
    );
  }
}

type Sum = Readonly<Record<keyof Usage, number | string | null>>;

function compileQueries(db: Kysely<Schema>) {
  return {
    spent: compileOnce<Sum>(
      db
        .selectFrom('failedCalls')
        .select(({ fn }) => [
          fn.sum<number | string | null>('calls').as('calls'),
          fn.sum<number | string | null>('promptTokens').as('promptTokens'),
          fn.sum<number | string | null>('completionTokens').as('completionTokens'),
          fn.sum<number | string | null>('costUsd').as('costUsd'),
        ])
        .where('rolloutId', '=', slot<string>('rolloutId'))
        .where('turn', '=', slot<number>('turn'))
        .where('step', '=', slot<string>('step'))
        .where('requestHash', '=', slot<string>('requestHash')),
    ),
  };
}

function encode({ usage, ...row }: FailedCallRow): StoredFailedCall {
  return {
    ...row,
    rolloutId: storableText(row.rolloutId),
    step: storableText(row.step),
    model: storableText(row.model),
    reason: storableText(row.reason),
    worker: storableText(row.worker),
    billed: usage === null ? 0 : 1,
    ...(usage ?? NO_USAGE),
  };
}

const count = z.number().int();

const decode = decoder<FailedCallRow>(
  'failed_calls',
  z
    .object({
      rolloutId: z.string(),
      turn: count,
      step: z.string(),
      execution: z.string(),
      attempt: count,
      requestHash: z.string(),
      kind: z.string(),
      model: z.string(),
      code: z.string(),
      reason: z.string(),
      billed: flag,
      calls: count,
      promptTokens: count,
      completionTokens: count,
      costUsd: z.number(),
      latencyMs: z.number(),
      worker: z.string(),
      failedAt: z.string(),
    })
    .transform(({ billed, calls, promptTokens, completionTokens, costUsd, ...row }) => ({
      ...row,
      usage: billed ? { calls, promptTokens, completionTokens, costUsd } : null,
    })),
);
