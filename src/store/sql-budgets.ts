/** @module Budgets in SQL: whoever reserves is alone with the row of the batch until its transaction ends. */
import type { Kysely, Transaction } from 'kysely';
import { addSpend, admit, mergeBudgets, NO_SPEND, type Admission, type Budget, type Spend } from '../domain/budget.js';
import type { Budgets, BudgetState, Reservation } from './budgets.js';
import type { Schema, StoredBudget } from './sql-schema.js';
import type { Guard } from './guard.js';

/** So long a settled call is remembered: longer than a settlement that found no answer is tried again, milliseconds. */
const REMEMBERED_MS = 300_000;

export class SqlBudgets implements Budgets {
  constructor(
    private readonly db: Kysely<Schema>,
    private readonly guard: Guard,
  ) {}

  set(batch: string, change: Budget): Promise<BudgetState> {
    return this.transact(async (transaction) => {
      const before = await lockBudget(transaction, batch);
      const settled = before === undefined ? await recordedSpend(transaction, batch) : settledOf(before);
      const { usd, tokens, calls } = mergeBudgets(before === undefined ? {} : budgetOf(before), change);
      const limits = { maxUsd: usd ?? null, maxTokens: tokens ?? null, maxCalls: calls ?? null, refusal: '' };
      const row = {
        ...{ batch, ...limits },
        ...{ settledUsd: settled.usd, settledTokens: settled.tokens, settledCalls: settled.calls },
      };
      await transaction
        .insertInto('budgets')
        .values(row)
        .onConflict((conflict) => conflict.column('batch').doUpdateSet(limits))
        .execute();
      return { budget: budgetOf(row), settled, open: await openSpend(transaction, batch), refusal: '' };
    });
  }

  find(batch: string, nowMs: number): Promise<BudgetState | undefined> {
    return this.guard(async () => {
      const row = await this.db.selectFrom('budgets').selectAll().where('batch', '=', batch).executeTakeFirst();
      if (row === undefined) return undefined;
      const open = await openSpend(this.db, batch, nowMs);
      return { budget: budgetOf(row), settled: settledOf(row), open, refusal: row.refusal };
    });
  }

  async has(batch: string): Promise<boolean> {
    const query = this.db.selectFrom('budgets').select('batch').where('batch', '=', batch);
    return (await this.guard(() => query.executeTakeFirst())) !== undefined;
  }

  reserve({ batch, id }: Reservation, ask: Spend, expiresAtMs: number, nowMs: number): Promise<Admission> {
    return this.transact(async (transaction) => {
      const row = await lockBudget(transaction, batch);
      if (row === undefined) return { kind: 'granted' };
      await transaction
        .deleteFrom('reservations')
        .where('batch', '=', batch)
        .where('settled', 'in', [0, 1])
        .where('expiresAtMs', '<=', nowMs)
        .execute();
      const open = await openSpend(transaction, batch, nowMs, id);
      const admission = admit({ budget: budgetOf(row), settled: settledOf(row), open }, ask);
      if (admission.kind === 'granted') {
        await transaction
          .insertInto('reservations')
          .values({ batch, id, ...ask, expiresAtMs, settled: 0 })
          .onConflict((conflict) => conflict.columns(['batch', 'id']).doNothing())
          .execute();
      } else if (admission.kind === 'spent' && row.refusal === '') {
        await transaction.updateTable('budgets').set({ refusal: admission.why }).where('batch', '=', batch).execute();
      }
      return admission;
    });
  }

  async settle({ batch, id }: Reservation, { usd, tokens, calls }: Spend, nowMs: number): Promise<void> {
    await this.transact(async (transaction) => {
      // The budget first, as `reserve` does: both wait for its row.
      if ((await lockBudget(transaction, batch)) === undefined) return;
      const mark = { ...NO_SPEND, settled: 1, expiresAtMs: nowMs + REMEMBERED_MS };
      // A reservation that ran out is gone; what its call has cost is spent all the same.
      const fresh = await transaction
        .insertInto('reservations')
        .values({ batch, id, ...mark })
        .onConflict((conflict) =>
          conflict.columns(['batch', 'id']).doUpdateSet(mark).where('reservations.settled', '=', 0),
        )
        .returning('id')
        .executeTakeFirst();
      if (fresh === undefined) return;
      await transaction
        .updateTable('budgets')
        .set((update) => ({
          settledUsd: update('settledUsd', '+', usd),
          settledTokens: update('settledTokens', '+', tokens),
          settledCalls: update('settledCalls', '+', calls),
        }))
        .where('batch', '=', batch)
        .execute();
    });
  }

  private transact<T>(work: (transaction: Transaction<Schema>) => Promise<T>): Promise<T> {
    return this.guard(() => this.db.transaction().execute(work));
  }
}

/** The row of the batch, locked until the transaction ends. */
function lockBudget(transaction: Transaction<Schema>, batch: string): Promise<StoredBudget | undefined> {
  return transaction
    .updateTable('budgets')
    .set((update) => ({ refusal: update.ref('refusal') }))
    .where('batch', '=', batch)
    .returningAll()
    .executeTakeFirst();
}

/** @param but a reservation that is left out */
async function openSpend(db: Kysely<Schema>, batch: string, nowMs = 0, but = ''): Promise<Spend> {
  const row = await db
    .selectFrom('reservations')
    .select(({ fn }) => [
      fn.sum<number | string | null>('usd').as('usd'),
      fn.sum<number | string | null>('tokens').as('tokens'),
      fn.sum<number | string | null>('calls').as('calls'),
    ])
    .where('batch', '=', batch)
    .where('settled', '=', 0)
    .where('expiresAtMs', '>', nowMs)
    .where('id', '!=', but)
    .executeTakeFirst();
  if (row === undefined) return NO_SPEND;
  return { usd: Number(row.usd ?? 0), tokens: Number(row.tokens ?? 0), calls: Number(row.calls ?? 0) };
}

/** What is known of the calls of a batch that had no budget so far: ids of its rollouts begin with its own. */
async function recordedSpend(db: Kysely<Schema>, batch: string): Promise<Spend> {
  const from = `${batch}-`;
  // The character behind the hyphen.
  const to = `${batch}.`;
  const columns = ['calls', 'promptTokens', 'completionTokens', 'costUsd'] as const;
  const replies = db.selectFrom('calls').select(columns).where('rolloutId', '>=', from).where('rolloutId', '<', to);
  const failed = db
    .selectFrom('failedCalls')
    .select(columns)
    .where('rolloutId', '>=', from)
    .where('rolloutId', '<', to);
  const rows = await db
    .selectFrom(replies.unionAll(failed).as('made'))
    .select(({ fn }) => [
      fn.sum<number | string | null>('costUsd').as('usd'),
      fn.sum<number | string | null>('promptTokens').as('prompt'),
      fn.sum<number | string | null>('completionTokens').as('completion'),
      fn.sum<number | string | null>('calls').as('calls'),
    ])
    .execute();
  return rows
    .map((row) => ({
      usd: Number(row.usd ?? 0),
      tokens: Number(row.prompt ?? 0) + Number(row.completion ?? 0),
      calls: Number(row.calls ?? 0),
    }))
    .reduce(addSpend, NO_SPEND);
}

function budgetOf({ maxUsd, maxTokens, maxCalls }: Pick<StoredBudget, 'maxUsd' | 'maxTokens' | 'maxCalls'>): Budget {
  return {
    ...(maxUsd === null ? {} : { usd: maxUsd }),
    ...(maxTokens === null ? {} : { tokens: maxTokens }),
    ...(maxCalls === null ? {} : { calls: maxCalls }),
  };
}

function settledOf({ settledUsd, settledTokens, settledCalls }: StoredBudget): Spend {
  return { usd: settledUsd, tokens: settledTokens, calls: settledCalls };
}
