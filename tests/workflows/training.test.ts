/** Training runs against a real server: steps of groups and updates, what is refilled, what stays, how a run ends and goes on. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { WorkflowFailedError } from '@temporalio/client';
import { storeTraining, type TrainingConditions } from '../../src/activities/training/store-training.js';
import { readSteps } from '../../src/activities/training/step-documents.js';
import { readGroup, readLearner } from '../../src/activities/training/training-files.js';
import type { PinnedTask } from '../../src/activities/batch/store-batch.js';
import { MaestroError } from '../../src/domain/errors.js';
import { TRAINING_DEFAULTS, type TrainingSettings } from '../../src/domain/training-settings.js';
import type { TrainingRunInput } from '../../src/domain/training-run.js';
import { DEFAULT_SETTINGS } from '../../src/learning/settings.js';
import { registerSearchAttributes } from '../../src/temporal/register-search-attributes.js';
import { TRAINER_QUEUE, WORKFLOW_QUEUE } from '../../src/temporal/settings.js';
import { trainingQuery } from '../../src/workflows/training.js';
import type { trainingWorkflow } from '../../src/workflows/index.js';
import { hashJson } from '../../src/store/hash.js';
import { until } from '../chaos/support/until.js';
import { rigSnapshot } from '../support/rig-snapshot.js';
import { answer, openRig, type Rig } from '../support/rollout-rig.js';
import { engineModel } from '../support/snapshot.js';

const LIMIT_MS = 120_000;
const QUICK: Partial<TrainingSettings> = { steps: 2, tasksPerStep: 2, groupSize: 3, maxCalls: 2, validateEvery: 0 };
const PAIRS = ['Knows@@Plain', 'Guesses@@Plain'];

/** Questions that begin so are answered when the test says so. */
const gates = new Map<string, Promise<void>>();
const held = (text: string): Promise<void> | undefined => [...gates].find(([key]) => text.startsWith(key))?.[1];

function hold(key: string): () => void {
  let open = (): void => undefined;
  gates.set(key, new Promise((resolve) => (open = resolve)));
  return () => {
    gates.delete(key);
    open();
  };
}

let rig: Rig;
beforeAll(async () => {
  const snapshot = rigSnapshot();
  const models = [
    engineModel('Knows', { skills: ['Plain'] }),
    engineModel('Guesses', { quick: false, skills: ['Plain'] }),
  ];
  rig = await openRig({
    snapshot: { ...snapshot, models, services: [], skills: snapshot.skills.filter(({ id }) => id === 'Plain') },
    experts: {
      Knows: ({ text }) => answer(text.startsWith('hopeless') ? 'no' : 'yes', { confidence: 0.9 }),
      Guesses: async ({ text }) => {
        await held(text);
        if (text.startsWith('broken')) throw new MaestroError('EXPERT_REJECTED', 'it is broken');
        return answer('no', { confidence: 0.9 });
      },
    },
  });
  await registerSearchAttributes(rig.temporal.client.connection, 'default');
}, 60_000);
afterAll(() => rig.close());

async function* tasksOf(name: string, words: readonly string[], count: number): AsyncGenerator<PinnedTask> {
  for (const word of words) {
    for (let index = 0; index < count; index += 1) {
      const task = {
        id: `${name}-${word}-${index}`,
        question: `${word} ${name} plain ${index}`,
        ground_truth: 'yes',
        family: word,
      };
      yield await Promise.resolve({ task, images: [] });
    }
  }
}

interface Options {
  readonly settings?: Partial<TrainingSettings>;
  readonly conditions?: Partial<TrainingConditions>;
  readonly words?: readonly string[];
  readonly input?: Omit<TrainingRunInput, 'spec'>;
}

async function pin(name: string, { settings = {}, conditions = {}, words = ['easy', 'other'] }: Options) {
  return storeTraining(
    rig.results.documents,
    {
      ...{
        suites: [name],
        seed: 1,
        registry: hashJson(await rig.deps.registry()),
        trainer: TRAINER_QUEUE,
        reward: null,
      },
      ...{ grpo: { ...DEFAULT_SETTINGS, norm: 'none' }, model: { kind: 'linear' }, onOutage: 'observe', from: null },
      ...{ settings: { ...TRAINING_DEFAULTS, ...QUICK, ...settings }, pairs: [], cache: true },
      ...conditions,
    },
    {
      train: tasksOf(`${name}-train`, words, 3),
      probe: tasksOf(`${name}-probe`, words, 1),
      validation: tasksOf(`${name}-validation`, words, 1),
    },
  );
}

const begin = (run: string, input: TrainingRunInput) =>
  rig.temporal.client.workflow.start<typeof trainingWorkflow>('trainingWorkflow', {
    workflowId: run,
    taskQueue: WORKFLOW_QUEUE,
    args: [input],
  });

async function start(name: string, options: Options = {}) {
  const { run, spec } = await pin(name, options);
  return begin(run, { spec, ...options.input });
}

const groupsOf = async (run: string) => {
  const steps = await readSteps(rig.results, run);
  return Promise.all(
    steps.flatMap(({ groups }) => groups.flatMap(({ ref }) => (ref === null ? [] : [readGroup(rig.deps.blobs, ref)]))),
  );
};
const stateOf = async (run: string) => (await rig.results.learning.findRun(run))?.state;

/** What the run failed with. */
async function failureOf(handle: Awaited<ReturnType<typeof start>>): Promise<string> {
  const error: unknown = await handle.result().catch((reason: unknown) => reason);
  if (!(error instanceof WorkflowFailedError)) throw new Error('it did not fail', { cause: error });
  return (await stateOf(handle.workflowId)) ?? '';
}

test(
  'a run probes, learns, validates and ends; all of it is in the record, and the policy is better than it began',
  async () => {
    const settings = { steps: 4, groupSize: 4, validateEvery: 4 };
    const handle = await start('whole', {
      settings,
      conditions: { pairs: PAIRS, grpo: { ...DEFAULT_SETTINGS, norm: 'none', epochs: 4 } },
    });
    const run = handle.workflowId;
    const result = await handle.result();
    expect(result).toMatchObject({ steps: 4, reason: 'all 4 steps are done' });
    expect(await stateOf(run)).toBe('completed: all 4 steps are done');
    const steps = await readSteps(rig.results, run);
    expect(steps.map(({ state }) => state.step)).toEqual([0, 1, 2, 3, 4]);
    expect(steps.slice(1).map(({ parent }) => `learned:${parent}`)).toEqual(
      steps.slice(0, -1).map(({ state }) => state.policy),
    );
    const groups = await groupsOf(run);
    expect(groups.map(({ step, slot, members }) => [step, slot, members.length])).toEqual(
      [0, 1, 2, 3].flatMap((step) => [0, 1].map((slot) => [step, slot, 4])),
    );
    // A rollout is in one group once, and gives way to evaluations.
    const rollouts = groups.flatMap(({ members }) => members.map(({ rollout }) => rollout));
    expect(new Set(rollouts).size).toBe(rollouts.length);
    const { raw, searchAttributes } = await rig.temporal.client.workflow.getHandle(rollouts[0]!).describe();
    expect(raw.workflowExecutionInfo?.priority?.priorityKey).toBe(5);
    expect(searchAttributes).toMatchObject({ MaestroBatch: [run] });
    // What is learned from is the rollout's own reward, less what its calls are charged.
    const [member] = groups[0]!.members;
    expect(member!.reward).toBeCloseTo(member!.givenReward - 0.02 * member!.calls.length, 12);
    // Every decision has what it was drawn with.
    expect(
      groups.every(({ members }) => members.every(({ decisions, calls }) => decisions.length >= calls.length)),
    ).toBe(true);
    const { learner } = await readLearner(rig.deps.blobs, steps.at(-1)!.state.learner);
    expect(learner.weights.some((weight) => weight !== 0)).toBe(true);
    const checkpoints = await rig.results.learning.checkpointsOf(run);
    expect(checkpoints.map(({ step, validationReward }) => [step, validationReward !== null])).toEqual(
      [0, 1, 2, 3, 4].map((step) => [step, step % 4 === 0]),
    );
    const [first, last] = [checkpoints[0]!, checkpoints[4]!];
    expect(last.validationReward!).toBeGreaterThanOrEqual(first.validationReward!);
    expect(result.best).toMatchObject({ reward: Math.max(first.validationReward!, last.validationReward!) });
    const view = await handle.query(trainingQuery);
    expect(view).toMatchObject({ step: 4, steps: 4, latest: { groups: 2, members: 8, dropped: 0, refills: 0 } });
    // The same again is done already.
    const again = await begin(run, {
      spec: (
        await pin('whole', {
          settings,
          conditions: { pairs: PAIRS, grpo: { ...DEFAULT_SETTINGS, norm: 'none', epochs: 4 } },
        })
      ).spec,
    });
    expect((await again.result()).policy).toBe(result.policy);
    expect((await groupsOf(run)).length).toBe(groups.length);
  },
  LIMIT_MS,
);

describe('members of a group', () => {
  test(
    'that our own side lost are collected again; those of a broken expert stay, with their reward',
    async () => {
      const release = hold('slow');
      const handle = await start('lost', { settings: { steps: 1 }, words: ['slow', 'broken'] });
      const run = handle.workflowId;
      const waiting = `${run}/step-0/group-`;
      let victim = '';
      await until('a rollout waits for its expert', async () => {
        for await (const { workflowId } of rig.temporal.client.workflow.list({
          query: 'WorkflowType = "rolloutWorkflow" AND ExecutionStatus = "Running"',
        }))
          if (workflowId.startsWith(waiting)) victim = workflowId;
        return victim !== '';
      });
      await rig.temporal.client.workflow.getHandle(victim).terminate('a test');
      await until('it is begun again', async () =>
        rig.temporal.client.workflow
          .getHandle(`${victim}/again-1`)
          .describe()
          .then(
            () => true,
            () => false,
          ),
      );
      release();
      await handle.result();
      const groups = await groupsOf(run);
      expect(groups.map(({ members }) => members.map(({ member }) => member))).toEqual([
        [0, 1, 2],
        [0, 1, 2],
      ]);
      const left = groups.flatMap(({ leftOut }) => leftOut);
      expect(left.map(({ rollout }) => rollout)).toEqual([victim]);
      expect(groups.flatMap(({ members }) => members.map(({ rollout }) => rollout))).toContain(`${victim}/again-1`);
      const broken = groups.find(({ family }) => family === 'broken')!.members;
      expect(broken.map(({ outcome }) => outcome)).toEqual(['answered', 'answered', 'answered']);
      expect((await readSteps(rig.results, run))[1]).toMatchObject({ report: { refills: 1, missing: 0, members: 6 } });
    },
    LIMIT_MS,
  );

  test(
    'that are late do not count, and a step without any group ends the run with the reason',
    async () => {
      const release = hold('late');
      const settings = { steps: 1, tasksPerStep: 1, groupSeconds: 3 };
      const handle = await start('late', { settings, words: ['late'], conditions: { pairs: [] } });
      const run = handle.workflowId;
      const end = await handle.result().catch(() => undefined);
      release();
      const [group] = await groupsOf(run);
      const state = await stateOf(run);
      // Who drew the expert that answers at once is done in time.
      if (end === undefined)
        expect(state).toMatch(/^failed: Step 0 has no group to learn from: . of its members are left: it was not done/);
      else {
        expect(group!.members.length).toBeLessThan(3);
        expect(group!.leftOut.every(({ why }) => why.includes('not done when the time'))).toBe(true);
      }
    },
    LIMIT_MS,
  );
});

test(
  'groups that taught nothing have others in their place, as many as are allowed',
  async () => {
    const handle = await start('idle', { settings: { steps: 1, resample: 1, costPerCall: 0 }, words: ['hopeless'] });
    await handle.result();
    const [, step] = await readSteps(rig.results, handle.workflowId);
    expect(step?.groups.map(({ slot, zeroVariance }) => [slot, zeroVariance])).toEqual([
      [0, true],
      [1, true],
      [2, true],
    ]);
    expect(step?.report).toMatchObject({ zeroVariance: 3, groups: 3, reward: 0 });
  },
  LIMIT_MS,
);

test(
  'a run that collects ahead of its updates continues as new, and loses nothing',
  async () => {
    const settings = { steps: 4, tasksPerStep: 1, staleness: 1 };
    const handle = await start('ahead', { settings, input: { maxEvents: 40 } });
    const run = handle.workflowId;
    await handle.result();
    const policies = (await readSteps(rig.results, run)).map(({ state }) => state.policy);
    const groups = await groupsOf(run);
    // Each group has the policy of one update before.
    expect(groups.map(({ step, policy }) => [step, policy])).toEqual(
      [0, 1, 2, 3].map((step) => [step, policies[Math.max(0, step - 1)]]),
    );
    const runs: string[] = [];
    for await (const { runId } of rig.temporal.client.workflow.list({ query: `WorkflowId = "${run}"` }))
      runs.push(runId);
    expect(runs.length).toBeGreaterThan(1);
  },
  LIMIT_MS,
);

test(
  'a cancelled run has cancelled what it began, says so, and goes on where it was',
  async () => {
    const release = hold('easy stop');
    const { run, spec } = await pin('stop', { settings: { steps: 2 }, words: ['easy'] });
    const handle = await begin(run, { spec });
    await until('a rollout waits for its expert', async () => {
      for await (const { workflowId } of rig.temporal.client.workflow.list({
        query: 'WorkflowType = "rolloutWorkflow" AND ExecutionStatus = "Running"',
      }))
        if (workflowId.startsWith(`${run}/`)) return true;
      return false;
    });
    await handle.cancel();
    await expect(handle.result()).rejects.toThrow(WorkflowFailedError);
    expect(await stateOf(run)).toBe('cancelled');
    release();
    const result = await (await begin(run, { spec })).result();
    expect(result).toMatchObject({ steps: 2 });
    const groups = await groupsOf(run);
    expect(groups.map(({ step, slot, members }) => [step, slot, members.length])).toEqual(
      [0, 1].flatMap((step) => [0, 1].map((slot) => [step, slot, 3])),
    );
    expect(await stateOf(run)).toBe('completed: all 2 steps are done');
  },
  LIMIT_MS,
);

test.each<[string, TrainingRunInput, string]>([
  ['whose spec is not there', { spec: 'f'.repeat(64) }, 'no document ffff'],
  ['that is none', { spec: 'hello' }, 'is no SHA-256'],
])(
  'a run %s fails at once, and says why',
  async (_, input, part) => {
    const handle = await begin(`none-${input.spec.slice(0, 5)}`, input);
    const error: unknown = await handle.result().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(WorkflowFailedError);
    expect(JSON.stringify((await handle.fetchHistory()).events?.at(-1))).toContain(part);
  },
  LIMIT_MS,
);

test('nothing is pinned that can not be', async () => {
  await expect(pin('one', { settings: { groupSize: 1 } })).rejects.toThrow(/groupSize is 1/);
  await expect(pin('empty', { words: [] })).rejects.toThrow(/no task|no family/);
});
