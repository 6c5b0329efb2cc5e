/** @module A group: the rollouts of one task under one policy, so many that count, and the file that a trainer learns from. */
import {
  CancellationScope,
  CancelledFailure,
  isCancellation,
  proxyActivities,
  proxyLocalActivities,
  sleep,
  upsertSearchAttributes,
} from '@temporalio/workflow';
import type { BatchActivities } from '../activities/batch/contract.js';
import type { LeftOut } from '../activities/training/contract.js';
import type { GroupInput, OpenedGroup, TrainingActivities } from '../activities/training/run-contract.js';
import { fateOf, memberId } from '../domain/training.js';
import type { GroupSummary, MemberEnd } from '../domain/training-run.js';
import { MAESTRO_BATCH, MAESTRO_POLICY, MAESTRO_SUITE } from '../temporal/search-attributes.js';
import { quickOptions, WATCH } from './activity-options.js';
import { failureNote } from './failure-note.js';
import { startMember } from './training-children.js';

const { openGroup } = proxyLocalActivities<TrainingActivities>(
  quickOptions('which task it is, and what of it is done'),
);
const { buildGroup } = proxyLocalActivities<TrainingActivities>(quickOptions("write the group's file"));
const { awaitEnded } = proxyActivities<BatchActivities>(WATCH);

/** What was lost by a fault of ours may be lost again at once: the next attempt waits, each longer than the one before. */
const PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;

/**
 * Collects one group. Members that our own side lost are made up for, as far as the run allows; those that are late do not count.
 * @returns a reference to the group's file, or why there is none, and bounded facts
 * @throws INVALID_INPUT when the registry has changed, or a reward is no number; CancelledFailure when cancelled, after its rollouts
 */
export async function groupWorkflow(input: GroupInput): Promise<GroupSummary> {
  const { run, policy } = input;
  const opened = await openGroup(input);
  upsertSearchAttributes([
    { key: MAESTRO_BATCH, value: run },
    { key: MAESTRO_POLICY, value: policy },
    { key: MAESTRO_SUITE, value: opened.input.suite },
  ]);
  const group = new GroupOfRollouts(input, opened);
  const numbers = Array.from({ length: opened.groupSize }, (_, member) => member);
  const members = await inTime(opened.groupSeconds, () => Promise.all(numbers.map((member) => group.collect(member))));
  const counting = members.flatMap((rollout, member) => (rollout === undefined ? [] : [{ member, rollout }]));
  return buildGroup({ ...input, members: counting, leftOut: group.leftOut, refills: group.refills });
}

/** Does the work until its time is over; then what is left of it is cancelled, and waited for. */
async function inTime<T>(seconds: number, work: () => Promise<T>): Promise<T> {
  const [working, timing] = [new CancellationScope(), new CancellationScope()];
  const end = working.run(work);
  const over = timing
    .run(() => sleep(seconds * 1_000))
    .then(
      () => working.cancel(),
      (error: unknown) => {
        if (!isCancellation(error)) throw error;
      },
    );
  const result = await end.finally(() => timing.cancel());
  await over;
  if (CancellationScope.current().consideredCancelled) throw new CancelledFailure('the group was cancelled');
  return result;
}

class GroupOfRollouts {
  readonly leftOut: LeftOut[] = [];
  refills = 0;

  constructor(
    private readonly of: GroupInput,
    private readonly opened: OpenedGroup,
  ) {}

  /** @returns the rollout that counts for the member; undefined: none does */
  async collect(member: number): Promise<string | undefined> {
    const { run, step, slot } = this.of;
    for (let attempt = 0; ; attempt += 1) {
      const rollout = memberId(run, step, slot, member, attempt);
      const fate = await this.#attempt(rollout, member, attempt).then(fateOf, (error: unknown) => {
        if (!isCancellation(error)) throw error;
        return { kind: 'late' } as const;
      });
      if (fate.kind === 'counts') return rollout;
      const why = fate.kind === 'late' ? 'it was not done when the time of the group was over' : fate.why;
      this.leftOut.push({ member, rollout, why });
      if (fate.kind === 'late' || this.refills >= this.opened.refills) return undefined;
      this.refills += 1;
    }
  }

  async #attempt(rollout: string, member: number, attempt: number): Promise<MemberEnd> {
    const known = this.opened.ended.find((each) => each.member === member && each.attempt === attempt);
    if (known !== undefined) return { ...known, why: '' };
    if (attempt > 0) await sleep(Math.min(PAUSE_MS * 2 ** (attempt - 1), LONGEST_PAUSE_MS));
    const { run, policy, step, slot } = this.of;
    const { input, task } = this.opened;
    const child = await startMember(rollout, run, `step ${step}, group ${slot}, member ${member}`, {
      ...{ ...input, task, policy, sample: member, batch: run, training: { ...input.training, member } },
    });
    // It runs already: somebody else's, who is gone.
    if (child === undefined) {
      const [ended] = await awaitEnded({ ids: [rollout], after: new Date().toISOString() });
      // How many calls it made is not told; what ran out of time without any is the rarest of all ends.
      return { outcome: ended?.outcome ?? '', turns: 1, why: '' };
    }
    return child.result().then(
      ({ outcome, turns, own_fault: ownFault, reason }) => ({
        ...{ outcome, turns: turns.length, why: reason },
        ...(ownFault === true ? { ownFault } : {}),
      }),
      (error: unknown) => {
        if (isCancellation(error)) throw error;
        return { outcome: '', turns: 0, why: failureNote(error) };
      },
    );
  }
}
