/**
 * @module The laboratory of synthetic experts: what learning comes to, beside the exact best policy, over seeds; and what a decision
 * costs. No number of it is one of the product's experts.
 *
 * `npm run laboratory -- [--seeds 10] [--first 1] [--experts 2,4,6,8,32] [--faults 0,0.2] [--test 1000] [--steps 200] [--model linear|two-tower]
 * [--norm none|std]`
 */
import { parseArgs } from 'node:util';
import { intervalOf } from '../../dist/laboratory/measure.js';
import { LABORATORY, runTrial, type Trial } from '../../dist/laboratory/trial.js';
import { bestOption } from '../../dist/learning/choose.js';
import { createModel, type ModelSpec } from '../../dist/learning/model.js';
import { secondDecision, secondsOf } from './second-decision.js';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '10' },
    first: { type: 'string', default: '1' },
    experts: { type: 'string', default: '2,4,6,8,32' },
    faults: { type: 'string', default: '0,0.2' },
    test: { type: 'string', default: '1000' },
    steps: { type: 'string', default: String(LABORATORY.steps) },
    model: { type: 'string', default: 'linear' },
    norm: { type: 'string', default: 'none' },
  },
});
const seeds = Array.from({ length: Number(values.seeds) }, (_, index) => Number(values.first) + index);
const model: ModelSpec = values.model === 'two-tower' ? { kind: 'two-tower', width: 4 } : { kind: 'linear' };
const settings = { ...LABORATORY.settings, norm: values.norm === 'std' ? 'std' : 'none' } as const;

console.log(
  `Synthetic experts: ${values.model} policy, norm ${values.norm}, ${values.steps} steps of ${LABORATORY.tasksPerStep} groups of ` +
    `${LABORATORY.groupSize}, ${values.test} test tasks, seeds ${seeds[0]} to ${seeds.at(-1)}.`,
);
console.log(
  'Reward: a right answer is 1, less the cost of calls; mean over seeds [95 % interval], calls a task in brackets.\n',
);
console.log('| experts | faults | uniform | best single | best by family | learned | exact best, or bound | regret |');
console.log('|---|---|---|---|---|---|---|---|');
for (const faults of values.faults.split(',').map(Number)) {
  for (const experts of values.experts.split(',').map(Number)) {
    const trials = seeds.map((seed) =>
      runTrial({ experts, seed, faults }, Number(values.test), { model, settings, steps: Number(values.steps) }),
    );
    console.log(rowOf(experts, faults, trials));
  }
}
console.log(`\nA decision with 64 pairs takes ${decisionMs(64).toFixed(3)} ms (mean of 2,000, ${values.model}).`);

function rowOf(experts: number, faults: number, trials: readonly Trial[]): string {
  const shown = (of: (trial: Trial) => number): string => {
    const { mean, low, high } = intervalOf(trials.map(of));
    return `${mean.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]`;
  };
  const calls = (of: (trial: Trial) => number): string => ` (${intervalOf(trials.map(of)).mean.toFixed(2)})`;
  const exact = trials.every(({ best }) => best !== null);
  const cells = [
    String(experts),
    `${Math.round(100 * faults)} %`,
    shown(({ uniform }) => uniform.reward) + calls(({ uniform }) => uniform.calls),
    shown(({ single }) => single.reward),
    shown(({ byFamily }) => byFamily.reward),
    shown(({ learned }) => learned.reward) + calls(({ learned }) => learned.calls),
    exact
      ? shown(({ best }) => best?.reward ?? NaN) + calls(({ best }) => best?.calls ?? NaN)
      : `at most ${shown(({ ceiling }) => ceiling)}`,
    (exact ? '' : 'at most ') + shown(({ regret }) => regret),
  ];
  return `| ${cells.join(' | ')} |`;
}

/** Features included; mean over many. */
function decisionMs(experts: number): number {
  const scorer = createModel(model);
  const weights = scorer.initial(1);
  const decidable = secondDecision(experts);
  return 1_000 * secondsOf(2_000, () => bestOption(scorer, weights, decidable()).index);
}
