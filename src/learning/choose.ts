/**
 * @module How an option is chosen: the best one, or by chance with a seed of the decision's own, so that neither order nor restarts
 * of rollouts change what is drawn.
 */
import { MaestroError } from '../domain/errors.js';
import { seededRandom } from '../domain/random.js';
import type { ScoreInput, ScoreModel } from './model.js';
import { logSoftmax } from './softmax.js';
import { argmax } from './vector.js';

/** Which decision it is; the seed of its chance. */
export interface DecisionKey {
  readonly run: string;
  readonly step: number;
  readonly task: string;
  readonly member: number;
  readonly turn: number;
}

export interface Chosen {
  readonly index: number;
  /** How probable it was as it was drawn, exploration included; 1 for the best one. It is what a ratio is taken to. */
  readonly propensity: number;
}

/** The option of the highest score; the first of equals. @throws MaestroError INVALID_INPUT, INTERNAL as {@link sampleOption} */
export function bestOption(model: ScoreModel, weights: readonly number[], input: ScoreInput): Chosen {
  return { index: argmax(checkedScores(model, weights, input)), propensity: 1 };
}

/**
 * @param exploration 0..1: the share that is drawn uniformly from all options
 * @throws MaestroError INVALID_INPUT when there is no option or no such share; INTERNAL for scores that are no numbers
 */
export function sampleOption(
  model: ScoreModel,
  weights: readonly number[],
  input: ScoreInput,
  exploration: number,
  { run, step, task, member, turn }: DecisionKey,
): Chosen {
  if (!(exploration >= 0 && exploration <= 1))
    throw new MaestroError('INVALID_INPUT', `The exploration is ${exploration}: choose a share from 0 to 1.`);
  const behaviour = behaviourOf(checkedScores(model, weights, input), exploration);
  const drawn = seededRandom('decision', run, step, task, member, turn).next();
  let below = 0;
  for (const [index, propensity] of behaviour.entries()) {
    below += propensity;
    if (drawn < below) return { index, propensity };
  }
  // Rounding may leave the sum a hair under 1.
  const index = argmax(behaviour);
  return { index, propensity: behaviour[index] ?? 1 };
}

/** The policy's probabilities, mixed with a uniform share. */
export function behaviourOf(scores: readonly number[], exploration: number): readonly number[] {
  return logSoftmax(scores).map((log) => (1 - exploration) * Math.exp(log) + exploration / scores.length);
}

function checkedScores(model: ScoreModel, weights: readonly number[], input: ScoreInput): readonly number[] {
  if (input.options.length === 0)
    throw new MaestroError('INVALID_INPUT', 'There is nothing to choose from: no call is left and no answer came.');
  const scores = model.scores(weights, input);
  if (!scores.every(Number.isFinite))
    throw new MaestroError('INTERNAL', 'A policy scored an option with no number: its weights have diverged.');
  return scores;
}
