/** @module Baseline: always the same pair, whatever the question. */
import { UNKNOWN, answerWith, callPair } from './local-decision.js';
import { localPolicy } from './local-policy.js';
import { resultsOf, type Pair } from './pairs.js';
import type { Policy, PolicyContext, PolicyDecision } from './policy.js';

export function fixedPolicy(pair: Pair): Policy {
  return localPolicy(`fixed:${pair.name}`, (context) => decide(pair, context));
}

function decide(pair: Pair, { task, turns, callsLeft }: PolicyContext): PolicyDecision {
  const last = resultsOf(turns).at(-1);
  if (last === undefined && callsLeft > 0) return callPair(pair, task.question, `Always ${pair.name}.`);
  if (last?.observation.status === 'ok') return answerWith(last.observation.text, `${last.pair} answered.`);
  return answerWith(UNKNOWN, `${pair.name} gave no answer.`);
}
