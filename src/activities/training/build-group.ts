/** @module `buildGroup`: the file of a group, from the decisions and rewards in the store alone. */
import type { GroupSummary } from '../../domain/training-run.js';
import { OWN_FAULT } from '../../domain/training.js';
import type { TrainingSettings } from '../../domain/training-settings.js';
import type { RegistrySnapshot } from '../../domain/registry.js';
import { FEATURE_VERSION } from '../../learning/features.js';
import { countGroups } from '../../learning/groups.js';
import { kindOf } from '../../learning/learn-task.js';
import { offeredCards } from '../../policies/learned/pair-pool.js';
import { hashJson } from '../../store/hash.js';
import { jsonReader } from '../../store/json-blobs.js';
import type { RolloutRecord } from '../../store/result-store.js';
import { readDecisionSamples } from '../learned/decision-samples.js';
import { readGenerations } from '../learned/generations.js';
import type { GroupMember, LeftOut } from './contract.js';
import { variationOf } from './open-group.js';
import { isOwnFault } from './own-fault.js';
import type { TrainingDeps } from './open-training.js';
import type { BuildGroupInput, TrainingActivities } from './run-contract.js';
import { checkRegistry, registryReader } from './run-registry.js';
import { parseTrainingSpec } from './spec-schema.js';
import { writeGroup } from './training-files.js';

const LEAST_MEMBERS = 2;

export function createBuildGroup({ results, blobs, registry }: TrainingDeps): Pick<TrainingActivities, 'buildGroup'> {
  const specs = jsonReader(results.documents, parseTrainingSpec, 16);
  const registryOf = registryReader(results);

  /** What a call of each pair costs in the eyes of the policy; undefined: what it cost. */
  async function pricesOf(
    { run, step, exploration }: BuildGroupInput,
    settings: TrainingSettings,
    { rollout }: RolloutRecord,
  ): Promise<Prices | undefined> {
    const vary = variationOf(settings);
    if (settings.costPerUsd === 0 || vary === undefined || vary.cards === 0) return undefined;
    const snapshot: RegistrySnapshot = await registry();
    checkRegistry(run, rollout.registry, hashJson(snapshot));
    const task = { id: rollout.taskId, images: rollout.images };
    const { cards } = offeredCards(snapshot, task, { run, step, member: 0, exploration, vary });
    return new Map(cards.map(({ pair, costUsd }) => [pair, costUsd]));
  }

  return {
    buildGroup: async (input): Promise<GroupSummary> => {
      const { run, step, slot, policy, exploration, refills } = input;
      const spec = await specs.get(input.spec);
      const { settings } = spec;
      const begun = await registryOf(policy, spec);
      const read = await Promise.all(
        input.members.map(async (place) => ({ ...place, record: await results.getRollout(place.rollout) })),
      );
      const [found, lost] = [read.flatMap(whole), read.flatMap(gone)];
      for (const { record } of found) checkRegistry(run, begun, record.rollout.registry);
      const leftOut = [...input.leftOut, ...lost];
      const facts = {
        ...{ slot, members: found.length, refills, missing: settings.groupSize - found.length },
        costUsd: found.reduce((sum, { record }) => sum + record.rollout.costUsd, 0),
      };
      const [first] = found;
      if (first === undefined || found.length < LEAST_MEMBERS)
        return { ...facts, ref: null, why: whyDropped(found.length, leftOut), ...IDLE };
      const prices = await pricesOf(input, settings, first.record);
      const members = found.map(({ member, record }) => memberOf(member, record, settings, prices));
      const { taskId: task, family, dataSource } = first.record.rollout;
      const ref = await writeGroup(blobs, {
        ...{ format: 'maestro-group', version: 1, run, step, slot, task, policy, exploration },
        ...{ family: kindOf({ family, dataSource }), featureVersion: FEATURE_VERSION, registry: begun },
        ...{ members, leftOut },
      });
      const { zeroVariance, identicalActions, allFailed } = countGroups([{ task, members }]);
      return {
        ...{ ...facts, ref, why: '' },
        ...{ zeroVariance: zeroVariance > 0, allFailed: allFailed > 0 },
        // A chat policy has no options to choose from: what it did is whom it called.
        identicalActions: spec.collect === undefined ? identicalActions > 0 : new Set(members.map(pathOf)).size === 1,
      };
    },
  };
}

interface Read {
  readonly member: number;
  readonly rollout: string;
  readonly record: RolloutRecord | undefined;
}

function whole({ member, record }: Read) {
  return record === undefined || isOwnFault(record.rollout.trajectory) ? [] : [{ member, record }];
}

/** What can't be learned from, whoever said that it counts: a group that took over a rollout knows its outcome only. */
function gone({ member, rollout, record }: Read): readonly LeftOut[] {
  if (record === undefined) return [{ member, rollout, why: 'its record is gone' }];
  if (!isOwnFault(record.rollout.trajectory)) return [];
  const { reason } = record.rollout;
  return [{ member, rollout, why: reason === '' ? OWN_FAULT : reason }];
}

const IDLE = { zeroVariance: false, identicalActions: false, allFailed: false };

type Prices = ReadonlyMap<string, number>;

function memberOf(
  member: number,
  { rollout, turns, calls }: RolloutRecord,
  { costPerCall, costPerUsd, costAtMost }: TrainingSettings,
  prices: Prices | undefined,
): GroupMember {
  const called = turns.filter(({ action }) => action === 'call');
  const pairs = called.flatMap(({ pair }) => pair ?? []);
  const usd = prices === undefined ? rollout.costUsd : pairs.reduce((sum, pair) => sum + (prices.get(pair) ?? 0), 0);
  // A rollout without a reward is one whose reward is no number: `writeGroup` says so.
  const givenReward = rollout.reward ?? NaN;
  const generations = readGenerations(calls);
  return {
    ...{ member, rollout: rollout.id, outcome: rollout.outcome, correct: rollout.correct, givenReward },
    reward: givenReward - Math.min(costAtMost, costPerCall * called.length + costPerUsd * usd),
    failed: called.length > 0 && called.every(({ status }) => status !== 'ok' && status !== 'cannot'),
    ...{ costUsd: rollout.costUsd, calls: pairs, decisions: readDecisionSamples(calls) },
    ...(generations.length === 0 ? {} : { generations }),
  };
}

function pathOf({ calls }: GroupMember): string {
  return JSON.stringify(calls);
}

function whyDropped(members: number, leftOut: readonly LeftOut[]): string {
  const reasons = [...new Set(leftOut.map(({ why }) => why))].join('; ').slice(0, 300);
  return `${members} of its members are left${reasons === '' ? '' : `: ${reasons}`}`;
}
