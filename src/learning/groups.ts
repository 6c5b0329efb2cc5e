/** @module A group: the rollouts of one task under one policy, as learning takes them; what is wrong with one, and its advantages. */
import { advantages } from '../domain/advantage.js';
import { MaestroError } from '../domain/errors.js';
import type { ScoreInput } from './model.js';
import type { GrpoSettings } from './settings.js';

/** One decision as it was taken. */
export interface DecisionSample extends ScoreInput {
  /** Which option was chosen, from 0, and what it was, e.g. `Raster@@Counting`. */
  readonly chosen: number;
  readonly label: string;
  /** How probable it was when it was drawn, exploration included. */
  readonly propensity: number;
}

export interface Member {
  readonly reward: number;
  /** Did every call of it fail? That is the environment: it stays, with its reward. */
  readonly failed: boolean;
  readonly decisions: readonly DecisionSample[];
}

export interface Group {
  readonly task: string;
  readonly members: readonly Member[];
}

/** @throws MaestroError INVALID_INPUT, saying which group, member and decision, and what is wrong */
export function checkGroup(group: Group, contextCount: number, featureCount: number): void {
  const { task, members } = group;
  if (members.length < 2)
    throw new MaestroError(
      'INVALID_INPUT',
      `The group of task "${task}" has ${members.length} member(s): advantages compare members, so it needs at least 2.`,
    );
  for (const [place, { reward, decisions }] of members.entries()) {
    const where = `Member ${place + 1} of the group of task "${task}"`;
    if (!Number.isFinite(reward))
      throw new MaestroError('INVALID_INPUT', `${where} has the reward ${reward}: look at its rules and rescore it.`);
    for (const [turn, decision] of decisions.entries()) {
      const fault = faultOf(decision, contextCount, featureCount);
      if (fault !== '') throw new MaestroError('INVALID_INPUT', `${where}, decision ${turn + 1}: ${fault}.`);
    }
  }
}

function faultOf({ context, options, chosen, propensity }: DecisionSample, contextCount: number, featureCount: number) {
  if (options[chosen] === undefined || !Number.isInteger(chosen))
    return `option ${chosen} was chosen of ${options.length}`;
  if (!(propensity > 0 && propensity <= 1)) return `its propensity is ${propensity}, not in (0, 1]`;
  if (context.length !== contextCount || !context.every(Number.isFinite))
    return `its state is no list of ${contextCount} numbers: it is of another feature version`;
  const odd = options.findIndex(({ features }) => features.length !== featureCount || !features.every(Number.isFinite));
  return odd < 0 ? '' : `option ${odd} has no ${featureCount} features that are numbers: another feature version`;
}

/** One for each member. All zeros for a group whose rewards are the same. */
export function groupAdvantages(
  rewards: readonly number[],
  { baseline, norm }: Pick<GrpoSettings, 'baseline' | 'norm'>,
): readonly number[] {
  // Against the others, a reward stands n / (n - 1) times as far off as against the mean that it is part of.
  const widen = rewards.length / (rewards.length - 1);
  if (norm === 'std') {
    const scale = baseline === 'group' ? 1 : widen;
    return advantages(rewards, 'group').map((each) => each * scale);
  }
  const scale = baseline === 'group' ? 1 / widen : 1;
  return advantages(rewards, 'leave-one-out').map((each) => each * scale);
}

export interface GroupCounts {
  readonly groups: number;
  /** Of which nothing is learned: all rewards the same. */
  readonly zeroVariance: number;
  /** Whose members all did the same. */
  readonly identicalActions: number;
  /** Whose members all failed. */
  readonly allFailed: number;
}

export function countGroups(groups: readonly Group[]): GroupCounts {
  const count = (holds: (group: Group) => boolean): number => groups.filter(holds).length;
  return {
    groups: groups.length,
    zeroVariance: count(isZeroVariance),
    identicalActions: count(({ members }) => new Set(members.map(pathOf)).size === 1),
    allFailed: count(({ members }) => members.every(({ failed }) => failed)),
  };
}

export function isZeroVariance({ members }: Group): boolean {
  return advantages(
    members.map(({ reward }) => reward),
    'group',
  ).every((each) => each === 0);
}

function pathOf({ decisions }: Member): string {
  return JSON.stringify(decisions.map(({ label }) => label));
}
