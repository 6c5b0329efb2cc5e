/** @module The advantage of each sample of a group over its fellows: what a policy gradient weighs a rollout with. */

/**
 * `group`: the reward less the group's mean, over its standard deviation (of a sample, n - 1), as GRPO in the paper has it (arXiv 2605.22177);
 * `leave-one-out`: the reward less the mean of the others (Kool et al., 2019).
 */
export type AdvantageKind = 'group' | 'leave-one-out';

/** Keeps a group without spread from being divided by nothing. */
const EPSILON = 1e-6;
/** Rewards are sums of a few decimals: below this a difference is rounding. */
const SAME = 1e-9;

/** One for each reward, in their order. A group of one, and one whose rewards are all the same, has no advantages: zeros. */
export function advantages(rewards: readonly number[], kind: AdvantageKind): readonly number[] {
  const count = rewards.length;
  const mean = sum(rewards) / count;
  const centred = rewards.map((reward) => reward - mean);
  if (count < 2 || centred.every((each) => Math.abs(each) < SAME)) return rewards.map(() => 0);
  const scale =
    kind === 'group'
      ? 1 / (Math.sqrt(sum(centred.map((each) => each ** 2)) / (count - 1)) + EPSILON)
      : count / (count - 1);
  return centred.map((each) => each * scale);
}

export type Sign = -1 | 0 | 1;

export function signOf(advantage: number): Sign {
  return Math.abs(advantage) < SAME ? 0 : advantage > 0 ? 1 : -1;
}

export interface SignChange {
  /** Place in the group, from 0. */
  readonly member: number;
  readonly before: Sign;
  readonly after: Sign;
}

/**
 * The members of a group that would be learned from the other way about, or not at all, under other rewards. Both kinds of
 * advantage have the same sign, that of the reward less the group's mean.
 */
export function signChanges(before: readonly number[], after: readonly number[]): readonly SignChange[] {
  const [old, now] = [advantages(before, 'group'), advantages(after, 'group')];
  return old.flatMap((advantage, member) => {
    const signs = { member, before: signOf(advantage), after: signOf(now[member] ?? 0) };
    return signs.before === signs.after ? [] : [signs];
  });
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
