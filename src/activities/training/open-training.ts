/** @module `openTraining`, `beginPolicy` and `noteTraining`: how far a run is, what it begins with, and how it is. */
import { MaestroError } from '../../domain/errors.js';
import type { RegistrySnapshot } from '../../domain/registry.js';
import type { PolicyState, Validation } from '../../domain/training-run.js';
import { FEATURE_VERSION } from '../../learning/features.js';
import { learnTaskOf } from '../../learning/learn-task.js';
import { createModel } from '../../learning/model.js';
import { recordsOf, type Checkpoint } from '../../learning/checkpoint.js';
import { freezeRecords, NO_RECORDS, type RecordTable } from '../../learning/records.js';
import { startLearner } from '../../learning/update.js';
import type { ContentStore } from '../../store/blob-store.js';
import { hashJson } from '../../store/hash.js';
import { jsonReader } from '../../store/json-blobs.js';
import type { ResultStore } from '../../store/result-store.js';
import { readStoredCheckpoint, storeCheckpoint } from '../learned/stored-checkpoints.js';
import type { TrainingActivities, TrainingSpec } from './run-contract.js';
import { parseTrainingInput, parseTrainingSpec } from './spec-schema.js';
import { addStep, readSteps } from './step-documents.js';
import { writeLearner } from './training-files.js';

export interface TrainingDeps {
  readonly results: ResultStore;
  readonly blobs: ContentStore;
  /** The registry as it stands now. */
  readonly registry: () => Promise<RegistrySnapshot>;
}

type Opening = Pick<TrainingActivities, 'openTraining' | 'beginPolicy' | 'noteTraining'>;

export function createOpenTraining({ results, blobs, registry }: TrainingDeps): Opening {
  const specs = jsonReader(results.documents, parseTrainingSpec, 16);
  const { learning } = results;
  return {
    openTraining: async ({ run, input, at }) => {
      const { spec: hash } = parseTrainingInput(input);
      const spec = await specs.get(hash);
      const { suites, settings, grpo, trainer, probe, validation } = spec;
      const known = await learning.findRun(run);
      await learning.noteRun({
        ...{ run, suites, settings: { spec: hash, seed: spec.seed }, state: 'running' },
        ...{ createdAt: known?.createdAt ?? at, updatedAt: at },
      });
      const steps = await readSteps(results, run);
      const policies = steps.map(({ state }) => state);
      return {
        ...{ suites, settings, grpo, trainer, probe, validates: validation !== null },
        ...(spec.collect === undefined ? {} : { collects: true as const }),
        policies: [...policies.slice(0, 1), ...policies.slice(1).slice(-settings.staleness - 1)],
        validations: await validationsOf(results, run),
        costUsd: steps.reduce((sum, { report }) => sum + (report?.costUsd ?? 0), 0),
      };
    },
    beginPolicy: async ({ run, spec: hash, at }) => {
      const spec = await specs.get(hash);
      const snapshot = hashJson(await registry());
      if (spec.collect !== undefined) {
        const { policy } = spec.collect;
        const unused = startLearner(createModel(spec.model), spec.seed);
        const state = { step: 0, policy, learner: await writeLearner(blobs, spec.model, unused), exploration: 0 };
        const begun = { version: 1, run, state, parent: null, groups: [], calls: {} } as const;
        return (await addStep(results, { ...begun, checkpoint: null, report: null }, at)).state;
      }
      const records = await recordsOfProbes(results, spec, snapshot);
      const { model, learner } = await beginning(results, spec);
      const checkpoint: Checkpoint = {
        ...{ run, step: 0, model, settings: spec.grpo, learner, featureVersion: FEATURE_VERSION, registry: snapshot },
        ...{ records: recordsOf(records), parent: spec.from },
      };
      const state: PolicyState = {
        step: 0,
        policy: `learned:${await storeCheckpoint(results, checkpoint, records, at)}`,
        learner: await writeLearner(blobs, model, learner),
        exploration: spec.settings.exploration,
      };
      const document = { version: 1, run, state, parent: spec.from, groups: [], calls: {} } as const;
      return (await addStep(results, { ...document, checkpoint: null, report: null }, at)).state;
    },
    noteTraining: ({ run, state, at }) => learning.changeRun(run, { state, updatedAt: at }),
  };
}

async function validationsOf({ learning }: Pick<ResultStore, 'learning'>, run: string): Promise<readonly Validation[]> {
  const rows = await learning.checkpointsOf(run);
  return rows.flatMap(({ step, hash, validationReward: reward, validationAccuracy: accuracy }) =>
    reward === null || accuracy === null ? [] : [{ step, policy: `learned:${hash}`, reward, accuracy }],
  );
}

/** Weights to begin with. @throws MaestroError INVALID_INPUT for a checkpoint of another model; as `readStoredCheckpoint` */
async function beginning(results: ResultStore, { from, model, seed }: TrainingSpec) {
  if (from === null) return { model, learner: startLearner(createModel(model), seed) };
  const { checkpoint } = await readStoredCheckpoint(results, from);
  if (hashJson(checkpoint.model) === hashJson(model)) return { model, learner: checkpoint.learner };
  throw new MaestroError(
    'INVALID_INPUT',
    `The checkpoint ${from.slice(0, 12)} is of another model (${checkpoint.model.kind}): train with that one.`,
  );
}

/** Every pair on the tasks of the split probe. A call that failed, or could not answer, is wrong. */
async function recordsOfProbes(results: ResultStore, { probe }: TrainingSpec, registry: string): Promise<RecordTable> {
  if (probe === null) return NO_RECORDS;
  const rows = (await results.listRollouts({ batch: probe.batch })).filter(({ outcome }) => outcome !== 'cancelled');
  const other = rows.find((row) => row.registry !== registry);
  if (other !== undefined)
    throw new MaestroError(
      'INVALID_INPUT',
      `The registry has changed since the pairs were probed (it was ${other.registry.slice(0, 12)}, and is ${registry.slice(0, 12)}): restore it and go on with maestro train resume, or begin a new run.`,
    );
  return freezeRecords(
    rows.map(({ policy, taskId, question, images, family, dataSource, correct }) => {
      const { image, kind } = learnTaskOf({ id: taskId, question, images, family, dataSource });
      return {
        pair: policy.replace(/^fixed:/, ''),
        kind,
        task: taskId,
        image,
        split: 'probe',
        correct: correct === true,
      };
    }),
  );
}
