/** @module `recordUpdate`: a trainer's result becomes the run's next policy, once, with all that is to be said of the step. */
import { MaestroError } from '../../domain/errors.js';
import type { PolicyState } from '../../domain/training-run.js';
import { nextExploration } from '../../learning/exploration.js';
import { watchCollapse } from '../../learning/collapse.js';
import { collapseBounds } from '../../learning/reference-calls.js';
import { jsonReader } from '../../store/json-blobs.js';
import { readStoredCheckpoint, storeCheckpoint } from '../learned/stored-checkpoints.js';
import { MAX_METRICS, type UpdateResult } from './contract.js';
import type { TrainingDeps } from './open-training.js';
import type { RecordedStep, StepDocument, TrainingActivities } from './run-contract.js';
import { parseTrainingSpec } from './spec-schema.js';
import { addStep, findStep, hashOfPolicy, readSteps } from './step-documents.js';
import { callsByFamily, familyCalls, reportOf, told } from './step-report.js';
import { readGroup, readLearner } from './training-files.js';

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
      const report = reportOf({
        step,
        groups,
        summaries,
        guard,
        exploration: before.exploration,
        metrics: update.metrics,
      });
      const document: StepDocument = {
        ...{ version: 1, run, state, parent, groups: summaries, checkpoint: update.checkpoint, calls, report },
      };
      return told(await addStep(results, document, at));
    },
  };
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
