/** @module Circuit breakers in SQL: a row a model, written on failures and transitions only. */
import type { Kysely } from 'kysely';
import { z } from 'zod';
import { CLOSED, type Breaker } from '../domain/breaker.js';
import type { Breakers, ModelBreaker } from './call-store.js';
import { decoder, storableText } from './row-codecs.js';
import type { Schema } from './sql-schema.js';
import type { Guard } from './guard.js';

const time = z.number().int().nullable();

const decode = decoder(
  'breakers',
  z
    .object({
      model: z.string(),
      state: z.enum(['closed', 'open']),
      failures: z.number().int(),
      trips: z.number().int(),
      openedAtMs: time,
      retryAtMs: time,
      reason: z.string(),
    })
    .transform(({ model, ...breaker }): ModelBreaker => ({ model, breaker })),
);

export class SqlBreakers implements Breakers {
  constructor(
    private readonly db: Kysely<Schema>,
    private readonly guard: Guard,
  ) {}

  async find(model: string): Promise<Breaker | undefined> {
    const row = await this.guard(() =>
      this.db.selectFrom('breakers').selectAll().where('model', '=', model).executeTakeFirst(),
    );
    return row === undefined ? undefined : decode(row).breaker;
  }

  update(model: string, change: (breaker: Breaker) => Breaker): Promise<Breaker> {
    return this.guard(() =>
      this.db.transaction().execute(async (transaction) => {
        // Writing the model's name over itself locks the row, whatever the database.
        const row = await transaction
          .insertInto('breakers')
          .values({ model, ...CLOSED })
          .onConflict((conflict) => conflict.column('model').doUpdateSet({ model }))
          .returningAll()
          .executeTakeFirstOrThrow();
        const before = decode(row).breaker;
        const after = change(before);
        if (after === before) return before;
        const stored = { ...after, reason: storableText(after.reason) };
        await transaction.updateTable('breakers').set(stored).where('model', '=', model).execute();
        return stored;
      }),
    );
  }

  list() {
    return this.guard(async () =>
      (await this.db.selectFrom('breakers').selectAll().orderBy('model').execute()).map(decode),
    );
  }
}
