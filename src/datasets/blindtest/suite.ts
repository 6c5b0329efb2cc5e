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
  { name: 'line-intersections', skill: 'Diagram_Reasoning', generate: generateLineIntersections },
  { name: 'two-circles', skill: 'Diagram_Reasoning', generate: generateTwoCircles },
  { name: 'circled-letter', skill: 'Diagram_Reasoning', generate: generateCircledLetter },
  { name: 'olympic-shapes', skill: 'Diagram_Reasoning', generate: generateOlympicShapes },
  { name: 'nested-squares', skill: 'Diagram_Reasoning', generate: generateNestedSquares },
  { name: 'grid', skill: 'Diagram_Reasoning', generate: generateGrid },
  { name: 'subway', skill: 'Diagram_Reasoning', generate: generateSubway },
];
