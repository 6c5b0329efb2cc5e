/** Training runs against a real server: steps of groups and updates, what is refilled, what stays, how a run ends and goes on. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { WorkflowFailedError } from '@temporalio/client';
import { readSteps } from '../../src/activities/training/step-documents.js';
import { readLearner } from '../../src/activities/training/training-files.js';
import type { TrainingRunInput } from '../../src/domain/training-run.js';
import { DEFAULT_SETTINGS } from '../../src/learning/settings.js';
import { MAESTRO_BATCH } from '../../src/temporal/search-attributes.js';
import { trainingQuery } from '../../src/workflows/training.js';
import { until } from '../chaos/support/until.js';
import { idsOf } from '../support/openai-stub-completion.js';
import { startChief, type Chief } from './support/chief.js';
import { openTrainingRig, PAIRS, type TrainingRig } from './support/training-rig.js';

const LIMIT_MS = 120_000;
let rig: TrainingRig;
let chief: Chief;
beforeAll(async () => {
  chief = await startChief();
  rig = await openTrainingRig(chief.model);
});
afterAll(async () => {
  await rig.close();
  await chief.stub.close();
});

test(
  'a run probes, learns, validates and ends; all of it is in the record, and the policy is better than it began',
  async () => {
    const settings = { steps: 4, groupSize: 4, validateEvery: 4 };
    const handle = await rig.start('whole', {
      settings,
      conditions: { pairs: PAIRS, grpo: { ...DEFAULT_SETTINGS, norm: 'none', epochs: 4 } },
    });
    const run = handle.workflowId;
    const result = await handle.result();
    expect(result).toMatchObject({ steps: 4, reason: 'all 4 steps are done' });
    expect(await rig.stateOf(run)).toBe('completed: all 4 steps are done');
    const steps = await readSteps(rig.results, run);
    expect(steps.map(({ state }) => state.step)).toEqual([0, 1, 2, 3, 4]);
    expect(steps.slice(1).map(({ parent }) => `learned:${parent}`)).toEqual(
      steps.slice(0, -1).map(({ state }) => state.policy),
    );
    const groups = await rig.groupsOf(run);
    expect(groups.map(({ step, slot, members }) => [step, slot, members.length])).toEqual(
      [0, 1, 2, 3].flatMap((step) => [0, 1].map((slot) => [step, slot, 4])),
    );
    // A rollout is in one group once, and gives way to evaluations.
    const rollouts = groups.flatMap(({ members }) => members.map(({ rollout }) => rollout));
    expect(new Set(rollouts).size).toBe(rollouts.length);
    const { raw, typedSearchAttributes } = await rig.client.workflow.getHandle(rollouts[0]!).describe();
    expect(raw.workflowExecutionInfo?.priority?.priorityKey).toBe(5);
    expect(typedSearchAttributes.get(MAESTRO_BATCH)).toBe(run);
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
    const again = await rig.begin(run, {
      spec: (
        await rig.pin('whole', {
          settings,
          conditions: { pairs: PAIRS, grpo: { ...DEFAULT_SETTINGS, norm: 'none', epochs: 4 } },
        })
      ).spec,
    });
    expect((await again.result()).policy).toBe(result.policy);
    expect((await rig.groupsOf(run)).length).toBe(groups.length);
  },
  LIMIT_MS,
);

describe('members of a group', () => {
  test(
    'that our own side lost are collected again; those of a broken expert stay, with their reward',
    async () => {
      const release = rig.hold('slow');
      const handle = await rig.start('lost', { settings: { steps: 1 }, words: ['slow', 'broken'] });
      const run = handle.workflowId;
      const victim = await rig.running(run);
      await rig.client.workflow.getHandle(victim).terminate('a test');
      await until('it is begun again', async () =>
        rig.client.workflow
          .getHandle(`${victim}/again-1`)
          .describe()
          .then(
            () => true,
            () => false,
          ),
      );
      release();
      await handle.result();
      const groups = await rig.groupsOf(run);
      expect(groups.map(({ members }) => members.map(({ member }) => member))).toEqual([
        [0, 1, 2],
        [0, 1, 2],
      ]);
      const left = groups.flatMap(({ leftOut }) => leftOut);
      expect(left.map(({ rollout }) => rollout)).toEqual([victim]);
      expect(groups.flatMap(({ members }) => members.map(({ rollout }) => rollout))).toContain(`${victim}/again-1`);
      const broken = groups.find(({ family }) => family === 'exact broken')!.members;
      expect(broken.map(({ outcome }) => outcome)).toEqual(['answered', 'answered', 'answered']);
      expect((await readSteps(rig.results, run))[1]).toMatchObject({ report: { refills: 1, missing: 0, members: 6 } });
    },
    LIMIT_MS,
  );

  test(
    'that are late do not count, and a step without any group ends the run with the reason',
    async () => {
      const release = rig.hold('late');
      const settings = { steps: 1, tasksPerStep: 1, groupSeconds: 3 };
      const handle = await rig.start('late', { settings, words: ['late'], conditions: { pairs: [] } });
      const run = handle.workflowId;
      const end = await handle.result().catch(() => undefined);
      release();
      const [group] = await rig.groupsOf(run);
      const state = await rig.stateOf(run);
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
    const handle = await rig.start('idle', {
      settings: { steps: 1, resample: 1, costPerCall: 0 },
      words: ['hopeless'],
    });
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
    const handle = await rig.start('ahead', { settings, input: { maxEvents: 40 } });
    const run = handle.workflowId;
    await handle.result();
    const policies = (await readSteps(rig.results, run)).map(({ state }) => state.policy);
    const groups = await rig.groupsOf(run);
    // Each group has the policy of one update before.
    expect(groups.map(({ step, policy }) => [step, policy])).toEqual(
      [0, 1, 2, 3].map((step) => [step, policies[Math.max(0, step - 1)]]),
    );
    const runs: string[] = [];
    for await (const { runId } of rig.client.workflow.list({ query: `WorkflowId = "${run}"` })) runs.push(runId);
    expect(runs.length).toBeGreaterThan(1);
  },
  LIMIT_MS,
);

test(
  'groups of a chat model are collected by the same rules, each member by draws of its own, with what the model generated',
  async () => {
    const settings = { steps: 2, tasksPerStep: 2, costPerCall: 0 };
    const collect = { policy: 'chat:Chief', temperature: 0.7, top_p: 0.9 };
    const handle = await rig.start('chat', { settings, conditions: { collect } });
    const run = handle.workflowId;
    expect(run).toMatch(/^chat-collect-/);
    expect(await handle.result()).toMatchObject({ steps: 2, policy: 'chat:Chief', best: null });
    const groups = await rig.groupsOf(run);
    expect(groups.map(({ step, slot, policy }) => [step, slot, policy])).toEqual(
      [0, 1].flatMap((step) => [0, 1].map((slot) => [step, slot, 'chat:Chief'])),
    );
    const members = groups.flatMap((group) => group.members);
    // A decision for the call, one for the answer; nothing is asked for twice.
    expect(members.map(({ generations = [], decisions }) => [generations.length, decisions.length])).toEqual(
      members.map(() => [2, 0]),
    );
    const { requests } = chief.stub;
    expect(requests).toHaveLength(2 * members.length);
    expect(requests.every(({ body }) => body?.temperature === 0.7 && body.top_p === 0.9 && body.logprobs)).toBe(true);
    const generations = members.flatMap((each) => each.generations ?? []);
    expect(new Set(generations.map(({ seed }) => seed)).size).toBe(generations.length);
    for (const { text, tokenIds, logprobs, promptTokenIds, temperature, prompt } of generations) {
      expect(tokenIds).toEqual(idsOf(text));
      expect(logprobs).toHaveLength(tokenIds!.length);
      expect(promptTokenIds!.length).toBeGreaterThan(10);
      expect([temperature, prompt[0]?.role]).toEqual([0.7, 'user']);
    }
    const { report } = (await readSteps(rig.results, run)).at(-1)!;
    expect(report).toMatchObject({ step: 2, groups: 2, members: 6, metrics: {}, crossed: [] });
    expect(await rig.stateOf(run)).toBe('completed: all 2 steps are done');
  },
  LIMIT_MS,
);

test(
  'a cancelled run has cancelled what it began, says so, and goes on where it was',
  async () => {
    const release = rig.hold('easy stop');
    const { run, spec } = await rig.pin('stop', { settings: { steps: 2 }, words: ['easy'] });
    const handle = await rig.begin(run, { spec });
    await rig.running(run);
    await handle.cancel();
    await expect(handle.result()).rejects.toThrow(WorkflowFailedError);
    expect(await rig.stateOf(run)).toBe('cancelled');
    release();
    const result = await (await rig.begin(run, { spec })).result();
    expect(result).toMatchObject({ steps: 2 });
    const groups = await rig.groupsOf(run);
    expect(groups.map(({ step, slot, members }) => [step, slot, members.length])).toEqual(
      [0, 1].flatMap((step) => [0, 1].map((slot) => [step, slot, 3])),
    );
    expect(await rig.stateOf(run)).toBe('completed: all 2 steps are done');
  },
  LIMIT_MS,
);

test.each<[string, TrainingRunInput, string]>([
  ['whose spec is not there', { spec: 'f'.repeat(64) }, 'no document ffff'],
  ['that is none', { spec: 'hello' }, 'is no SHA-256'],
])(
  'a run %s fails at once, and says why',
  async (_, input, part) => {
    const handle = await rig.begin(`none-${input.spec.slice(0, 5)}`, input);
    const error: unknown = await handle.result().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(WorkflowFailedError);
    expect(JSON.stringify((await handle.fetchHistory()).events?.at(-1))).toContain(part);
  },
  LIMIT_MS,
);

test('nothing is pinned that can not be', async () => {
  await expect(rig.pin('one', { settings: { groupSize: 1 } })).rejects.toThrow(/groupSize is 1/);
  await expect(rig.pin('empty', { words: [] })).rejects.toThrow(/no task|no family/);
});
