/** @module How local policies, which write no text of their own, state a decision. */
import { MAX_ANSWER, MAX_INPUT, answerAction, callAction, printDecision, type Action } from '../domain/action.js';
import { clip, neutralize } from '../domain/escape.js';
import { NO_USAGE } from '../domain/expert.js';
import type { Pair } from './pairs.js';
import type { PolicyDecision } from './policy.js';

/** The answer of a policy that has nothing to answer with: an honest one, graded as wrong. */
export const UNKNOWN = 'unknown';

/** Calls a pair with the question, cut at the longest input there is. */
export function callPair(pair: Pair, question: string, why: string): PolicyDecision {
  const input = clip(neutralize(question).trim(), MAX_INPUT);
  return decision(callAction({ model: pair.model.id, skill: pair.skill.id, input }), why);
}

/** Answers with a text, cut at the longest answer there is; with {@link UNKNOWN} when nothing is left of it. */
export function answerWith(text: string, why: string): PolicyDecision {
  const answer = clip(neutralize(text).trim(), MAX_ANSWER);
  return decision(answerAction(answer === '' ? UNKNOWN : answer), why);
}

function decision(action: Action, think: string): PolicyDecision {
  return { think, action, text: printDecision({ think, action }), usage: NO_USAGE };
}
