/** @module The training loop in memory: probes, then groups of rollouts and updates. Everything is a function of its seed. */
import { decidableOf, labelOf, type Decidable } from '../learning/actions.js';
import { bestOption, sampleOption, type Chosen } from '../learning/choose.js';
import type { DecisionSample, Group, Member } from '../learning/groups.js';
import { createModel, type ModelSpec, type ScoreModel } from '../learning/model.js';
import type { Observed } from '../learning/observed.js';
import { pickTasks } from '../learning/pick-tasks.js';
import { freezeRecords, indexRecords, type RecordIndex } from '../learning/records.js';
import type { GrpoSettings } from '../learning/settings.js';
import { poolOf, viewTask, type TaskView } from '../learning/task-view.js';
import { startLearner, updatePolicy, type Learner } from '../learning/update.js';
import { play, type Decide } from './play.js';
import { drawTask, reply, type SyntheticTask } from './task.js';
import { cardsOfWorld, type World } from './world.js';

export interface TrainOptions {
  readonly seed: number;
  readonly model: ModelSpec;
  readonly steps: number;
  readonly tasksPerStep: number;
  readonly groupSize: number;
  readonly exploration: number;
  /** Calls of each expert on tasks of each family, for its record. */
  readonly probes: number;
  /** Train tasks of each family. */
  readonly tasks: number;
  readonly settings: GrpoSettings;
}

export interface Trained {
  readonly learner: Learner;
  /** Mean reward of each step, exploration included. */
  readonly curve: readonly number[];
  /** Greedy: the policy as it is used. */
  readonly decide: Decide;
}

export function train(world: World, options: TrainOptions): Trained {
  const { model: spec, settings, seed, steps, tasksPerStep } = options;
  const model = createModel(spec);
  const look = lookOf(world, options.probes);
  const run = `laboratory ${world.name} run ${seed}`;
  const families = world.families.map(({ name }, family) => ({
    family: name,
    tasks: Array.from({ length: options.tasks }, (_, index) =>
      drawTask(world, 'train', index * world.families.length + family),
    ),
  }));
  let learner = startLearner(model, seed);
  const curve: number[] = [];
  for (let step = 0; step < steps; step++) {
    const groups = pickTasks(families, run, step, tasksPerStep).map((task) =>
      playGroup(world, task, look, model, learner.weights, options, { run, step }),
    );
    const { learner: next, report } = updatePolicy(settings, model, learner, groups);
    learner = next;
    curve.push(report.reward);
  }
  const { weights } = learner;
  return { learner, curve, decide: decideBy(world, look, (input) => bestOption(model, weights, input)) };
}

/** Chooses uniformly among all actions: what every policy begins as. */
export function uniformPolicy(world: World, seed: number): Decide {
  const model = createModel({ kind: 'linear' });
  const weights = model.initial(0);
  return decideBy(world, lookOf(world, 0), (input, task, turn) =>
    sampleOption(model, weights, input, 0, { run: 'uniform', step: seed, task: task.id, member: 0, turn }),
  );
}

type Look = (task: SyntheticTask) => TaskView;

/** What a policy sees of a task before the first call. */
function lookOf(world: World, probes: number): Look {
  const pool = poolOf(cardsOfWorld(world));
  const records = recordsFrom(world, probes);
  let last: TaskView | undefined;
  return (task) => {
    if (last?.task !== task) last = viewTask(pool, task, records);
    return last;
  };
}

function recordsFrom(world: World, probes: number): RecordIndex {
  const tasks = Array.from({ length: probes * world.families.length }, (_, index) => drawTask(world, 'probe', index));
  const outcomes = tasks.flatMap((task) =>
    world.experts.map((expert) => ({
      pair: expert.pair,
      kind: task.kind,
      task: task.id,
      image: task.image,
      split: 'probe',
      correct: reply(world, expert, task).key === String(task.truth),
    })),
  );
  return indexRecords(freezeRecords(outcomes));
}

type Choose = (input: Decidable, task: SyntheticTask, turn: number) => Chosen;

function decideBy(world: World, look: Look, choose: Choose): Decide {
  return (task, observed) => {
    const input = decidable(world, look(task), observed);
    if (input.options.length === 0) return undefined;
    return input.options[choose(input, task, observed.length).index]?.choice;
  };
}

function decidable({ maxCalls }: World, view: TaskView, observed: readonly Observed[]): Decidable {
  return decidableOf(view, observed, { callsLeft: maxCalls - observed.length, maxCalls, moneyLeft: 1 });
}

function playGroup(
  world: World,
  task: SyntheticTask,
  look: Look,
  model: ScoreModel,
  weights: readonly number[],
  { groupSize, exploration }: TrainOptions,
  { run, step }: { readonly run: string; readonly step: number },
): Group {
  const members = Array.from({ length: groupSize }, (_, member): Member => {
    const decisions: DecisionSample[] = [];
    const { reward, observed } = play(world, task, (_task, seen) => {
      const input = decidable(world, look(task), seen);
      if (input.options.length === 0) return undefined;
      const key = { run, step, task: task.id, member, turn: seen.length };
      const { index, propensity } = sampleOption(model, weights, input, exploration, key);
      const choice = input.options[index]?.choice;
      if (choice === undefined) return undefined;
      decisions.push({ ...input, chosen: index, label: labelOf(choice), propensity });
      return choice;
    });
    return { reward, failed: observed.every(({ status }) => status === 'failed'), decisions };
  });
  return { task: task.id, members };
}
