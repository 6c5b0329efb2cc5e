/** @module The pairs that a learned policy may choose from, with the words of their cards indexed: made once for a snapshot. */
import { pairName, type RegistrySnapshot } from '../../domain/registry.js';
import type { PreparedTask } from '../../domain/task.js';
import { cardsOf } from '../../learning/cards.js';
import { poolOf, type Pool } from '../../learning/task-view.js';
import { fittingPairs, type Pair } from '../pairs.js';

export interface PairPool {
  /** Undefined: no pair can work on the task. */
  readonly pool: Pool | undefined;
  readonly pairs: ReadonlyMap<string, Pair>;
}

/** Of one snapshot; a step of training may offer each group other pairs. */
const MAX_KEPT = 64;

const made = new WeakMap<RegistrySnapshot, Map<string, PairPool>>();

/**
 * The pairs that can work on the task: a rejected call is nothing to be learned.
 * @param offered only these; undefined: all
 */
export function pairPool(
  snapshot: RegistrySnapshot,
  task: Pick<PreparedTask, 'images'>,
  offered: readonly string[] | undefined,
): PairPool {
  const ofSnapshot = made.get(snapshot) ?? new Map<string, PairPool>();
  made.set(snapshot, ofSnapshot);
  const key = JSON.stringify([task.images.length > 0, offered ?? null]);
  const known = ofSnapshot.get(key);
  if (known !== undefined) return known;
  const pairs = new Map(
    fittingPairs(snapshot, task)
      .filter(({ name }) => offered === undefined || offered.includes(name))
      .map((pair) => [pair.name, pair]),
  );
  const cards = cardsOf(snapshot).filter(({ model, skill }) => pairs.has(pairName(model, skill)));
  const fresh = { pairs, pool: cards.length === 0 ? undefined : poolOf(cards) };
  const [oldest] = ofSnapshot.keys();
  if (ofSnapshot.size >= MAX_KEPT && oldest !== undefined) ofSnapshot.delete(oldest);
  ofSnapshot.set(key, fresh);
  return fresh;
}
