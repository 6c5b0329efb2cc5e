/** @module The seven families of the VLMs-are-blind benchmark (arXiv 2407.06581), drawn by ourselves. */
import type { Family } from '../draft.js';
import { generateCircledLetter } from './circled-letter.js';
import { generateGrid } from './grid.js';
import { generateLineIntersections } from './line-intersections.js';
import { generateNestedSquares } from './nested-squares.js';
import { generateOlympicShapes } from './olympic-shapes.js';
import { generateSubway } from './subway.js';
import { generateTwoCircles } from './two-circles.js';

export const BLINDTEST_FAMILIES: readonly Family[] = [
  { name: 'line-intersections', generate: generateLineIntersections },
  { name: 'two-circles', generate: generateTwoCircles },
  { name: 'circled-letter', generate: generateCircledLetter },
  { name: 'olympic-shapes', generate: generateOlympicShapes },
  { name: 'nested-squares', generate: generateNestedSquares },
  { name: 'grid', generate: generateGrid },
  { name: 'subway', generate: generateSubway },
];
