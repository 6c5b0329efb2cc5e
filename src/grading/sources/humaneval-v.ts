/**
 * @module HumanEval-V (Zhang et al., arXiv 2410.12381): Python that passes its tests within 2 s. The published script takes the
 * last code fence. Releases differ, so the task's `split` names one: v1 has 108 tasks, pass@1 (greedy) and pass@10 (n = 20,
 * T 0.8); the later one 253 tasks (confirmed: project page) with pass@1 and pass@3 (confirmed; its number of samples was not
 * found). Under `reward`, code that redefines what tests compare by earns nothing. Candidates that pylint rejects fail in the
 * original; here they fail when they are run.
 */
import type { Grader } from '../contract.js';
import { codeRule, MAX_CODE, redefinesTests } from '../generic/code.js';

export const humanevalV: Grader = {
  id: 'humaneval-v',
  aliases: ['human-eval-v', 'humanevalv'],
  version: 2,
  summary: 'the last code fence passes the test script',
  maxLength: MAX_CODE,
  refuses: redefinesTests,
  rules: { report: codeRule, reward: codeRule },
};

/**
 * Unbiased estimate of the chance that one of k samples is right, of n of which c were: 1 - C(n - c, k) / C(n, k).
 * @returns undefined when there are fewer than k samples
 */
export function passAtK(n: number, c: number, k: number): number | undefined {
  if (k < 1 || n < k || c < 0 || c > n) return undefined;
  let allWrong = 1;
  for (let index = n - c + 1; index <= n; index++) allWrong *= 1 - k / index;
  return n - c < k ? 1 : 1 - allWrong;
}
