/** @module How local policies, which write no text of their own, state a decision. */
import { MAX_ANSWER, MAX_INPUT, answerAction, callAction, printDecision, type Action } from '../domain/action.js';
import { clip, neutralize } from '../domain/escape.js';
import { excerpt } from '../domain/excerpt.js';
import { NO_USAGE } from '../domain/expert.js';
import type { Pair } from './pairs.js';
import type { PolicyDecision } from './policy.js';

/** The answer of a policy that has nothing to answer with: an honest one, graded as wrong. */
export const UNKNOWN = 'unknown';

/**
 * Calls a pair with the question, cut at the longest input there is.
 * @param skill what the pair's skill is called by: an alias of one of its solvers names that solver
 */
export function callPair(pair: Pair, question: string, why: string, skill = pair.skill.id): PolicyDecision {
  return decision(callAction({ model: pair.model.id, skill, input: inputText(question) }), why);
}

/** What a call is made with, of what it is to ask. */
export function inputText(question: string): string {
  return clip(neutralize(question).trim(), MAX_INPUT);
}

/** Answers with a text, of one that is too long with its head and its tail; with {@link UNKNOWN} when nothing is left of it. */
export function answerWith(text: string, why: string): PolicyDecision {
  const answer = answerText(text);
  return decision(answerAction(answer === '' ? UNKNOWN : answer), why);
}

/** What would be answered, of an expert's text; perhaps nothing. */
export function answerText(text: string): string {
  return excerpt(neutralize(text).trim(), MAX_ANSWER);
}

function decision(action: Action, think: string): PolicyDecision {
  return { think, action, text: printDecision({ think, action }), usage: NO_USAGE };
}
