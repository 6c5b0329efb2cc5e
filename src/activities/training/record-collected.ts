/** @module `recordCollected`: the groups of a step that nothing is updated by, once, with all that is to be said of them. */
import { watchCollapse } from '../../learning/collapse.js';
import type { TrainingDeps } from './open-training.js';
import type { StepDocument, TrainingActivities } from './run-contract.js';
import { addStep } from './step-documents.js';
import { callsByFamily, familyCalls, reportOf, told } from './step-report.js';
import { readGroup } from './training-files.js';

/** Nothing is learned here, so nothing collapses: the guard's figures are told, and bound nothing. */
const UNBOUND = { topShare: 1, information: 0, leastCalls: 0 };

export function createRecordCollected({
  results,
  blobs,
}: Pick<TrainingDeps, 'results' | 'blobs'>): Pick<TrainingActivities, 'recordCollected'> {
  return {
    recordCollected: async ({ run, before, groups: summaries, at }) => {
      const step = before.step + 1;
      const groups = await Promise.all(summaries.flatMap(({ ref }) => (ref === null ? [] : [readGroup(blobs, ref)])));
      const calls = callsByFamily(groups);
      const guard = { ...watchCollapse(familyCalls(calls), UNBOUND), crossed: [] };
      const { exploration } = before;
      const document: StepDocument = {
        ...{ version: 1, run, state: { ...before, step }, parent: null, groups: summaries, checkpoint: null, calls },
        report: reportOf({ step, groups, summaries, guard, exploration, metrics: {} }),
      };
      return told(await addStep(results, document, at));
    },
  };
}
