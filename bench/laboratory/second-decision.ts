/** @module The second decision of a rollout, whose cost is measured: one answer has come, and many experts may still be asked. */
import { cardsOfWorld, makeWorld } from '../../dist/laboratory/world.js';
import { decidableOf, type Decidable } from '../../dist/learning/actions.js';
import { indexRecords, NO_RECORDS } from '../../dist/learning/records.js';
import { poolOf, viewTask } from '../../dist/learning/task-view.js';

/** What a rollout knows before its first call is made here; what each decision sees, by the function that is returned. */
export function secondDecision(experts: number): () => Decidable {
  const cards = cardsOfWorld(makeWorld({ experts, seed: 1, faults: 0 }));
  const task = { id: 't', question: 'how many objects', hasImages: false, image: '', kind: 'count' };
  const view = viewTask(poolOf(cards), task, indexRecords(NO_RECORDS));
  const seen = { pair: cards[0]?.pair ?? '', input: '', status: 'ok', answer: '3', key: '3', confidence: 0.9 } as const;
  return () => decidableOf(view, [seen], { callsLeft: 3, maxCalls: 4, moneyLeft: 1 });
}

/** Seconds that a turn of the work takes, after a tenth as many to warm up. */
export function secondsOf(rounds: number, work: () => number): number {
  let sum = 0;
  for (let round = 0; round < rounds / 10; round++) sum += work();
  const begun = performance.now();
  for (let round = 0; round < rounds; round++) sum += work();
  return Number.isNaN(sum) ? NaN : (performance.now() - begun) / rounds / 1_000;
}
