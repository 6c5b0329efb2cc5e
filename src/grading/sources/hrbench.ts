/**
 * @module HR-Bench 4K and 8K (Wang et al., arXiv 2408.15556): 100 single-instance and 100 cross-instance questions a resolution
 * (confirmed: the paper's two sub-tasks of 100 samples each), each asked in 4 cyclic orders of its options. The score is the
 * mean over a question's cycle (VLMEvalKit groups by `cycle_category`), not all-right: tasks carry `group` and `category`.
 */
import type { Grader } from '../contract.js';
import { choiceReward } from '../generic/multiple-choice.js';
import { letterReport } from './letter-report.js';

function hrbench(id: string, aliases: readonly string[]): Grader {
  return {
    id,
    aliases,
    version: 2,
    summary: 'one letter; mean over the 4 option orders of a question',
    rules: { report: letterReport, reward: choiceReward },
  };
}

export const hrbench4k = hrbench('hrbench-4k', ['hr-bench-4k', 'hrbench']);
export const hrbench8k = hrbench('hrbench-8k', ['hr-bench-8k']);
