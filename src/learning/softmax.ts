/** @module From scores to probabilities, in logarithms, so that great differences do not overflow. */
import { sumOf } from './vector.js';

/** Of each option; their exponentials sum to 1. */
export function logSoftmax(scores: readonly number[]): readonly number[] {
  const most = Math.max(...scores);
  const norm = most + Math.log(sumOf(scores.map((score) => Math.exp(score - most))));
  return scores.map((score) => score - norm);
}
