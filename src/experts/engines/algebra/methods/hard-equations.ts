/** @module One equation in one unknown that needs more than our own solver. */
import { solveByNerdamer } from '../nerdamer.js';
import type { Method } from '../solution.js';
import { oneOf, statedIn } from './equations.js';

export const hardEquations: Method = ({ text }) => {
  const { stated, unknowns } = statedIn(text);
  const [equation] = stated;
  const [unknown] = unknowns;
  if (equation === undefined || unknown === undefined || stated.length > 1 || unknowns.length > 1) return undefined;
  return solveByNerdamer(equation, unknown, (roots) => oneOf(text, roots));
};
