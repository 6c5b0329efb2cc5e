/**
 * @module Budgets of batches, shared by all workers: what is settled, and what calls that are under way may still cost. A
 * reservation is a lease: it counts as spent until its call is settled, or until it runs out, as its holder died.
 */
import type { Account, Admission, Budget, Spend } from '../domain/budget.js';

export interface Reservation {
  readonly batch: string;
  /** Unique over all workers. */
  readonly id: string;
}

export interface BudgetState extends Account {
  /** Why a call was refused since the budget was last raised; empty: none was. */
  readonly refusal: string;
}

/** Errors of all methods as in `CallStore`. */
export interface Budgets {
  /** Limits the batch from now on, or raises its limits. What its recorded calls have cost before counts as settled. */
  set(batch: string, budget: Budget): Promise<BudgetState>;
  /** Undefined: the batch has no budget. */
  find(batch: string, nowMs: number): Promise<BudgetState | undefined>;
  /** Has the batch a budget? */
  has(batch: string): Promise<boolean>;
  /**
   * Reserves what a call may cost, if there is room for it. Without a budget everything is granted. The same reservation again, as after
   * a connection that broke before the answer came, is one.
   */
  reserve(reservation: Reservation, ask: Spend, expiresAtMs: number, nowMs: number): Promise<Admission>;
  /** Ends a reservation with what the call has cost; only the first time counts. */
  settle(reservation: Reservation, spent: Spend, nowMs: number): Promise<void>;
}
