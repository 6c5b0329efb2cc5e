/** @module The pairs that a learned policy may choose from, with the words of their cards indexed: made once for a snapshot. */
import type { RegistrySnapshot } from '../../domain/registry.js';
import type { PreparedTask, TrainingInput } from '../../domain/task.js';
import { cardsOf, type PairCard } from '../../learning/cards.js';
import { poolOf, type Pool } from '../../learning/task-view.js';
import { varyCards, varyPairs } from '../../learning/vary.js';
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
 * @param training what a group is offered of them; undefined: all, as they are
 */
export function pairPool(
  snapshot: RegistrySnapshot,
  task: Pick<PreparedTask, 'id' | 'images'>,
  training: TrainingInput | undefined,
): PairPool {
  const ofSnapshot = made.get(snapshot) ?? new Map<string, PairPool>();
  made.set(snapshot, ofSnapshot);
  const key = JSON.stringify([task.images.length > 0, offerOf(task, training)]);
  const known = ofSnapshot.get(key);
  if (known !== undefined) return known;
  const { pairs, cards } = offeredCards(snapshot, task, training);
  const fresh = { pairs, pool: cards.length === 0 ? undefined : poolOf(cards) };
  const [oldest] = ofSnapshot.keys();
  if (ofSnapshot.size >= MAX_KEPT && oldest !== undefined) ofSnapshot.delete(oldest);
  ofSnapshot.set(key, fresh);
  return fresh;
}

/** The same without the index of their words. */
export function offeredCards(
  snapshot: RegistrySnapshot,
  task: Pick<PreparedTask, 'id' | 'images'>,
  training: TrainingInput | undefined,
): { readonly pairs: PairPool['pairs']; readonly cards: readonly PairCard[] } {
  const offered = training?.pool;
  const fitting = fittingPairs(snapshot, task).filter(({ name }) => offered === undefined || offered.includes(name));
  const { vary, run = '', step = 0 } = training ?? {};
  const group = { run, step, task: task.id };
  const names = new Set(
    varyPairs(
      fitting.map(({ name }) => name),
      vary?.pairs ?? 0,
      group,
    ),
  );
  const pairs = new Map(fitting.filter(({ name }) => names.has(name)).map((pair) => [pair.name, pair]));
  const cards = cardsOf(snapshot).filter(({ pair }) => pairs.has(pair));
  return { pairs, cards: varyCards(cards, vary?.cards ?? 0, group) };
}

/** What tells the offers of two groups apart. */
function offerOf(task: Pick<PreparedTask, 'id'>, training: TrainingInput | undefined): readonly unknown[] {
  const { pool, vary, run, step } = training ?? {};
  if (vary === undefined || (vary.pairs === 0 && vary.cards === 0)) return [pool ?? null];
  return [pool ?? null, vary.pairs, vary.cards, run, step, task.id];
}
