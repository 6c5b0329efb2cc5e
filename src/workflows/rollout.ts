/** @module One rollout, durably: prepare -> decide -> select skill -> dispatch -> ... -> check answer -> record. */
import {
  defineQuery,
  defineSignal,
  proxyLocalActivities,
  setHandler,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import type { RolloutActivities } from '../activities/contract.js';
import type { PersonsVerdict } from '../domain/answer-check.js';
import { drive } from '../domain/drive.js';
import { resultOf } from '../domain/result.js';
import type { RolloutInput } from '../domain/task.js';
import type { RolloutResult } from '../domain/trajectory.js';
import type { RolloutState } from '../domain/transition.js';
import { RECORD } from './activity-options.js';
import { ReviewBox } from './check-answer.js';
import { Interruption, regardless } from './interruption.js';
import { LocalChain } from './local-chain.js';
import { performDurably } from './perform.js';
import { prepareInTime } from './prepare-in-time.js';
import { rolloutView, type RolloutView } from './rollout-view.js';
import { searchAttributesOf } from './search-attributes-of.js';

/** Turns so far, what was spent, what the rollout waits for. */
export const stateQuery = defineQuery<RolloutView>('state');
/** Ends the rollout with outcome `cancelled` and the given reason; what it has is recorded. */
export const abortSignal = defineSignal<[reason: string]>('abort');
/** A person's verdict on an answer that nobody else could decide, see `maestro review`. The first that can be read counts. */
export const reviewSignal = defineSignal<[verdict: Partial<PersonsVerdict>]>('review');

const { recordResult } = proxyLocalActivities<RolloutActivities>(RECORD);

/**
 * Answers one task by the policy's calls to model-skill pairs. Idempotent by its workflow id, which is the rollout's id:
 * replies that reached the call ledger under it are never asked for again.
 *
 * @returns the outcome, the answer with its verdict and reward, and one line a turn
 * @throws INVALID_INPUT, INVALID_IMAGE, OUTSIDE_ROOTS, TOO_LARGE, NOT_FOUND (not retryable) for an input that can't be run;
 *   CancelledFailure, after recording, when the workflow was cancelled
 */
export async function rolloutWorkflow(input: RolloutInput): Promise<RolloutResult> {
  const startedAtMs = Date.now();
  const interruption = new Interruption();
  const review = new ReviewBox();
  const controls = { interruption, chain: new LocalChain(), review };
  let state: RolloutState | undefined;
  setHandler(stateQuery, () => rolloutView(state, review.until));
  setHandler(abortSignal, (reason) => interruption.abort(reason));
  setHandler(reviewSignal, (verdict) => review.receive(verdict));

  const plan = await prepareInTime({ rolloutId: workflowInfo().workflowId, input, startedAtMs });
  const final = await drive(
    plan,
    (command, current) => performDurably(command, current, controls),
    (next) => (state = next),
  );

  const result = resultOf(final, Date.now() - startedAtMs);
  await regardless(() => recordResult({ state: final, finishedAtMs: Date.now() }));
  upsertSearchAttributes(searchAttributesOf(final));
  interruption.rethrowCancellation();
  return result;
}
