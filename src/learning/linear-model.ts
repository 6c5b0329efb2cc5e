/** @module The linear scorer: a weight for each feature. Begins at zero, so that every option is as probable as any other. */
import type { ScoreModel } from './model.js';
import { addScaled, dot } from './vector.js';

export function linearModel(features: number): ScoreModel {
  return {
    size: features,
    initial: () => Array.from({ length: features }, () => 0),
    scores: (weights, { options }) => options.map((option) => dot(weights, 0, option.features)),
    addGradient: (_weights, { options }, upstream, into) => {
      for (const [index, option] of options.entries()) addScaled(into, 0, option.features, upstream[index] ?? 0);
    },
  };
}
