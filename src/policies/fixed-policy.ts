/** @module Baseline: always the same pair, whatever the question. */
import { pairName } from '../domain/registry.js';
import { UNKNOWN, answerWith, callPair } from './local-decision.js';
import { localPolicy } from './local-policy.js';
import { resultsOf, type Pair } from './pairs.js';
import type { Policy } from './policy.js';

/** @param skill the pair's skill, or an alias of one of its solvers, which is the one that is called then */
export function fixedPolicy(pair: Pair, skill = pair.skill.id): Policy {
  const name = pairName(pair.model.id, skill);
  return localPolicy(`fixed:${name}`, ({ task, turns, callsLeft }) => {
    const last = resultsOf(turns).at(-1);
    if (last === undefined && callsLeft > 0) return callPair(pair, task.question, `Always ${name}.`, skill);
    if (last?.observation.status === 'ok') return answerWith(last.observation.text, `${last.pair} answered.`);
    return answerWith(UNKNOWN, `${name} gave no answer.`);
  });
}
