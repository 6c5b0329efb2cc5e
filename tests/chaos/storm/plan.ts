/** @module When who is killed: by the progress of the batch, in an order and at moments that the seed decides. */
import { seededRandom } from '../../../src/domain/random.js';

export const VICTIMS = ['worker', 'server', 'database'] as const;
export type Victim = (typeof VICTIMS)[number];
export type Kills = Readonly<Record<Victim, number>>;

export interface PlannedKill {
  readonly victim: Victim;
  /** Share of the answers that have been given by then. */
  readonly at: number;
}

/** Of the answers, before the first and after the last kill: something runs before it, and something goes on after it. */
const MARGIN = 0.05;

export function planKills(seed: number, kills: Kills): readonly PlannedKill[] {
  const random = seededRandom('kills', seed);
  const victims = random.shuffle(VICTIMS.flatMap((victim) => Array.from({ length: kills[victim] }, () => victim)));
  const moments = victims.map((_, index) => (index + random.next()) / victims.length);
  return victims.map((victim, index) => ({ victim, at: MARGIN + (moments[index] ?? 0) * (0.9 - 2 * MARGIN) }));
}
