/** @module The cache of calls in SQL: one read for a miss, a read and a write for a hit. */
import type { Kysely } from 'kysely';
import { z } from 'zod';
import type { CacheStats, CallCache, CachedCall } from './call-store.js';
import { canonicalJson } from './hash.js';
import { decoder, json } from './row-codecs.js';
import type { Schema } from './sql-schema.js';
import type { Guard } from './guard.js';

const decode = decoder(
  'call_cache',
  z.object({
    key: z.string(),
    model: z.string(),
    body: json,
    promptTokens: z.number(),
    completionTokens: z.number(),
    costUsd: z.number(),
    latencyMs: z.number(),
  }),
);

export class SqlCallCache implements CallCache {
  constructor(
    private readonly db: Kysely<Schema>,
    private readonly guard: Guard,
  ) {}

  find(key: string, nowMs: number): Promise<CachedCall | undefined> {
    return this.guard(async () => {
      const row = await this.db.selectFrom('callCache').selectAll().where('key', '=', key).executeTakeFirst();
      if (row === undefined) return undefined;
      await this.db
        .updateTable('callCache')
        .set((update) => ({ hits: update('hits', '+', 1), hitAtMs: nowMs }))
        .where('key', '=', key)
        .execute();
      return decode(row);
    });
  }

  async add(call: CachedCall, nowMs: number): Promise<void> {
    await this.guard(() =>
      this.db
        .insertInto('callCache')
        .values({ ...call, body: canonicalJson(call.body), hits: 0, createdAtMs: nowMs, hitAtMs: null })
        .onConflict((conflict) => conflict.column('key').doNothing())
        .execute(),
    );
  }

  stats(): Promise<CacheStats[]> {
    return this.guard(() =>
      this.db
        .selectFrom('callCache')
        .select(({ fn, eb }) => [
          'model',
          fn.countAll<number>().as('entries'),
          fn.sum<number>('hits').as('hits'),
          fn.sum<number>(eb('hits', '*', eb.ref('costUsd'))).as('savedUsd'),
        ])
        .groupBy('model')
        .orderBy('model')
        .execute(),
    );
  }
}
