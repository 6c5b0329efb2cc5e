/** @module `updatePolicy` of the embedded policy: the trainer that every worker brings. A pure function of the blobs that it is given. */
import { z } from 'zod';
import { MaestroError } from '../../domain/errors.js';
import { settingsSchema } from '../../learning/checkpoint.js';
import { createModel } from '../../learning/model.js';
import { checkSettings } from '../../learning/settings.js';
import { updatePolicy } from '../../learning/update.js';
import type { ContentStore } from '../../store/blob-store.js';
import { TRAINER_CONTRACT, type TrainerActivities, type UpdateInput } from './contract.js';
import { readGroup, readLearner, writeLearner } from './training-files.js';

const blob = z.strictObject({ sha256: z.string().regex(/^[0-9a-f]{64}$/), bytes: z.int().nonnegative() });

const inputSchema = z.strictObject({
  contract: z.literal(TRAINER_CONTRACT),
  run: z.string().min(1),
  step: z.int().nonnegative(),
  policy: blob,
  reference: blob,
  groups: z.array(blob).min(1),
  settings: settingsSchema,
});

/**
 * The new policy is in the store, whole, before its reference is returned; an equal input gives the same bytes.
 * @throws MaestroError INVALID_INPUT for what is no input, groups of another run or step, or groups that can't be learned from;
 * BLOB_MISSING, BLOB_CORRUPT, STORE_UNAVAILABLE (from the returned function)
 */
export function createTrainer(blobs: ContentStore): TrainerActivities {
  return {
    updatePolicy: async (given) => {
      const { run, step, policy, reference, groups: refs, settings } = parse(given);
      checkSettings(settings);
      const [before, begun] = await Promise.all([readLearner(blobs, policy), readLearner(blobs, reference)]);
      const groups = await Promise.all(refs.map((ref) => readGroup(blobs, ref)));
      const foreign = groups.find((group) => group.run !== run || group.step !== step);
      if (foreign !== undefined)
        throw new MaestroError(
          'INVALID_INPUT',
          `The group of task "${foreign.task}" is of step ${foreign.step} of run ${foreign.run}, not of step ${step} of run ${run}.`,
        );
      const model = createModel(before.model);
      const { learner, report } = updatePolicy(settings, model, before.learner, groups, begun.learner.weights);
      const checkpoint = await writeLearner(blobs, before.model, learner);
      return { contract: TRAINER_CONTRACT, run, step, checkpoint, metrics: { ...report } };
    },
  };
}

function parse(given: UpdateInput): UpdateInput {
  const parsed = inputSchema.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new MaestroError('INVALID_INPUT', `The input of the update is not valid: ${z.prettifyError(parsed.error)}.`);
}
