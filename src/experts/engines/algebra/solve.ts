/** @module Answers a question by the first way of understanding it that fits. */
import { NoResult } from './exact.js';
import { clock } from './methods/clock.js';
import { commands } from './methods/commands.js';
import { conversions } from './methods/conversions.js';
import { divisibility } from './methods/divisibility.js';
import { equations } from './methods/equations.js';
import { expressions } from './methods/expressions.js';
import { numberPairs } from './methods/number-pairs.js';
import { percent } from './methods/percent.js';
import { riddles } from './methods/riddles.js';
import { statistics } from './methods/statistics.js';
import { STORIES } from './stories/index.js';
import { normalizeNumbers } from './number-words.js';
import type { Method, Solution } from './solution.js';

/** Formulas first, whose meaning is plain; then stories, each kind by its own telling words. */
const METHODS: readonly Method[] = [
  equations,
  divisibility,
  clock,
  riddles,
  numberPairs,
  ...STORIES,
  conversions,
  percent,
  statistics,
  expressions,
  commands,
];

/** `cannot` when no way fits, or the calculation has no result. */
export async function solveQuestion(question: string): Promise<Solution> {
  const original = normalizeNumbers(question);
  const asked = { original, text: original.toLowerCase() };
  try {
    for (const method of METHODS) {
      const solution = method(asked);
      if (solution !== undefined) return solution;
    }
    if (asked.text.includes('=')) {
      const { hardEquations } = await import('./methods/hard-equations.js');
      const solution = hardEquations(asked);
      if (solution !== undefined) return solution;
    }
  } catch (error) {
    if (error instanceof NoResult) return { kind: 'cannot', reason: `There is no result: ${error.message}.` };
    throw error;
  }
  return {
    kind: 'cannot',
    reason: 'The question is not understood: no expression, equation, conversion or known kind of word problem.',
  };
}
