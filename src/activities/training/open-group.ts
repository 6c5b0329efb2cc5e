/** @module `openGroup`: which task a group is of, what its rollouts are given, and what of it is done. */
import { MaestroError } from '../../domain/errors.js';
import { memberId } from '../../domain/training.js';
import type { TrainingSettings } from '../../domain/training-settings.js';
import type { Task, TrainingInput, Variation } from '../../domain/task.js';
import { pickTasks } from '../../learning/pick-tasks.js';
import type { ContentStore } from '../../store/blob-store.js';
import { hashJson } from '../../store/hash.js';
import { jsonReader } from '../../store/json-blobs.js';
import type { ResultStore } from '../../store/result-store.js';
import type { TrainingDeps } from './open-training.js';
import { isOwnFault } from './own-fault.js';
import type { EndedMember, GroupInput, TrainingActivities, TrainingSpec } from './run-contract.js';
import { checkRegistry, registryReader } from './run-registry.js';
import { parseTasks, parseTrainingSpec } from './spec-schema.js';

export function createOpenGroup({ results, registry }: TrainingDeps): Pick<TrainingActivities, 'openGroup'> {
  const specs = jsonReader(results.documents, parseTrainingSpec, 16);
  const taskOf = taskReader(results.documents);
  const registryOf = registryReader(results);
  return {
    openGroup: async (input) => {
      const { run, step, exploration } = input;
      const spec = await specs.get(input.spec);
      const begun = await registryOf(input.policy, spec);
      checkRegistry(run, begun, hashJson(await registry()));
      const { settings, reward, onOutage, seed, suites } = spec;
      const vary = variationOf(settings);
      return {
        task: await taskOf(input, spec),
        groupSize: settings.groupSize,
        refills: settings.refills,
        groupSeconds: settings.groupSeconds,
        input: {
          limits: { max_calls: settings.maxCalls, max_seconds: settings.rolloutSeconds },
          ...{ on_outage: onOutage, seed, suite: suites.join(' ').slice(0, 100) },
          ...(reward === null ? {} : { reward }),
          ...(spec.collect?.prompt === undefined ? {} : { prompt: spec.collect.prompt }),
          training: { run, step, exploration, ...(vary === undefined ? {} : { vary }), ...samplingOf(spec) },
        },
        ended: await endedMembers(results, input, settings, begun),
      };
    },
  };
}

function samplingOf({ collect }: TrainingSpec): Pick<TrainingInput, 'temperature' | 'top_p'> {
  const { temperature, top_p } = collect ?? {};
  return { ...(temperature === undefined ? {} : { temperature }), ...(top_p === undefined ? {} : { top_p }) };
}

/** Undefined: nothing is varied. */
export function variationOf({ varyPairs, varyCards, faults }: TrainingSettings): Variation | undefined {
  const vary = { pairs: varyPairs, cards: varyCards, faults };
  return Object.values(vary).every((share) => share === 0) ? undefined : vary;
}

/** The task of a group: the step's own in turn, then those that stand in for groups that taught nothing. */
function taskReader(documents: ContentStore) {
  const lists = jsonReader(documents, parseTasks, 128);
  return async ({ run, step, slot }: GroupInput, { families, settings }: TrainingSpec): Promise<Task> => {
    const places = families.map(({ family, sha256, tasks }) => ({
      family,
      tasks: Array.from({ length: tasks }, (_, index) => ({ sha256, index })),
    }));
    const { tasksPerStep, resample } = settings;
    const picked =
      slot < tasksPerStep
        ? pickTasks(places, run, step, tasksPerStep)[slot]
        : pickTasks(places, `${run} again`, step, resample)[slot - tasksPerStep];
    const task = picked === undefined ? undefined : (await lists.get(picked.sha256))[picked.index];
    if (task === undefined)
      throw new MaestroError('INTERNAL', `Step ${step} of run ${run} has no task number ${slot}.`);
    return task;
  };
}

/** Rows that an earlier run of the workflow left, under the same policy and registry: what is done is not done again. */
async function endedMembers(
  results: Pick<ResultStore, 'statusOf' | 'listRollouts'>,
  { run, step, slot, policy }: GroupInput,
  { groupSize, refills }: TrainingSettings,
  registry: string,
): Promise<readonly EndedMember[]> {
  const attempts = Array.from({ length: groupSize * (refills + 1) }, (_, index) => ({
    member: index % groupSize,
    attempt: Math.floor(index / groupSize),
  }));
  const places = new Map(
    attempts.map((place) => [memberId(run, step, slot, place.member, place.attempt), place] as const),
  );
  const found = await results.statusOf([...places.keys()]);
  if (found.length === 0) return [];
  const rows = await results.listRollouts({ ids: found.map(({ id }) => id) });
  return rows
    .filter((row) => row.policy === policy && row.registry === registry && row.outcome !== 'cancelled')
    .flatMap(({ id, outcome, turns, trajectory }) => {
      const place = places.get(id);
      if (place === undefined) return [];
      return [{ ...place, outcome, turns, ...(isOwnFault(trajectory) ? { ownFault: true } : {}) }];
    });
}
