/** @module The families of the suite `arith`: text with exact answers. */
import type { Family } from '../draft.js';
import { generateEquation } from './equations.js';
import { generateExpression } from './expressions.js';
import { generateUnits } from './units.js';
import { generateWordProblem } from './word-problems.js';

export const ARITH_FAMILIES: readonly Family[] = [
  { name: 'word-problems', skill: 'Algebra', generate: generateWordProblem },
  { name: 'units', skill: 'Algebra', generate: generateUnits },
  { name: 'equations', skill: 'Algebra', generate: generateEquation },
  { name: 'expressions', skill: 'Algebra', generate: generateExpression },
];
