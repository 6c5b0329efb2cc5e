/** @module Standing in line for a model: cheap to wait, first come first served over all workers, given up when time is over. */
import { MaestroError } from '../../domain/errors.js';
import type { Claim, LineLimits, Lines, Place } from '../../store/call-store.js';
import { Bell } from './bell.js';
import type { GatedModel, WaitOptions } from './gate.js';
import type { Keeper } from './keeper.js';
import { Recent } from './recent.js';

/** Between two looks; each waits anew at random, so that workers do not come all at once. */
const SHORTEST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 150;
/** A rate may allow the next call only in a minute: limits may change before. */
const LONGEST_PACE_MS = 5_000;
/** All who wait in this process share a look. */
const LOOK_MS = 40;

export interface LineOptions {
  readonly lines: Lines;
  readonly keeper: Keeper;
  readonly now: () => number;
}

export class Line {
  readonly #bells = new Map<string, Bell>();
  readonly #fronts = new Map<string, Recent<ReadonlySet<number>>>();

  constructor(private readonly options: LineOptions) {}

  /** Resolves when it is this call's turn. @throws MaestroError EXPERT_UNAVAILABLE (`busy`); the signal's reason */
  async take(model: GatedModel, { signal, untilMs, final }: WaitOptions): Promise<Place> {
    const { lines, now } = this.options;
    const limits = limitsOf(model);
    const startedAt = now();
    const entered = await this.#enter(model);
    const { place } = entered;
    let { claim } = entered;
    try {
      while (claim.kind !== 'granted') {
        const leftMs = untilMs - now();
        if (leftMs <= 0) throw busy(model, now() - startedAt, claim, final);
        await this.#bellOf(model).wait(Math.min(leftMs, pauseMs(claim)), signal);
        if (claim.kind === 'queued' && !(await this.#isInFront(model, place))) continue;
        claim = await lines.claim(place, limits, now());
      }
      return place;
    } catch (error) {
      this.leave(place);
      throw error;
    }
  }

  /** A place that can be used at once, or none. */
  async tryTake(model: GatedModel): Promise<Place | undefined> {
    const { place, claim } = await this.#enter(model);
    if (claim.kind === 'granted') return place;
    this.leave(place);
    return undefined;
  }

  leave(place: Place): void {
    void this.options.keeper.leavePlace(place).then(() => {
      this.#fronts.get(place.model)?.forget(place.model);
      this.#bells.get(place.model)?.ring();
    });
  }

  async #enter(model: GatedModel) {
    const { lines, keeper, now } = this.options;
    const lease = keeper.lease();
    try {
      const entered = await lines.enter(model.id, limitsOf(model), lease, now());
      keeper.keepPlace(entered.place, lease);
      return entered;
    } catch (error) {
      // Whether a place was taken before the store went away is not known.
      keeper.abandonPlace(model.id, lease);
      throw error;
    }
  }

  async #isInFront(model: GatedModel, { ticket }: Place): Promise<boolean> {
    return (await this.#frontOf(model).get(model.id)).has(ticket);
  }

  /** The tickets whose turn it is. Places that ran out are removed when they are seen: their holder is dead. */
  #frontOf({ id, concurrency }: GatedModel): Recent<ReadonlySet<number>> {
    const known = this.#fronts.get(id);
    if (known !== undefined) return known;
    const { lines, now } = this.options;
    const front = new Recent<ReadonlySet<number>>(LOOK_MS, now, async () => {
      const places = await lines.front(id, concurrency);
      if (!places.some((place) => place.expiresAtMs <= now())) return new Set(places.map((place) => place.ticket));
      await lines.removeExpired(id, now());
      return new Set((await lines.front(id, concurrency)).map((place) => place.ticket));
    });
    this.#fronts.set(id, front);
    return front;
  }

  #bellOf({ id }: GatedModel): Bell {
    const known = this.#bells.get(id);
    if (known !== undefined) return known;
    const bell = new Bell();
    this.#bells.set(id, bell);
    return bell;
  }
}

function limitsOf({ concurrency, ratePerMinute }: GatedModel): LineLimits {
  return { limit: concurrency, ratePerMinute };
}

function pauseMs(claim: Exclude<Claim, { kind: 'granted' }>): number {
  const random = SHORTEST_PAUSE_MS + Math.random() * (LONGEST_PAUSE_MS - SHORTEST_PAUSE_MS);
  return claim.kind === 'queued' ? random : Math.min(claim.waitMs, LONGEST_PACE_MS) + random / 4;
}

function busy(
  model: GatedModel,
  waitedMs: number,
  claim: Exclude<Claim, { kind: 'granted' }>,
  final: boolean,
): MaestroError {
  const seconds = `${Math.round(waitedMs / 100) / 10} s`;
  const why =
    claim.kind === 'queued'
      ? takenNote(model.concurrency, claim.ahead)
      : `its rate of ${model.ratePerMinute ?? 0} calls a minute was used up`;
  return new MaestroError('EXPERT_UNAVAILABLE', `busy, no slot within ${seconds} (model "${model.id}"): ${why}.`, {
    data: { model: model.id, reason: 'busy' },
    final,
  });
}

function takenNote(slots: number, ahead: number): string {
  const taken = slots === 1 ? 'its only slot was taken' : `all ${slots} slots were taken`;
  return ahead > slots ? `${taken}, and ${ahead - slots} more came before` : taken;
}
