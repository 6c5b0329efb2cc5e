/** @module Runs on the thread of the algebra engine: one question. */
import type { Solution } from './solution.js';
import { solveQuestion } from './solve.js';

export default function solveJob({ question }: { readonly question: string }): Promise<Solution> {
  return solveQuestion(question);
}
