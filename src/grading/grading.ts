/** @module Grading as a service: the rules with their tools, and the thread of the algebra system. */
import type { RuleName } from '../domain/reward.js';
import type { GradeInput, GradingTools, Verdict, Verdicts } from './contract.js';
import { gradeAll, gradeBy } from './grade.js';
import { createEquivalence } from './math/equivalence.js';

export interface Grading {
  /** @see gradeBy */
  by(rule: RuleName, input: GradeInput): Promise<Verdict | undefined>;
  /** @see gradeAll */
  all(input: GradeInput): Promise<Verdicts | undefined>;
  /** Ends the thread; a later verdict starts it again. */
  close(): Promise<void>;
}

/** @param tools what runs code and asks a judge, where there is such; without them their rules can't decide */
export function createGrading(tools: Omit<GradingTools, 'equivalent'> = {}): Grading {
  const algebra = createEquivalence();
  const all: GradingTools = { ...tools, equivalent: (a, b, within) => algebra.compare(a, b, within) };
  return {
    by: (rule, input) => gradeBy(rule, input, all),
    all: (input) => gradeAll(input, all),
    close: () => algebra.close(),
  };
}
