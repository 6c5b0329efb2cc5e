/** @module Which rollouts are a group, and the advantage of each over its fellows. */
import type { GroupFile } from '../../activities/training/contract.js';
import type { GroupFacts } from '../../datasets/writers/trajectory.js';
import { advantages } from '../../domain/advantage.js';
import { groupId } from '../../domain/training.js';
import { groupAdvantages } from '../../learning/groups.js';
import type { GrpoSettings } from '../../learning/settings.js';
import type { RolloutRow } from '../../store/rows.js';

type Graded = Pick<RolloutRow, 'id' | 'taskId' | 'policy' | 'sample' | 'reward'>;

/** Of a batch or a run of eval: the samples of a task under a policy. By rollout. */
export function groupsOfBatch(rollouts: readonly Graded[]): ReadonlyMap<string, GroupFacts> {
  const groups = new Map<string, Graded[]>();
  for (const rollout of rollouts) {
    const group = `${rollout.policy} ${rollout.taskId}`;
    groups.set(group, [...(groups.get(group) ?? []), rollout]);
  }
  return new Map(
    [...groups].flatMap(([group, members]) => {
      const rewards = members.flatMap(({ reward }) => reward ?? []);
      const whole = rewards.length === members.length && rewards.length > 1;
      const found = whole ? advantages(rewards, 'group') : [];
      return members.map(({ id, sample, reward }, place) => {
        const facts = { group, member: sample, step: null, training_reward: reward, advantage: found[place] ?? null };
        return [id, facts] as const;
      });
    }),
  );
}

/** Of a group of a training run, by its settings, in the order of its members. */
export function groupsOfRun(
  { run, step, slot, members }: GroupFile,
  settings: Pick<GrpoSettings, 'baseline' | 'norm'>,
): readonly (GroupFacts & { readonly rollout: string })[] {
  const found = groupAdvantages(
    members.map(({ reward }) => reward),
    settings,
  );
  return members.map(({ member, rollout, reward }, place) => ({
    ...{ rollout, group: groupId(run, step, slot), member, step },
    ...{ training_reward: reward, advantage: found[place] ?? null },
  }));
}
