/** @module The activities of training runs as Temporal calls them. The trainer is apart: it needs blobs only. */
import { createBuildGroup } from './build-group.js';
import { createOpenGroup } from './open-group.js';
import { createOpenTraining, type TrainingDeps } from './open-training.js';
import { createRecordCollected } from './record-collected.js';
import { createRecordUpdate } from './record-update.js';
import type { TrainingActivities } from './run-contract.js';
import { createValidation } from './validation.js';

export function createTrainingActivities(deps: TrainingDeps): TrainingActivities {
  return {
    ...createOpenTraining(deps),
    ...createOpenGroup(deps),
    ...createBuildGroup(deps),
    ...createRecordUpdate(deps),
    ...createRecordCollected(deps),
    ...createValidation(deps),
  };
}
