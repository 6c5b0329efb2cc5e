/** @module Training runs over a rig whose two experts the tests know: one that is right, and one that guesses. */
import type { WorkflowHandle } from '@temporalio/client';
import type { PinnedTask } from '../../../src/activities/batch/store-batch.js';
import { readSteps } from '../../../src/activities/training/step-documents.js';
import { storeTraining, type TrainingConditions } from '../../../src/activities/training/store-training.js';
import { readGroup } from '../../../src/activities/training/training-files.js';
import { MaestroError } from '../../../src/domain/errors.js';
import type { EndpointModel } from '../../../src/domain/registry.js';
import type { TrainingRunInput } from '../../../src/domain/training-run.js';
import { TRAINING_DEFAULTS, type TrainingSettings } from '../../../src/domain/training-settings.js';
import { DEFAULT_SETTINGS } from '../../../src/learning/settings.js';
import { hashJson } from '../../../src/store/hash.js';
import { registerSearchAttributes } from '../../../src/temporal/register-search-attributes.js';
import { TRAINER_QUEUE, WORKFLOW_QUEUE } from '../../../src/temporal/settings.js';
import type { trainingWorkflow } from '../../../src/workflows/index.js';
import { untilAborted } from '../../../src/threads/abort.js';
import { until } from '../../chaos/support/until.js';
import { rigSnapshot } from '../../support/rig-snapshot.js';
import { answer, openRig } from '../../support/rollout-rig.js';
import { engineModel } from '../../support/snapshot.js';

const QUICK: Partial<TrainingSettings> = { steps: 2, tasksPerStep: 2, groupSize: 3, maxCalls: 2, validateEvery: 0 };
export const PAIRS = ['Knows@@Plain', 'Guesses@@Plain'];

export interface RunOptions {
  readonly settings?: Partial<TrainingSettings>;
  readonly conditions?: Partial<TrainingConditions>;
  /** Families: the first word of their questions. */
  readonly words?: readonly string[];
  readonly input?: Omit<TrainingRunInput, 'spec'>;
}

export type TrainingRig = Awaited<ReturnType<typeof openTrainingRig>>;

/** @param chief a chat policy's model, beside the two experts */
export async function openTrainingRig(chief?: EndpointModel) {
  /** Questions that begin so are answered when the test says so. */
  const gates = new Map<string, Promise<void>>();
  const snapshot = rigSnapshot();
  const models = [
    engineModel('Knows', { skills: ['Plain'] }),
    engineModel('Guesses', { quick: false, skills: ['Plain'] }),
    ...(chief === undefined ? [] : [chief]),
  ];
  const rig = await openRig({
    snapshot: { ...snapshot, models, services: [], skills: snapshot.skills.filter(({ id }) => id === 'Plain') },
    experts: {
      Knows: ({ text }) => answer(text.startsWith('hopeless') ? 'no' : 'yes', { confidence: 0.9 }),
      Guesses: async ({ text, signal }) => {
        const gate = [...gates].find(([key]) => text.startsWith(key))?.[1];
        if (gate !== undefined) await untilAborted(gate, signal);
        if (text.startsWith('broken')) throw new MaestroError('EXPERT_REJECTED', 'it is broken');
        return answer('no', { confidence: 0.9 });
      },
    },
  });
  const { client } = rig.temporal;
  await registerSearchAttributes(client.connection, 'default');

  const pin = async (name: string, { settings = {}, conditions = {}, words = ['easy', 'other'] }: RunOptions) =>
    storeTraining(
      rig.results.documents,
      {
        ...{ suites: [name], seed: 1, registry: hashJson(await rig.deps.registry()), trainer: TRAINER_QUEUE },
        ...{ grpo: { ...DEFAULT_SETTINGS, norm: 'none' }, model: { kind: 'linear' }, onOutage: 'observe', from: null },
        ...{ settings: { ...TRAINING_DEFAULTS, ...QUICK, ...settings }, pairs: [], cache: true, reward: null },
        ...conditions,
      },
      {
        train: tasksOf(`${name}-train`, words, 3),
        probe: tasksOf(`${name}-probe`, words, 1),
        validation: tasksOf(`${name}-validation`, words, 1),
      },
    );

  const begin = (run: string, input: TrainingRunInput): Promise<WorkflowHandle<typeof trainingWorkflow>> =>
    client.workflow.start<typeof trainingWorkflow>('trainingWorkflow', {
      workflowId: run,
      taskQueue: WORKFLOW_QUEUE,
      args: [input],
    });

  return {
    ...rig,
    client,
    pin,
    begin,
    start: async (name: string, options: RunOptions = {}) => {
      const { run, spec } = await pin(name, options);
      return begin(run, { spec, ...options.input });
    },
    /** @returns what lets go of them */
    hold: (key: string): (() => void) => {
      let open = (): void => undefined;
      gates.set(key, new Promise((resolve) => (open = resolve)));
      return () => {
        gates.delete(key);
        open();
      };
    },
    /** The id of a rollout of the run that is under way, once there is one. */
    running: async (run: string): Promise<string> => {
      let found = '';
      const query = 'WorkflowType = "rolloutWorkflow" AND ExecutionStatus = "Running"';
      await until('a rollout is under way', async () => {
        for await (const { workflowId } of client.workflow.list({ query }))
          if (workflowId.startsWith(`${run}/`)) found = workflowId;
        return found !== '';
      });
      return found;
    },
    groupsOf: async (run: string) => {
      const refs = (await readSteps(rig.results, run)).flatMap(({ groups }) => groups.flatMap(({ ref }) => ref ?? []));
      return Promise.all(refs.map((ref) => readGroup(rig.deps.blobs, ref)));
    },
    stateOf: async (run: string) => (await rig.results.learning.findRun(run))?.state,
  };
}

async function* tasksOf(name: string, words: readonly string[], count: number): AsyncGenerator<PinnedTask> {
  for (const word of words) {
    for (let index = 0; index < count; index += 1) {
      const question = `${word} ${name} plain ${index}`;
      const task = { id: `${name}-${word}-${index}`, question, ground_truth: 'yes', family: word };
      yield await Promise.resolve({ task, images: [] });
    }
  }
}
