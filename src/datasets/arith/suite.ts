/** @module The families of the suite `arith`: text with exact answers. */
import type { Family } from '../draft.js';
import { generateEquation } from './equations.js';
import { generateExpression } from './expressions.js';
import { generateUnits } from './units.js';
import { generateWordProblem } from './word-problems.js';

export const ARITH_FAMILIES: readonly Family[] = [
  { name: 'word-problems', generate: generateWordProblem },
  { name: 'units', generate: generateUnits },
  { name: 'equations', generate: generateEquation },
  { name: 'expressions', generate: generateExpression },
];
