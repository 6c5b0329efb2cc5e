/** @module The work of the benchmark: which services each rollout calls, how long each call takes, which ones fail. All by a seed. */
import { seededRandom } from '../../dist/domain/random.js';

/** Places of each service: 24 in all, as many as the pool of the reference has threads. */
export const PLACES = [2, 2, 3, 3, 3, 3, 4, 4] as const;
/** The service that is slowed, by how much, and for which part of its calls. */
export const SLOWED = { service: 3, factor: 2, from: 0.4, to: 0.7 } as const;
/** Of two calls, milliseconds: what the paper publishes. */
export const MEAN_TWO_CALLS_MS = 2_880;
const FAULTS = 0.05;
/** Of the logarithm: p95 is 3.1 times the mean, p99 6.2 times. */
const SIGMA = 1;

export const NAMES = PLACES.map((_, index) => `Service-${index + 1}`);

export interface Work {
  /** Services of the first and the second call, by rollout. */
  readonly calls: readonly (readonly [number, number])[];
  /** Calls of the service that is slowed. */
  readonly slowed: number;
}

/** Each service has its share of the calls, by its places, in an order that the seed gives. */
export function workOf(rollouts: number, seed: number): Work {
  const random = seededRandom('utilisation', String(seed));
  const all = PLACES.reduce((sum, places) => sum + places, 0);
  const services = Array.from({ length: 2 * rollouts }, (_, index) => serviceAt(index % all));
  for (let at = services.length - 1; at > 0; at--) {
    const other = random.int(0, at);
    [services[at], services[other]] = [services[other] ?? 0, services[at] ?? 0];
  }
  const calls = Array.from(
    { length: rollouts },
    (_, at) => [services[2 * at] ?? 0, services[2 * at + 1] ?? 0] as const,
  );
  return { calls, slowed: services.filter((service) => service === SLOWED.service).length };
}

function serviceAt(place: number): number {
  let left = place;
  return PLACES.findIndex((places) => (left -= places) < 0);
}

export interface Fate {
  readonly ms: number;
  readonly fails: boolean;
}

/** What becomes of one attempt of a call; at scale 1 a call takes half of {@link MEAN_TWO_CALLS_MS} on average. */
export function fateOf(seed: number, rollout: number, turn: number, attempt: number, scale: number): Fate {
  const random = seededRandom('fate', `${seed} ${rollout} ${turn} ${attempt}`);
  const normal = Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
  const ms = (MEAN_TWO_CALLS_MS / 2) * scale * Math.exp(SIGMA * normal - SIGMA ** 2 / 2);
  return { ms, fails: random.next() < FAULTS };
}
