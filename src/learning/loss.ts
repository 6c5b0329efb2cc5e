/**
 * @module The loss of decisions and its exact gradient: the clipped ratio with dual clip, the divergence from a reference policy, and
 * the entropy. The mean over decisions; sums are taken in their order.
 */
import type { DecisionSample } from './groups.js';
import type { ScoreModel } from './model.js';
import type { GrpoSettings } from './settings.js';
import { logSoftmax } from './softmax.js';
import { sumOf } from './vector.js';

export interface WeighedDecision {
  readonly sample: DecisionSample;
  readonly advantage: number;
}

/** Means over decisions. */
export interface Loss {
  readonly loss: number;
  readonly gradient: readonly number[];
  /** Share of decisions that a clip held back. */
  readonly clipped: number;
  readonly ratio: number;
  readonly kl: number;
  readonly entropy: number;
}

type LossSettings = Pick<GrpoSettings, 'clipLow' | 'clipHigh' | 'dualClip' | 'kl' | 'entropy'>;

/**
 * @param reference weights of the policy that a `kl` above 0 holds the new one to
 * @param decisions at least one
 */
export function lossOf(
  settings: LossSettings,
  model: ScoreModel,
  weights: readonly number[],
  reference: readonly number[],
  decisions: readonly WeighedDecision[],
): Loss {
  const gradient = Array.from({ length: model.size }, () => 0);
  const sums = { loss: 0, clipped: 0, ratio: 0, kl: 0, entropy: 0 };
  for (const { sample, advantage } of decisions) {
    const logs = logSoftmax(model.scores(weights, sample));
    const probabilities = logs.map(Math.exp);
    const surrogate = surrogateOf(settings, Math.exp(logs[sample.chosen] ?? 0) / sample.propensity, advantage);
    const entropy = -sumOf(logs.map((log, index) => log * (probabilities[index] ?? 0)));
    const apart = settings.kl > 0 ? subtract(logs, logSoftmax(model.scores(reference, sample))) : logs.map(() => 0);
    const kl = sumOf(apart.map((each, index) => each * (probabilities[index] ?? 0)));
    const upstream = probabilities.map(
      (probability, index) =>
        surrogate.slope * ((index === sample.chosen ? 1 : 0) - probability) +
        settings.kl * probability * ((apart[index] ?? 0) - kl) +
        settings.entropy * probability * ((logs[index] ?? 0) + entropy),
    );
    model.addGradient(weights, sample, upstream, gradient);
    sums.loss += surrogate.loss + settings.kl * kl - settings.entropy * entropy;
    sums.clipped += surrogate.clipped ? 1 : 0;
    sums.ratio += surrogate.ratio;
    sums.kl += kl;
    sums.entropy += entropy;
  }
  const share = 1 / decisions.length;
  return {
    loss: sums.loss * share,
    gradient: gradient.map((each) => each * share),
    clipped: sums.clipped * share,
    ratio: sums.ratio * share,
    kl: sums.kl * share,
    entropy: sums.entropy * share,
  };
}

/** The clipped loss of one decision; `slope` is its derivative by the logarithm of the chosen option's probability. */
export function surrogateOf(
  { clipLow, clipHigh, dualClip }: Pick<GrpoSettings, 'clipLow' | 'clipHigh' | 'dualClip'>,
  ratio: number,
  advantage: number,
): { readonly loss: number; readonly slope: number; readonly clipped: boolean; readonly ratio: number } {
  const free = -advantage * ratio;
  const clippedRatio = Math.min(1 + clipHigh, Math.max(1 - clipLow, ratio));
  const worse = Math.max(free, -advantage * clippedRatio);
  const loss = advantage < 0 ? Math.min(worse, -advantage * dualClip) : worse;
  const clipped = loss !== free;
  return { loss, slope: clipped ? 0 : free, clipped, ratio };
}

function subtract(a: readonly number[], b: readonly number[]): readonly number[] {
  return a.map((each, index) => each - (b[index] ?? 0));
}
