/** @module The whole committed answer matches a regular expression, in linear time whatever the expression. */
import { RE2JS } from 're2js';
import type { Grader, Rule } from '../contract.js';
import { cannotDecide, compared, noAnswer } from '../finding.js';
import { commit } from '../read/commit.js';

const MAX_PATTERN = 1_000;

/** The truth is a pattern in RE2 syntax (no back-references, no look-around); case does not matter. */
const rule: Rule = ({ answer, truths }) => {
  const committed = commit(answer);
  if (committed === undefined) return noAnswer();
  for (const pattern of truths) {
    const compiled = compiledOnce(pattern);
    if (typeof compiled === 'string') return cannotDecide(committed, compiled);
    if (compiled.matches(committed)) return compared(committed, true, pattern, 'matches');
  }
  return compared(committed, false, truths.join('" or "'));
};

/** Compiled patterns of the tasks at hand, or why there is none. */
const seen = new Map<string, RE2JS | string>();
const MAX_SEEN = 500;

function compiledOnce(pattern: string): RE2JS | string {
  const known = seen.get(pattern);
  if (known !== undefined) return known;
  if (seen.size >= MAX_SEEN) seen.clear();
  const compiled = compile(pattern);
  seen.set(pattern, compiled);
  return compiled;
}

function compile(pattern: string): RE2JS | string {
  if (pattern.length > MAX_PATTERN) return `the pattern is longer than ${MAX_PATTERN} characters`;
  try {
    return RE2JS.compile(pattern, RE2JS.CASE_INSENSITIVE);
  } catch (error) {
    return `the pattern "${pattern.slice(0, 100)}" is not in RE2 syntax: ${error instanceof Error ? error.message : String(error)}`;
  }
}

export const regex: Grader = {
  id: 'regex',
  aliases: ['regular-expression'],
  version: 1,
  summary: 'the whole answer matches the pattern that the truth is (RE2 syntax, case aside)',
  rules: { report: rule, reward: rule },
};
