/** @module `recordUpdate`: a trainer's result becomes the run's next policy, once, with all that is to be said of the step. */
import { MaestroError } from '../../domain/errors.js';
import type { GroupSummary, PolicyState, StepReport } from '../../domain/training-run.js';
import { nextExploration } from '../../learning/exploration.js';
import { watchCollapse, type CollapseReport, type FamilyCall } from '../../learning/collapse.js';
import { collapseBounds } from '../../learning/reference-calls.js';
import { mean } from '../../learning/vector.js';
import { jsonReader } from '../../store/json-blobs.js';
import { readStoredCheckpoint, storeCheckpoint } from '../learned/stored-checkpoints.js';
import { MAX_METRICS, type GroupFile, type UpdateResult } from './contract.js';
import type { TrainingDeps } from './open-training.js';
import type { RecordedStep, StepDocument, TrainingActivities } from './run-contract.js';
import { parseTrainingSpec } from './spec-schema.js';
import { addStep, findStep, hashOfPolicy, readSteps } from './step-documents.js';
import { readGroup, readLearner } from './training-files.js';

/** Pairs whose share is told. */
const MAX_SHARES = 8;

export function createRecordUpdate({ results, blobs }: TrainingDeps): Pick<TrainingActivities, 'recordUpdate'> {
  const specs = jsonReader(results.documents, parseTrainingSpec, 16);
  return {
    recordUpdate: async ({ run, spec: hash, before, groups: summaries, update, at }): Promise<RecordedStep> => {
      const step = before.step + 1;
      const standing = await findStep(results, run, step);
      if (standing !== undefined) return told(standing);
      checkResult(update, run, before.step);
      const { settings, grpo } = await specs.get(hash);
      const { model, learner } = await readLearner(blobs, update.checkpoint);
      const parent = hashOfPolicy(before);
      const { checkpoint, records } = await readStoredCheckpoint(results, parent);
      const policy = await storeCheckpoint(
        results,
        { ...checkpoint, run, step, model, settings: grpo, learner, parent },
        records,
        at,
      );
      const groups = await Promise.all(summaries.flatMap(({ ref }) => (ref === null ? [] : [readGroup(blobs, ref)])));
      const calls = callsByFamily(groups);
      const earlier = await readSteps(results, run, Math.max(1, step - settings.guardSteps + 1));
      const watched = [...earlier.map((each) => each.calls), calls].flatMap(familyCalls);
      const guard = watchCollapse(watched, collapseBounds(settings, records, watched));
      const exploration = nextExploration(before.exploration, guard.crossed.length > 0, settings);
      const state: PolicyState = { step, policy: `learned:${policy}`, learner: update.checkpoint, exploration };
      const report = reportOf({ step, groups, summaries, guard, exploration: before.exploration, update });
      const document: StepDocument = {
        ...{ version: 1, run, state, parent, groups: summaries, checkpoint: update.checkpoint, calls, report },
      };
      return told(await addStep(results, document, at));
    },
  };
}

function told({ state, report, run }: StepDocument): RecordedStep {
  if (report === null) throw new MaestroError('INTERNAL', `Step ${state.step} of run ${run} has no report.`);
  return { state, report };
}

/** What a trainer in another process says is checked like any input. */
function checkResult(update: UpdateResult, run: string, step: number): void {
  const metrics = Object.entries(update.metrics);
  const odd = metrics.find(([, value]) => !Number.isFinite(value));
  const fault =
    update.run !== run || update.step !== step
      ? `is of step ${update.step} of run ${update.run}, not of step ${step} of run ${run}`
      : metrics.length > MAX_METRICS
        ? `has ${metrics.length} metrics, and may have ${MAX_METRICS}`
        : odd !== undefined
          ? `has the metric ${odd[0].slice(0, 50)}, which is no number`
          : '';
  if (fault !== '') throw new MaestroError('INVALID_INPUT', `What the trainer returned ${fault}.`);
}

function callsByFamily(groups: readonly GroupFile[]): StepDocument['calls'] {
  const calls: Record<string, Record<string, number>> = {};
  for (const { family, members } of groups) {
    const ofFamily = (calls[family] ??= {});
    for (const pair of members.flatMap((member) => member.calls)) ofFamily[pair] = (ofFamily[pair] ?? 0) + 1;
  }
  return calls;
}

function familyCalls(calls: StepDocument['calls']): readonly FamilyCall[] {
  return Object.entries(calls).flatMap(([family, pairs]) =>
    Object.entries(pairs).flatMap(([pair, times]) => Array.from({ length: times }, () => ({ family, pair }))),
  );
}

interface Told {
  readonly step: number;
  readonly groups: readonly GroupFile[];
  readonly summaries: readonly GroupSummary[];
  readonly guard: CollapseReport;
  readonly exploration: number;
  readonly update: UpdateResult;
}

function reportOf({ step, groups, summaries, guard, exploration, update }: Told): StepReport {
  const members = groups.flatMap((group) => group.members);
  const graded = members.filter(({ correct }) => correct !== null);
  const count = (holds: (group: GroupSummary) => boolean): number => summaries.filter(holds).length;
  const sum = (of: (group: GroupSummary) => number): number => summaries.reduce((total, each) => total + of(each), 0);
  return {
    step,
    reward: mean(members.map(({ reward }) => reward)),
    accuracy: graded.length === 0 ? null : mean(graded.map(({ correct }) => (correct === true ? 1 : 0))),
    callsPerRollout: mean(members.map(({ calls }) => calls.length)),
    costUsd: sum(({ costUsd }) => costUsd),
    groups: groups.length,
    members: members.length,
    zeroVariance: count(({ zeroVariance }) => zeroVariance),
    identicalActions: count(({ identicalActions }) => identicalActions),
    allFailed: count(({ allFailed }) => allFailed),
    dropped: count(({ ref }) => ref === null),
    refills: sum(({ refills }) => refills),
    missing: sum(({ missing }) => missing),
    shares: sharesOf(members.flatMap(({ calls }) => calls)),
    information: guard.information,
    crossed: guard.crossed,
    exploration,
    metrics: update.metrics,
  };
}

/** The most called first; of equals by name. */
function sharesOf(calls: readonly string[]): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const pair of calls) counts.set(pair, (counts.get(pair) ?? 0) + 1);
  return [...counts]
    .sort(([a, first], [b, second]) => second - first || (a < b ? -1 : 1))
    .slice(0, MAX_SHARES)
    .map(([pair, times]) => [pair, times / calls.length]);
}
