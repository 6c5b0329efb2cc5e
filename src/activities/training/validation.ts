/** @module `openValidation` and `closeValidation`: a policy on the tasks of the split validation, as a batch. */
import { MaestroError } from '../../domain/errors.js';
import { mean } from '../../learning/vector.js';
import { jsonReader, putJson } from '../../store/json-blobs.js';
import { parseSpec } from '../batch/spec-schema.js';
import type { TrainingDeps } from './open-training.js';
import type { TrainingActivities } from './run-contract.js';
import { parseTrainingSpec } from './spec-schema.js';
import { hashOfPolicy } from './step-documents.js';

export function createValidation({
  results,
}: Pick<TrainingDeps, 'results'>): Pick<TrainingActivities, 'openValidation' | 'closeValidation'> {
  const specs = jsonReader(results.documents, parseTrainingSpec, 16);
  const batches = jsonReader(results.documents, parseSpec, 16);
  return {
    openValidation: async ({ run, spec, state }) => {
      const { validation } = await specs.get(spec);
      if (validation === null) throw new MaestroError('INTERNAL', `Run ${run} has no tasks to validate with.`);
      const batch = { ...(await batches.get(validation)), policies: [state.policy] };
      const { sha256 } = await putJson(results.documents, batch);
      return { batch: `${run}/validation-${state.step}`, spec: sha256 };
    },
    closeValidation: async ({ spec, batch, state }) => {
      const { settings } = await specs.get(spec);
      const rows = await results.listRollouts({ batch });
      if (rows.length === 0) throw new MaestroError('INTERNAL', `The validation ${batch} has no rollout.`);
      const { costPerCall, costPerUsd, costAtMost } = settings;
      // As in training: what calls cost is taken from the reward.
      const reward = mean(
        rows.map((row) => (row.reward ?? 0) - Math.min(costAtMost, costPerCall * row.turns + costPerUsd * row.costUsd)),
      );
      const accuracy = mean(rows.map(({ correct }) => (correct === true ? 1 : 0)));
      await results.learning.noteValidation(hashOfPolicy(state), reward, accuracy);
      return { step: state.step, policy: state.policy, reward, accuracy };
    },
  };
}
