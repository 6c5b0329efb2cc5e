/** @module What every learned scorer is: a score for each option, linear or not, with its exact gradient. Weights are one flat list. */
import { MaestroError } from '../domain/errors.js';
import { CONTEXT_COUNT, FEATURE_COUNT } from './features.js';
import { linearModel } from './linear-model.js';
import { twoTowerModel } from './two-tower-model.js';

/** Features of the state, and of each option. */
export interface ScoreInput {
  readonly context: readonly number[];
  readonly options: readonly { readonly features: readonly number[] }[];
}

export interface ScoreModel {
  readonly size: number;
  /** Weights to begin with. */
  initial(seed: number): readonly number[];
  /** One for each option, in their order. */
  scores(weights: readonly number[], input: ScoreInput): readonly number[];
  /** Adds to `into` the gradient of the sum over options of `upstream` times score. */
  addGradient(weights: readonly number[], input: ScoreInput, upstream: readonly number[], into: number[]): void;
}

/** `linear`: a weight for each feature. `two-tower`: that, and how well `width` projections of state and option agree. */
export type ModelSpec = { readonly kind: 'linear' } | { readonly kind: 'two-tower'; readonly width: number };

/** @throws MaestroError INVALID_INPUT for a width that is no integer from 1 to 64 */
export function createModel(spec: ModelSpec): ScoreModel {
  switch (spec.kind) {
    case 'linear':
      return linearModel(FEATURE_COUNT);
    case 'two-tower':
      if (!Number.isInteger(spec.width) || spec.width < 1 || spec.width > 64)
        throw new MaestroError('INVALID_INPUT', `The width of a two-tower model is ${spec.width}: choose 1 to 64.`);
      return twoTowerModel(CONTEXT_COUNT, FEATURE_COUNT, spec.width);
  }
}
