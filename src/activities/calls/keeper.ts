/**
 * @module What this process holds in the store: places in the lines of models, and locks. While it holds any, one statement for
 * each kind extends them all from time to time; when the process dies, they run out and come back to the others.
 */
import { randomUUID } from 'node:crypto';
import type { CallStore, HeldPlace, Lease, Place } from '../../store/call-store.js';
import type { Chores } from './chores.js';

/**
 * Longer than Temporal waits for a missing heartbeat (10 s), so that a worker that lost its lease has lost its activity before; and
 * hardly longer, so that a killed worker's places are there when its calls are made again.
 */
export const LEASE_MS = 12_000;
/** Leases are renewed so many times in their life: a few renewals may fail. */
const RENEWALS = 4;

export interface KeeperOptions {
  readonly store: Pick<CallStore, 'lines' | 'locks'>;
  /** Names this process, for people. */
  readonly worker: string;
  /** How long a lease lasts unless it is renewed, milliseconds. */
  readonly leaseMs: number;
  readonly now: () => number;
  readonly chores: Chores;
}

export class Keeper {
  readonly #places = new Map<string, HeldPlace>();
  /** Holders by what they hold. */
  readonly #locks = new Map<string, string>();
  #timer: NodeJS.Timeout | undefined;
  #isRenewing = false;

  constructor(private readonly options: KeeperOptions) {}

  /** A lease that begins now, of a holder that has none yet. */
  lease(): Lease {
    return { holder: `${this.options.worker} ${randomUUID()}`, expiresAtMs: this.#endOfLease() };
  }

  keepPlace(place: Place, { holder }: Lease): void {
    this.#places.set(keyOf(place), { ...place, holder });
    this.#start();
  }

  /** Gives up what the holder may have got without hearing of it. */
  abandonPlace(model: string, { holder }: Lease): void {
    const { chores, store } = this.options;
    void chores.add(`leaving the line of ${model}`, () => store.lines.abandon(model, holder));
  }

  /** Gives the place back; resolves when others can see it. */
  leavePlace(place: Place): Promise<void> {
    this.#places.delete(keyOf(place));
    this.#stopIfIdle();
    const { chores, store } = this.options;
    return chores.add(`leaving the line of ${place.model}`, () => store.lines.leave(place));
  }

  /** @returns whether the lock is ours now */
  async lock(name: string): Promise<boolean> {
    const { store, now } = this.options;
    // A lock of this very process is no lock of the caller.
    if (this.#locks.has(name)) return false;
    const lease = this.lease();
    try {
      if (!(await store.locks.take(name, lease, now()))) return false;
    } catch (error) {
      // Whether it was taken before the store went away is not known.
      void this.#release(name, lease);
      throw error;
    }
    this.#locks.set(name, lease.holder);
    this.#start();
    return true;
  }

  unlock(name: string): Promise<void> {
    const holder = this.#locks.get(name);
    if (holder === undefined) return Promise.resolve();
    this.#locks.delete(name);
    this.#stopIfIdle();
    return this.#release(name, { holder });
  }

  #release(name: string, { holder }: Pick<Lease, 'holder'>): Promise<void> {
    const { chores, store } = this.options;
    return chores.add(`the release of ${name}`, () => store.locks.release(name, holder));
  }

  /** Renews nothing any more; gives back what is still held. */
  async close(): Promise<void> {
    for (const place of this.#places.values()) void this.leavePlace(place);
    for (const name of this.#locks.keys()) void this.unlock(name);
    await this.options.chores.close();
  }

  #endOfLease(): number {
    return this.options.now() + this.options.leaseMs;
  }

  #start(): void {
    this.#timer ??= setInterval(() => this.#renew(), this.options.leaseMs / RENEWALS).unref();
  }

  #stopIfIdle(): void {
    if (this.#places.size + this.#locks.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** In turn with what is given back: a place that was left is never renewed after that. */
  #renew(): void {
    // One waits for its turn, as while the database is away: another would say the same.
    if (this.#isRenewing) return;
    this.#isRenewing = true;
    const { chores, store, now } = this.options;
    const renewed = chores.add('the renewal of leases', async () => {
      await store.lines.renew([...this.#places.values()], this.#endOfLease());
      await store.locks.renew([...this.#locks.values()], this.#endOfLease(), now());
    });
    void renewed.then(() => (this.#isRenewing = false));
  }
}

function keyOf({ model, ticket }: Place): string {
  return `${ticket} ${model}`;
}
