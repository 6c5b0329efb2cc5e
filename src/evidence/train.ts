/** @module A training run over the table: the steps, groups, updates, guard and validations of the workflows, in memory. */
import type { RegistrySnapshot } from '../domain/registry.js';
import { bestValidation, isValidated } from '../domain/training.js';
import type { TrainingInput } from '../domain/task.js';
import type { TrainingSettings } from '../domain/training-settings.js';
import { labelOf } from '../learning/actions.js';
import { sampleOption } from '../learning/choose.js';
import { watchCollapse, type FamilyCall } from '../learning/collapse.js';
import { nextExploration } from '../learning/exploration.js';
import type { DecisionSample, Group, Member } from '../learning/groups.js';
import { learnTaskOf } from '../learning/learn-task.js';
import { createModel, type ModelSpec, type ScoreModel } from '../learning/model.js';
import { pickTasks } from '../learning/pick-tasks.js';
import { indexRecords, type RecordTable } from '../learning/records.js';
import { collapseBounds } from '../learning/reference-calls.js';
import type { GrpoSettings } from '../learning/settings.js';
import { startLearner, updatePolicy } from '../learning/update.js';
import { isFaultInjected } from '../learning/vary.js';
import { mean } from '../learning/vector.js';
import { decidableIn, greedy, lookThrough, type Look } from './look.js';
import { play, rewardOf, type Played } from './play.js';
import type { TableTask } from './table.js';

export interface TableTraining {
  readonly snapshot: RegistrySnapshot;
  /** Seeds the picks, the draws and the first weights. */
  readonly run: string;
  readonly seed: number;
  readonly model: ModelSpec;
  readonly settings: TrainingSettings;
  readonly grpo: GrpoSettings;
  readonly train: readonly TableTask[];
  readonly validation: readonly TableTask[];
  readonly records: RecordTable;
  /** The only pairs that are offered; undefined: all. */
  readonly pairs?: readonly string[] | undefined;
  /** False: a right answer earns nothing, as in an ablation. */
  readonly answerCounts?: boolean;
}

export interface TablePolicy {
  readonly model: ScoreModel;
  /** Of the best validation; the last without any. */
  readonly weights: readonly number[];
  readonly step: number;
  readonly validations: readonly TableValidation[];
  /** Mean reward of each step, exploration included, and what was called. */
  readonly steps: readonly { readonly reward: number; readonly calls: readonly FamilyCall[] }[];
}

export interface TableValidation {
  readonly step: number;
  readonly reward: number;
  readonly accuracy: number;
  readonly calls: number;
}

export function trainOnTable(training: TableTraining): TablePolicy {
  const { settings, grpo, run, snapshot, records } = training;
  const model = createModel(training.model);
  const look = lookThrough(snapshot, indexRecords(records));
  const families = familiesOf(training.train);
  const begun = startLearner(model, training.seed);
  const kept = new Map([[0, begun.weights]]);
  const validations: TableValidation[] = [];
  const steps: TablePolicy['steps'][number][] = [];
  let [learner, exploration] = [begun, settings.exploration];
  const validate = (step: number): void => {
    if (!isValidated(step, settings) || training.validation.length === 0) return;
    kept.set(step, learner.weights);
    validations.push({ step, ...validationOf(training, look, model, learner.weights) });
  };
  validate(0);
  for (let step = 0; step < settings.steps; step++) {
    const offer = offerIn(training, step, exploration);
    const played = pickTasks(families, run, step, settings.tasksPerStep).map((entry) =>
      playGroup(entry, training, look, model, learner.weights, offer),
    );
    const groups = played.map(({ group }) => group);
    const { learner: next, report } = updatePolicy(grpo, model, learner, groups, begun.weights);
    learner = next;
    steps.push({ reward: report.reward, calls: played.flatMap(({ calls }) => calls) });
    const watched = steps.slice(-settings.guardSteps).flatMap(({ calls }) => calls);
    const guard = watchCollapse(watched, collapseBounds(settings, records, watched));
    exploration = nextExploration(exploration, guard.crossed.length > 0, settings);
    validate(step + 1);
  }
  const best = bestValidation(validations.map((each) => ({ ...each, policy: '' })));
  const step = best?.step ?? settings.steps;
  return { model, weights: kept.get(step) ?? learner.weights, step, validations, steps };
}

/** As a run pins its tasks: by family, in the order in which they come. */
function familiesOf(entries: readonly TableTask[]) {
  const families = new Map<string, TableTask[]>();
  for (const entry of entries) {
    const { kind } = learnTaskOf(entry.task);
    families.set(kind, [...(families.get(kind) ?? []), entry]);
  }
  return [...families].map(([family, tasks]) => ({ family, tasks }));
}

/** What the members of a step's groups are told; member 0 stands for all. */
function offerIn({ run, pairs, settings }: TableTraining, step: number, exploration: number): TrainingInput {
  const { varyPairs, varyCards, faults } = settings;
  return {
    ...{ run, step, member: 0, exploration, vary: { pairs: varyPairs, cards: varyCards, faults } },
    ...(pairs === undefined ? {} : { pool: pairs }),
  };
}

function validationOf(
  { validation, pairs, settings }: TableTraining,
  look: Look,
  model: ScoreModel,
  weights: readonly number[],
): Omit<TableValidation, 'step'> {
  const decide = greedy(look, model, weights, { maxCalls: settings.maxCalls, pairs });
  const played = validation.map((entry) => play(entry, decide, settings));
  return {
    reward: mean(played.map((each) => rewardOf(each, settings))),
    accuracy: mean(played.map(({ correct }) => (correct ? 1 : 0))),
    calls: mean(played.map(({ calls }) => calls.length)),
  };
}

function playGroup(
  entry: TableTask,
  { settings, answerCounts = true }: TableTraining,
  look: Look,
  model: ScoreModel,
  weights: readonly number[],
  offer: TrainingInput,
): { readonly group: Group; readonly calls: readonly FamilyCall[] } {
  const { maxCalls, groupSize } = settings;
  const { task } = entry;
  const { run, step, exploration } = offer;
  const all: Played[] = [];
  const members = Array.from({ length: groupSize }, (_, member): Member => {
    const decisions: DecisionSample[] = [];
    const fails = (turn: number, pair: string): boolean => isFaultInjected({ ...offer, member }, task.id, turn, pair);
    const played = play(
      entry,
      (_entry, observed) => {
        const input = decidableIn(look(entry, offer), observed, maxCalls);
        if (input.options.length === 0) return undefined;
        const key = { run, step, task: task.id, member, turn: observed.length + 1 };
        const { index, propensity } = sampleOption(model, weights, input, exploration, key);
        const choice = input.options[index]?.choice;
        if (choice !== undefined) decisions.push({ ...input, chosen: index, label: labelOf(choice), propensity });
        return choice;
      },
      { maxCalls, fails },
    );
    all.push(played);
    const { correct, calls, failed } = played;
    return { reward: rewardOf({ correct: correct && answerCounts, calls }, settings), failed, decisions };
  });
  const { kind: family } = learnTaskOf(task);
  const calls = all.flatMap((played) => played.calls.map((pair) => ({ family, pair })));
  return { group: { task: task.id, members }, calls };
}
