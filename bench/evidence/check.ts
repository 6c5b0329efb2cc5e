/** @module Is a rollout over the table what a rollout is? Some tasks are asked again, in process, under the same policies. */
import { storeCheckpoint } from '../../dist/activities/learned/stored-checkpoints.js';
import { driveInProcess } from '../../dist/activities/drive-in-process.js';
import { greedy, lookThrough } from '../../dist/evidence/look.js';
import { play } from '../../dist/evidence/play.js';
import { playPolicy } from '../../dist/evidence/product-policy.js';
import type { TableTask } from '../../dist/evidence/table.js';
import type { TablePolicy, TableTraining } from '../../dist/evidence/train.js';
import { adamStart } from '../../dist/learning/adam.js';
import { recordsOf } from '../../dist/learning/checkpoint.js';
import { FEATURE_VERSION } from '../../dist/learning/features.js';
import { indexRecords } from '../../dist/learning/records.js';
import { keywordPolicy } from '../../dist/policies/keyword-policy.js';
import { hashJson } from '../../dist/store/hash.js';
import { activitiesOf, taskAt, type Host, type Place } from './collect.js';

/** @param places of the tasks that are asked again @returns how many rollouts were compared @throws Error for the first that differs */
export async function checkAgainstRollouts(
  host: Host,
  table: readonly TableTask[],
  places: readonly Place[],
  policy: TablePolicy,
  training: TableTraining,
): Promise<number> {
  const { snapshot, records, settings, model, grpo, run } = training;
  const { weights } = policy;
  const checkpoint = await storeCheckpoint(
    host.deps.results,
    {
      ...{ run, step: policy.step, model, settings: grpo, featureVersion: FEATURE_VERSION, parent: null },
      learner: { weights, optimiser: adamStart(weights.length) },
      ...{ registry: hashJson(snapshot), records: recordsOf(records) },
    },
    records,
    new Date().toISOString(),
  );
  const decide = greedy(lookThrough(snapshot, indexRecords(records)), policy.model, weights, settings);
  const activities = activitiesOf(host);
  let compared = 0;
  for (const { suite, split, index, id } of places) {
    const entry = table.find(({ task }) => task.id === id);
    if (entry === undefined) throw new Error(`the table has no task ${id}`);
    const task = taskAt(suite, split, index);
    const overTable = {
      [`learned:${checkpoint}`]: play(entry, decide, settings),
      keyword: await playPolicy(entry, keywordPolicy, snapshot, settings.maxCalls),
    };
    for (const [name, { calls, correct }] of Object.entries(overTable)) {
      const input = { task, policy: name, limits: { max_calls: settings.maxCalls } };
      const rolloutId = `check-${id}-${name.slice(0, 7)}`.replace(/[^\w-]/g, '-');
      const state = await driveInProcess(activities, { rolloutId, input, startedAtMs: Date.now() });
      const asked = state.turns.map(({ pair }) => pair);
      const isRight = state.verdict?.correct === true;
      if (JSON.stringify(asked) !== JSON.stringify(calls) || isRight !== correct)
        throw new Error(
          `${id} under ${name}: the rollout called ${asked.join(', ')} and was ${isRight ? 'right' : 'wrong'}; over the table it ` +
            `called ${calls.join(', ')} and was ${correct ? 'right' : 'wrong'}.`,
        );
      compared += 1;
    }
  }
  return compared;
}
