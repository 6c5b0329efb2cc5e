/**
 * @module What workers share about the calls of endpoint models: who may call now, what is down, what is known already. Times are
 * milliseconds since the epoch by a clock that all workers share (`store-clock.ts`).
 * All methods throw MaestroError STORE_UNAVAILABLE when the database is locked for long, full, damaged or gone.
 */
import type { Breaker } from '../domain/breaker.js';
import type { JsonValue } from '../domain/ref.js';
import type { Budgets } from './budgets.js';

/** A place in the line of a model. The first `limit` places may call; all others wait their turn. */
export interface Place {
  readonly model: string;
  /** Ascending in the order of arrival, over all workers. */
  readonly ticket: number;
}

export interface LineLimits {
  /** Calls at once, over all workers. */
  readonly limit: number;
  readonly ratePerMinute: number | undefined;
}

export type Claim =
  /** The call may be made; its token of the rate is taken. */
  | { readonly kind: 'granted' }
  /** `ahead` others came before. */
  | { readonly kind: 'queued'; readonly ahead: number }
  /** There is room, but the rate allows no call for so many milliseconds. */
  | { readonly kind: 'paced'; readonly waitMs: number };

export interface Lease {
  /** Chosen anew for each place and each lock, so that whoever takes one again, not knowing whether it was taken, finds its own. */
  readonly holder: string;
  readonly expiresAtMs: number;
}

export type HeldPlace = Place & Pick<Lease, 'holder'>;

/**
 * Lines before models: a place is a lease, which its holder renews and which others may remove once it has expired. A place counts
 * until it is removed, so that no two can believe to be first.
 */
export interface Lines {
  /** Takes the last place, and claims it in the same transaction. Run again after a connection broke, it finds its holder's place. */
  enter(model: string, limits: LineLimits, lease: Lease, nowMs: number): Promise<{ place: Place; claim: Claim }>;
  /** Asks whether the place's turn has come; takes a token of the rate if so. Ask again only while it is not granted. */
  claim(place: Place, limits: LineLimits, nowMs: number): Promise<Claim>;
  /** The first places of a line, without taking any lock. */
  front(model: string, count: number): Promise<readonly { readonly ticket: number; readonly expiresAtMs: number }[]>;
  /** Extends the places; one that was removed meanwhile counts again, as its call is still under way. */
  renew(places: readonly HeldPlace[], expiresAtMs: number): Promise<void>;
  leave(place: Place): Promise<void>;
  /** Gives up whatever place the holder has in the line of a model: it was not told whether it has one. */
  abandon(model: string, holder: string): Promise<void>;
  removeExpired(model: string, nowMs: number): Promise<void>;
  /** How many stand in each line. */
  lengths(): Promise<readonly { readonly model: string; readonly places: number }[]>;
}

/** Exclusive leases by name: the probe of a half-open circuit, a call that many want to make. */
export interface Locks {
  /** True: the holder has it, until it expires; also when it had it before. */
  take(name: string, lease: Lease, nowMs: number): Promise<boolean>;
  /** Extends those that are still their holders'; removes what others let expire. */
  renew(holders: readonly string[], expiresAtMs: number, nowMs: number): Promise<void>;
  release(name: string, holder: string): Promise<void>;
}

export interface ModelBreaker {
  readonly model: string;
  readonly breaker: Breaker;
}

export interface Breakers {
  /** Undefined: never failed. */
  find(model: string): Promise<Breaker | undefined>;
  /** Changes the breaker of a model while no other worker can; `change` is pure and may be run again. Returns what stands then. */
  update(model: string, change: (breaker: Breaker) => Breaker): Promise<Breaker>;
  list(): Promise<readonly ModelBreaker[]>;
}

/** A reply worth keeping for other rollouts. What it cost is kept to tell what hits save. */
export interface CachedCall {
  readonly key: string;
  readonly model: string;
  readonly body: JsonValue;
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly costUsd: number;
  readonly latencyMs: number;
}

export interface CacheStats {
  readonly model: string;
  readonly entries: number;
  readonly hits: number;
  /** US dollars that the hits would have cost. */
  readonly savedUsd: number;
}

/** Replies of deterministic calls, for new rollouts. The ledger, which serves the same rollout again, is another table. */
export interface CallCache {
  /** Counts a hit when there is one. */
  find(key: string, nowMs: number): Promise<CachedCall | undefined>;
  /** The first write of a key stands. */
  add(call: CachedCall, nowMs: number): Promise<void>;
  stats(): Promise<readonly CacheStats[]>;
}

/** All of it. */
export interface CallStore {
  readonly lines: Lines;
  readonly locks: Locks;
  readonly breakers: Breakers;
  readonly cache: CallCache;
  readonly budgets: Budgets;
}
