/** @module The optimiser: AdamW with a clipped gradient. Its whole state is in what it returns. */
import type { AdamSettings } from './settings.js';

export interface AdamState {
  readonly step: number;
  /** Running means of the gradient and of its square, one for each weight. */
  readonly mean: readonly number[];
  readonly square: readonly number[];
}

export function adamStart(size: number): AdamState {
  const zeros = Array.from({ length: size }, () => 0);
  return { step: 0, mean: zeros, square: zeros };
}

export interface AdamStep {
  readonly weights: readonly number[];
  readonly state: AdamState;
  /** Before it was clipped. */
  readonly gradientLength: number;
}

/** One step down the gradient. */
export function adamStep(
  settings: AdamSettings,
  weights: readonly number[],
  state: AdamState,
  gradient: readonly number[],
): AdamStep {
  const { learningRate, beta1, beta2, epsilon, weightDecay, gradientClip } = settings;
  const gradientLength = Math.hypot(...gradient);
  const shrink = gradientLength > gradientClip ? gradientClip / gradientLength : 1;
  const step = state.step + 1;
  const mean = gradient.map((each, index) => beta1 * (state.mean[index] ?? 0) + (1 - beta1) * each * shrink);
  const square = gradient.map((each, index) => beta2 * (state.square[index] ?? 0) + (1 - beta2) * (each * shrink) ** 2);
  const [meanBias, squareBias] = [1 - beta1 ** step, 1 - beta2 ** step];
  const moved = weights.map((weight, index) => {
    const direction = (mean[index] ?? 0) / meanBias / (Math.sqrt((square[index] ?? 0) / squareBias) + epsilon);
    return weight - learningRate * (direction + weightDecay * weight);
  });
  return { weights: moved, state: { step, mean, square }, gradientLength };
}
