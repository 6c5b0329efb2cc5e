/**
 * @module The two-tower scorer: the linear one, plus the dot product of a state's and an option's projection, each through tanh:
 * `w.x + tanh(P s) . tanh(Q x)`. What is good of an option may so depend on the state.
 */
import { seededRandom } from '../domain/random.js';
import type { ScoreModel } from './model.js';
import { addScaled, dot } from './vector.js';

/** Of the projections at the start: with none at all there would be no gradient to leave it by. */
const SPREAD = 0.1;

/** Weights lie as w, then the rows of P, then those of Q. */
export function twoTowerModel(context: number, features: number, width: number): ScoreModel {
  const rows = Array.from({ length: width }, (_, row) => row);
  const stateRow = (row: number): number => features + row * context;
  const optionRow = (row: number): number => features + width * context + row * features;
  const size = features + width * (context + features);
  const stateTower = (weights: readonly number[], state: readonly number[]): readonly number[] =>
    rows.map((row) => Math.tanh(dot(weights, stateRow(row), state)));
  const optionTower = (weights: readonly number[], option: readonly number[]): readonly number[] =>
    rows.map((row) => Math.tanh(dot(weights, optionRow(row), option)));
  return {
    size,
    initial: (seed) => {
      const random = seededRandom('two-tower', seed);
      return Array.from({ length: size }, (_, index) => (index < features ? 0 : random.real(-SPREAD, SPREAD)));
    },
    scores: (weights, input) => {
      const state = stateTower(weights, input.context);
      return input.options.map(
        (option) => dot(weights, 0, option.features) + dot(state, 0, optionTower(weights, option.features)),
      );
    },
    addGradient: (weights, input, upstream, into) => {
      const state = stateTower(weights, input.context);
      for (const [index, option] of input.options.entries()) {
        const slope = upstream[index] ?? 0;
        if (slope === 0) continue;
        const tower = optionTower(weights, option.features);
        addScaled(into, 0, option.features, slope);
        for (const row of rows) {
          const [s, x] = [state[row] ?? 0, tower[row] ?? 0];
          addScaled(into, stateRow(row), input.context, slope * x * (1 - s * s));
          addScaled(into, optionRow(row), option.features, slope * s * (1 - x * x));
        }
      }
    },
  };
}
