/**
 * @module Who pays for a call: every attempt of a call for a batch with a budget reserves the most that it can cost before it is
 * sent, and is settled with what it did cost. Calls of rollouts whose batch has no budget pay nothing for this but a look a second.
 */
import { randomUUID } from 'node:crypto';
import { billedBy } from '../../domain/billed.js';
import { spendOf, type Spend } from '../../domain/budget.js';
import { isMaestroError, MaestroError } from '../../domain/errors.js';
import type { Usage } from '../../domain/expert.js';
import type { Budgets, Reservation } from '../../store/budgets.js';
import { Recent } from './recent.js';

/** So long a batch that had no budget is taken to have none still, milliseconds. */
const LOOK_MS = 1_000;
/** A call that was given up is settled within this time, or its worker is dead, milliseconds. */
const SLACK_MS = 30_000;
/** When to ask again: calls that are under way end soon; a budget is raised by a person. Milliseconds. */
const HELD_MS = 1_000;
const SPENT_MS = 3_000;

export interface Bill {
  /** Empty: nobody's budget. */
  readonly batch: string;
  /** The most that the call can cost. */
  readonly worst: Spend;
  /** How long the call may take, milliseconds. */
  readonly limitMs: number;
}

export interface Purse {
  /** Makes the call if it can be paid. @throws MaestroError BUDGET_SPENT, before the call; what the call throws */
  pay<T extends { readonly usage: Usage }>(bill: Bill, call: () => Promise<T>): Promise<T>;
}

export interface PurseOptions {
  readonly budgets: Budgets;
  readonly now: () => number;
  /** Does later what the store could not take at once. */
  readonly afterwards: (what: string, work: () => Promise<void>) => void;
}

export function createPurse({ budgets, now, afterwards }: PurseOptions): Purse {
  const limited = new Recent<boolean>(LOOK_MS, now, (batch) => budgets.has(batch));

  async function settle(reservation: Reservation, spent: Spend): Promise<void> {
    const write = (): Promise<void> => budgets.settle(reservation, spent, now());
    try {
      await write();
    } catch (error) {
      // The reply has come: it is not lost to a store that is away for a moment. Until then the reservation counts.
      if (!isMaestroError(error) || error.code !== 'STORE_UNAVAILABLE') throw error;
      afterwards(`the settlement of a call of ${reservation.batch}`, write);
    }
  }

  return {
    pay: async ({ batch, worst, limitMs }, call) => {
      if (batch === '' || !(await limited.get(batch))) return call();
      const reservation = { batch, id: randomUUID() };
      const nowMs = now();
      const admission = await budgets.reserve(reservation, worst, nowMs + limitMs + SLACK_MS, nowMs);
      if (admission.kind !== 'granted') {
        throw new MaestroError(
          'BUDGET_SPENT',
          `${batch}: ${admission.why}. Raise it with: maestro batch budget ${batch}`,
          {
            data: { batch },
            retryAfterMs: admission.kind === 'held' ? HELD_MS : SPENT_MS,
          },
        );
      }
      let spent = worst;
      try {
        const reply = await call();
        spent = spendOf(reply.usage);
        return reply;
      } catch (error) {
        spent = spentByFailure(error, worst);
        throw error;
      } finally {
        await settle(reservation, spent);
      }
    },
  };
}

/** What a failed call is booked with: what its server billed; else the most it can have cost, unless it did nothing. Pure. */
export function spentByFailure(error: unknown, worst: Spend): Spend {
  const billed = billedBy(error);
  if (billed !== undefined) return spendOf(billed);
  const refused = isMaestroError(error) && (error.code === 'EXPERT_UNAVAILABLE' || error.code === 'EXPERT_REJECTED');
  const unsent = isMaestroError(error) && (error.data.sent === false || error.code === 'MISSING_KEY');
  if (unsent) return { usd: 0, tokens: 0, calls: 0 };
  // One that timed out, was aborted, or brought garbage may be billed.
  return refused ? { usd: 0, tokens: 0, calls: 1 } : worst;
}
