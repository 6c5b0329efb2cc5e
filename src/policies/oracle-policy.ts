/** @module Upper bound for reports: asks one expert for form's sake, then answers with the ground truth. */
import { MaestroError } from '../domain/errors.js';
import { answerWith, callPair } from './local-decision.js';
import { rankPairs } from './keyword-policy.js';
import { localPolicy } from './local-policy.js';
import type { Policy, PolicyContext, PolicyDecision } from './policy.js';

export const oraclePolicy: Policy = localPolicy('oracle', decide);

function decide({ task, snapshot, turns, callsLeft }: PolicyContext): PolicyDecision {
  const truth = task.groundTruth[0];
  if (truth === undefined) {
    throw new MaestroError(
      'POLICY_FAILED',
      `The oracle policy needs the answer key, and task "${task.id}" has no ground_truth. Add it, or choose another policy.`,
    );
  }
  const pair = rankPairs(snapshot, task)[0];
  if (turns.length === 0 && callsLeft > 0 && pair !== undefined)
    return callPair(pair, task.question, 'One call first.');
  return answerWith(truth, 'The answer key.');
}
