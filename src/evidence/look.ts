/** @module What a learned policy sees of a task of the table: the pairs that it is offered, as the product offers them, and the state. */
import type { RegistrySnapshot } from '../domain/registry.js';
import type { TrainingInput } from '../domain/task.js';
import { decidableOf, type Decidable } from '../learning/actions.js';
import { bestOption } from '../learning/choose.js';
import { learnTaskOf } from '../learning/learn-task.js';
import type { ScoreModel } from '../learning/model.js';
import type { Observed } from '../learning/observed.js';
import type { RecordIndex } from '../learning/records.js';
import { viewTask, type Pool, type TaskView } from '../learning/task-view.js';
import { pairPool } from '../policies/learned/pair-pool.js';
import type { Decide } from './play.js';
import type { TableTask } from './table.js';

/** @param training what is offered; undefined: all pairs, as they are */
export type Look = (entry: TableTask, training: TrainingInput | undefined) => TaskView;

export function lookThrough(snapshot: RegistrySnapshot, records: RecordIndex): Look {
  const kept = new Map<string, { readonly pool: Pool; readonly view: TaskView }>();
  return ({ task }, training) => {
    const { pool } = pairPool(snapshot, task, training);
    if (pool === undefined) return { task: learnTaskOf(task), pairs: [] };
    const known = kept.get(task.id);
    if (known?.pool === pool) return known.view;
    const view = viewTask(pool, learnTaskOf(task), records);
    kept.set(task.id, { pool, view });
    return view;
  };
}

export function decidableIn(view: TaskView, observed: readonly Observed[], maxCalls: number): Decidable {
  return decidableOf(view, observed, { callsLeft: maxCalls - observed.length, maxCalls, moneyLeft: 1 });
}

/** What tells a policy which pairs it is offered, where that is not all of them. */
export function offerOf(pairs: readonly string[] | undefined): TrainingInput | undefined {
  return pairs === undefined ? undefined : { run: '', step: 0, member: 0, exploration: 0, pool: pairs };
}

/** The policy as it is used: the best option. @param pairs the only ones that it is offered; undefined: all */
export function greedy(
  look: Look,
  model: ScoreModel,
  weights: readonly number[],
  { maxCalls, pairs }: { readonly maxCalls: number; readonly pairs?: readonly string[] | undefined },
): Decide {
  const offer = offerOf(pairs);
  return (entry, observed) => {
    const input = decidableIn(look(entry, offer), observed, maxCalls);
    return input.options.length === 0 ? undefined : input.options[bestOption(model, weights, input).index]?.choice;
  };
}
