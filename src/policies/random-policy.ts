/** @module Baseline: any fitting pair, by the decision's seed, until one answers. */
import { seededRandom } from '../domain/random.js';
import { UNKNOWN, answerWith, callPair } from './local-decision.js';
import { fittingPairs, resultsOf } from './pairs.js';
import { localPolicy } from './local-policy.js';
import type { Policy, PolicyContext, PolicyDecision } from './policy.js';

export const randomPolicy: Policy = localPolicy('random', decide);

function decide({ task, snapshot, turns, callsLeft, seed }: PolicyContext): PolicyDecision {
  const answered = resultsOf(turns).findLast(({ observation }) => observation.status === 'ok');
  if (answered !== undefined) return answerWith(answered.observation.text, `${answered.pair} answered.`);
  const pairs = fittingPairs(snapshot, task);
  if (callsLeft === 0 || pairs.length === 0) return answerWith(UNKNOWN, 'No expert answered.');
  const pair = seededRandom('random-policy', seed).pick(pairs);
  return callPair(pair, task.question, `${pair.name} by chance.`);
}
