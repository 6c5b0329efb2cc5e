/** @module JSON answers: the same value, whatever the order of keys and the white space. */
import type { Grader, Rule } from '../contract.js';
import { compared, noAnswer } from '../finding.js';
import { sameNumber } from '../read/numbers.js';

const MAX_DEPTH = 50;

/** The value that the answer is, perhaps in one code fence; undefined when it is none. */
function parse(text: string): { readonly value: unknown } | undefined {
  const fenced = /^\s*```(?:json)?\s*\n([\s\S]*?)\n?```\s*$/.exec(text)?.[1];
  try {
    const value: unknown = JSON.parse(fenced ?? text);
    return { value };
  } catch {
    // Not JSON is a wrong answer, and the finding says so.
    return undefined;
  }
}

function sameJson(a: unknown, b: unknown, depth = 0): boolean {
  if (depth > MAX_DEPTH) return false;
  if (typeof a === 'number' && typeof b === 'number') return sameNumber(a, b);
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [left, right] = [new Map(Object.entries(a)), new Map(Object.entries(b))];
  return (
    left.size === right.size &&
    [...right].every(([key, value]) => left.has(key) && sameJson(left.get(key), value, depth + 1))
  );
}

const rule: Rule = ({ answer, truths }) => {
  const given = parse(answer);
  if (given === undefined) return noAnswer('the answer is not JSON');
  const hit = truths.some((truth) => {
    const wanted = parse(truth);
    return wanted !== undefined && sameJson(given.value, wanted.value);
  });
  return compared(answer.trim(), hit, truths.join('" or "'), 'is the same value as');
};

export const json: Grader = {
  id: 'json',
  aliases: [],
  version: 1,
  summary: 'the same JSON value, whatever the order of keys',
  maxLength: 20_000,
  rules: { report: rule, reward: rule },
};
