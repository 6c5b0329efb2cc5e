/** @module A training run as its workflows see it: which rollouts count, what a step is worth, when it goes on and when it stops. Pure. */
import type { TrainingSettings } from './training-settings.js';
import type { Fate, GroupSummary, MemberEnd, Progress, Validation } from './training-run.js';
import { OUTCOMES, type Outcome } from './trajectory.js';

/**
 * A fault of our own side is made up for: a worker, the store, the policy's server, a person who cancels. What an expert did, or
 * failed to do in time, is the environment: leaving it out would hide the lesson that this expert fails.
 */
export function fateOf({ outcome, turns, ownFault, why }: MemberEnd): Fate {
  if (ownFault === true) return { kind: 'again', why: why === '' ? OWN_FAULT : why };
  const known: Outcome | undefined = OUTCOMES.find((each) => each === outcome);
  switch (known) {
    case undefined:
      return { kind: 'again', why: why === '' ? 'it ended without a record' : why };
    case 'cancelled':
      return { kind: 'again', why: 'it was cancelled' };
    case 'policy_failed':
      return { kind: 'again', why: 'the policy failed' };
    case 'budget':
    case 'deadline':
      // Nobody was asked in all that time: it waited for us.
      return turns === 0 ? { kind: 'again', why: 'its time was over before the first call' } : { kind: 'counts' };
    case 'answered':
    case 'turn_limit':
      return { kind: 'counts' };
  }
}

/** Why a member is left out whose row says so, and no more. */
export const OWN_FAULT = 'our own side lost it: its policy, the store or a worker was not there';

export function groupId(run: string, step: number, slot: number): string {
  return `${run}/step-${step}/group-${slot}`;
}

/** @param attempt from 0 */
export function memberId(run: string, step: number, slot: number, member: number, attempt: number): string {
  return `${groupId(run, step, slot)}/member-${member}${attempt === 0 ? '' : `/again-${attempt}`}`;
}

/** Updates of the policy that collects a step: as many as there can be, less the staleness. The same in every run of the same rosters. */
export function behaviourStep(step: number, { staleness }: Pick<TrainingSettings, 'staleness'>): number {
  return Math.max(0, step - staleness);
}

/**
 * How many groups more a step collects: one for each of the latest that taught nothing, as long as some are allowed.
 * @param latest the groups that were collected last @param all with those before them
 */
export function groupsToAdd(
  latest: readonly GroupSummary[],
  all: readonly GroupSummary[],
  { tasksPerStep, resample }: Pick<TrainingSettings, 'tasksPerStep' | 'resample'>,
): number {
  const idle = latest.filter(({ ref, zeroVariance }) => ref === null || zeroVariance).length;
  return Math.max(0, Math.min(idle, tasksPerStep + resample - all.length));
}

/** Is there a validation to be had of the policy after so many updates? The first and the last policy always are, if any. */
export function isValidated(
  step: number,
  { validateEvery, steps }: Pick<TrainingSettings, 'validateEvery' | 'steps'>,
): boolean {
  return validateEvery > 0 && (step % validateEvery === 0 || step === steps);
}

/** The one with the highest reward; of equals the earlier. */
export function bestValidation(validations: readonly Validation[]): Validation | undefined {
  return validations.reduce<Validation | undefined>(
    (best, each) => (best === undefined || each.reward > best.reward ? each : best),
    undefined,
  );
}

/** Why a run stops; undefined while it goes on. */
export function reasonToStop(progress: Progress, settings: TrainingSettings): string | undefined {
  const { step, costUsd, elapsedMs, validations, crossed } = progress;
  const { steps, maxUsd, maxMinutes, patience, guardExploration } = settings;
  if (crossed.length > 0 && guardExploration === 0) return `the policy collapses: ${crossed.join('; ')}`;
  const best = bestValidation(validations);
  const since = validations.filter((each) => best !== undefined && each.step > best.step).length;
  if (patience > 0 && since >= patience)
    return `${since} validations in a row were no better than that of step ${best?.step ?? 0}`;
  if (maxUsd > 0 && costUsd >= maxUsd) return `$${costUsd.toFixed(2)} of $${maxUsd} are spent`;
  if (maxMinutes > 0 && elapsedMs >= maxMinutes * 60_000) return `its ${maxMinutes} minutes are over`;
  return step >= steps ? `all ${steps} steps are done` : undefined;
}
