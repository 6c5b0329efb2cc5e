/**
 * @module How fast learning is, and what it comes to beside routers of the literature. On synthetic experts, so that it needs no
 * engine: no number of it is one of the product's experts.
 *
 * `npm run bench:learning -- [--seeds 5] [--first 1] [--experts 6] [--steps 200] [--test 1000]`
 */
import { parseArgs } from 'node:util';
import { bestByFamily, bestSingle } from '../../dist/laboratory/baselines.js';
import { bestPolicy } from '../../dist/laboratory/best-policy.js';
import { intervalOf, measure, testTasks, type Measured } from '../../dist/laboratory/measure.js';
import type { Decide } from '../../dist/laboratory/play.js';
import { linUcb } from '../../dist/laboratory/routers/linucb.js';
import { logisticRouter } from '../../dist/laboratory/routers/logistic.js';
import { nearestNeighbours } from '../../dist/laboratory/routers/nearest.js';
import { followRoute } from '../../dist/laboratory/routers/router.js';
import { train } from '../../dist/laboratory/train.js';
import { LABORATORY } from '../../dist/laboratory/trial.js';
import { makeWorld } from '../../dist/laboratory/world.js';
import { bestOption } from '../../dist/learning/choose.js';
import type { Group } from '../../dist/learning/groups.js';
import { createModel } from '../../dist/learning/model.js';
import { startLearner, updatePolicy } from '../../dist/learning/update.js';
import { secondDecision, secondsOf } from '../laboratory/second-decision.js';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '5' },
    first: { type: 'string', default: '1' },
    experts: { type: 'string', default: '6' },
    steps: { type: 'string', default: String(LABORATORY.steps) },
    test: { type: 'string', default: '1000' },
  },
});
const seeds = Array.from({ length: Number(values.seeds) }, (_, index) => Number(values.first) + index);
const steps = Number(values.steps);
const experts = Number(values.experts);
/** Train tasks of each of four families. */
const TASKS = LABORATORY.tasks * 4;
const model = createModel(LABORATORY.model);

speed();
rows();

function speed(): void {
  const decidable = secondDecision(64);
  const input = decidable();
  const weights = model.initial(1);
  const decide = secondsOf(2_000, () => bestOption(model, weights, decidable()).index);
  const score = secondsOf(20_000, () => bestOption(model, weights, input).index);
  console.log(
    `decisions with 64 pairs:          ${Math.round(1 / decide)}/s with features, ${Math.round(1 / score)}/s scored alone`,
  );

  const decisions = 1_000;
  const groups = groupsOf(decisions);
  const update = secondsOf(
    20,
    () => updatePolicy(LABORATORY.settings, model, startLearner(model, 1), groups).report.reward,
  );
  console.log(
    `update with ${decisions} decisions:       ${(update * 1_000).toFixed(0)} ms (${LABORATORY.settings.epochs} epochs, 12 options each)`,
  );

  const world = makeWorld({ experts, seed: Number(values.first), faults: 0 });
  const began = performance.now();
  const { curve } = train(world, { ...LABORATORY, seed: 1, steps });
  const seconds = (performance.now() - began) / 1_000;
  const groupsPerSecond = (curve.length * LABORATORY.tasksPerStep) / seconds;
  console.log(
    `groups of ${LABORATORY.groupSize}, played and learned:  ${groupsPerSecond.toFixed(0)}/s (${steps} steps in ${seconds.toFixed(1)} s)`,
  );
  const [single, best] = [singleOf(world), bestOf(world)];
  const reached = [...Array(8).keys()]
    .map((power) => 2 ** power)
    .filter((tried) => tried <= steps)
    .map((tried) => {
      const start = performance.now();
      const { decide: learned } = train(world, { ...LABORATORY, seed: 1, steps: tried });
      return {
        tried,
        seconds: (performance.now() - start) / 1_000,
        reward: measure(world, tasksOf(world), learned).reward,
      };
    })
    .find(({ reward }) => reward >= single + 0.9 * (best - single));
  console.log(
    `to 90 % of the way from the best single expert to the exact best policy: ` +
      (reached === undefined ? `not within ${steps} steps` : `${reached.seconds.toFixed(1)} s, ${reached.tried} steps`),
  );
}

function rows(): void {
  const kinds: readonly (readonly [name: string, calls: string, make: (seed: number) => Measured])[] = [
    [
      'best single expert',
      `${TASKS / 2} tasks of all experts`,
      (seed) => of(seed, (world) => bestSingle(world, TASKS / 2)),
    ],
    [
      'best expert of each family',
      `${TASKS / 2} tasks of all experts`,
      (seed) => of(seed, (world) => bestByFamily(world, TASKS / 2)),
    ],
    [
      'LinUCB (alpha 0.5)',
      `${calls()} calls`,
      (seed) => of(seed, (world) => followRoute(world, linUcb(world, TASKS, calls()))),
    ],
    [
      '40 nearest neighbours',
      `${TASKS} tasks of all experts`,
      (seed) => of(seed, (world) => followRoute(world, nearestNeighbours(world, TASKS))),
    ],
    [
      'logistic regression',
      `${TASKS} tasks of all experts`,
      (seed) => of(seed, (world) => followRoute(world, logisticRouter(world, TASKS))),
    ],
    [
      'learned orchestration',
      `about ${calls()} calls`,
      (seed) => of(seed, (world) => train(world, { ...LABORATORY, seed, steps }).decide),
    ],
    ['exact best policy', 'knows all profiles', (seed) => of(seed, exactBest)],
  ];
  console.log(
    `\n${experts} synthetic experts, seeds ${seeds[0]} to ${seeds.at(-1)}, ${values.test} test tasks; mean [95 % interval over seeds].`,
  );
  console.log('| policy | learned from | reward | accuracy | calls |\n|---|---|---|---|---|');
  for (const [name, source, make] of kinds) {
    const measured = seeds.map(make);
    const { mean, low, high } = intervalOf(measured.map(({ reward }) => reward));
    const about = (pick: (each: Measured) => number): string => intervalOf(measured.map(pick)).mean.toFixed(3);
    console.log(
      `| ${name} | ${source} | ${mean.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}] | ${about(({ accuracy }) => accuracy)} | ${about(({ calls }) => calls)} |`,
    );
  }
}

/** Calls of as many rollouts as learning plays, at its usual two a rollout. */
function calls(): number {
  return 2 * steps * LABORATORY.tasksPerStep * LABORATORY.groupSize;
}

type World = ReturnType<typeof makeWorld>;

function of(seed: number, make: (world: World) => Decide): Measured {
  const world = makeWorld({ experts, seed, faults: 0 });
  return measure(world, tasksOf(world), make(world));
}

function exactBest(world: World): Decide {
  const best = bestPolicy(world);
  return ({ family }, observed) => best.choose(family, observed);
}

function singleOf(world: World): number {
  return measure(world, tasksOf(world), bestSingle(world, TASKS / 2)).reward;
}

function bestOf(world: World): number {
  return measure(world, tasksOf(world), exactBest(world)).reward;
}

function tasksOf(world: World): ReturnType<typeof testTasks> {
  return testTasks(world, Number(values.test));
}

/** Groups of eight members of two decisions each. */
function groupsOf(decisions: number): readonly Group[] {
  const input = secondDecision(11)();
  const member = (index: number): Group['members'][number] => ({
    reward: index % 2,
    failed: false,
    decisions: [0, 1].map((turn) => ({
      ...input,
      chosen: (index + turn) % input.options.length,
      label: `${index}`,
      propensity: 1 / 12,
    })),
  });
  return Array.from({ length: decisions / 16 }, (_, group) => ({
    task: `t${group}`,
    members: Array.from({ length: 8 }, (__, index) => member(index)),
  }));
}
