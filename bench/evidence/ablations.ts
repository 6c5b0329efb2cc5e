/** @module Ablations over the table, each trained anew with the same seeds and budget: the arms of `maestro ablate`, and of learning. */
import { ablationPlan } from '../../dist/cli/report/ablation-arms.js';
import { greedy, lookThrough } from '../../dist/evidence/look.js';
import { differenceOf, figuresOf, type Arm } from '../../dist/evidence/measure.js';
import { play } from '../../dist/evidence/play.js';
import { pairsOf } from '../../dist/evidence/unseen.js';
import { trainOnTable, type TableTraining } from '../../dist/evidence/train.js';
import { indexRecords, NO_RECORDS } from '../../dist/learning/records.js';
import { points, share, type MainEvidence, type Study } from './main-evidence.js';

/** Seeds of each arm, and random nested subsets of skills. */
const SEEDS = 5;
const SUBSETS = 3;

interface Ablation {
  readonly label: string;
  readonly changes: Partial<TableTraining>;
}

export function printAblations({ snapshot, entries, seeds, training }: Study, { test, arms }: MainEvidence): void {
  const some = seeds.slice(0, SEEDS);
  const run = (changes: Partial<TableTraining>): Arm['played'] =>
    some.map((seed) => {
      const given = { ...training(seed), ...changes };
      const { model, weights } = trainOnTable(given);
      const { maxCalls } = given.settings;
      const look = lookThrough(snapshot, indexRecords(given.records));
      const decide = greedy(look, model, weights, { maxCalls, pairs: given.pairs });
      return test.map((entry) => play(entry, decide, { maxCalls }));
    });
  const full = { name: 'all pairs', played: arms.learned.played.slice(0, SEEDS) };
  const { arms: plan, left_out } = ablationPlan(snapshot, {
    ...{ model: undefined, sizes: [2, 4, 6, 8], subsets: SUBSETS, seed: 1 },
  });
  const ablations: readonly Ablation[] = [
    ...plan
      .filter(({ id }) => id !== 'full')
      .map(({ label, skills }) => ({
        label,
        changes: {
          pairs: pairsOf(entries).filter((pair) => {
            const [model = '', skill = ''] = pair.split('@@');
            return skills[model]?.includes(skill) === true;
          }),
        },
      })),
    { label: 'no answer reward', changes: { answerCounts: false, validation: [] } },
    { label: 'no records (cards alone)', changes: { records: NO_RECORDS } },
    { label: 'one call', changes: { settings: { ...training(0).settings, maxCalls: 1 } } },
  ];
  console.log(`### Ablations: trained anew, seeds ${some[0]} to ${some.at(-1)}\n`);
  console.log('| arm | accuracy, test | calls a task | over all pairs | p |\n|---|---|---|---|---|');
  for (const label of ['all pairs', ...new Set(ablations.map((each) => each.label))]) {
    const own = ablations.filter((each) => each.label === label);
    // Subsets of one size are averaged: their rollouts stand beside those of as many full policies.
    const arm = own.length === 0 ? full : { name: label, played: own.flatMap(({ changes }) => run(changes)) };
    const beside = {
      name: full.name,
      played: Array.from({ length: Math.max(1, own.length) }, () => full.played).flat(),
    };
    const { accuracy, calls } = figuresOf(arm, test);
    console.log(
      `| ${label} | ${share(accuracy.mean)} | ${calls.toFixed(2)} | ${own.length === 0 ? '- | -' : points(differenceOf(arm, beside, test))} |`,
    );
  }
  console.log(`\nNot comparable: ${left_out.join(' ')}\n`);
}
