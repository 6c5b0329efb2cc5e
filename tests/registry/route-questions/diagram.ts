/** @module Questions for the solvers of Diagram_Reasoning that chat models run. */
import { CHARACTER, CONTACT, CROSSINGS, GRID, NESTED, ROUTES, SHAPES } from './shared.js';
import { CHAT, type Route } from './route.js';

export const DIAGRAM_QUESTIONS: readonly Route[] = [
  [
    CHAT,
    'Diagram_Reasoning',
    'judge-contact',
    [
      ...CONTACT,
      'Is there contact between the two circles?',
      'Are the two circles disjoint?',
      'Do the circles lie apart from each other?',
      'Tell me whether the pair of circles overlaps.',
      'The circles: touching or not?',
    ],
  ],
  [
    CHAT,
    'Diagram_Reasoning',
    'count-crossings',
    [
      ...CROSSINGS,
      ...ROUTES,
      'In how many places does the red line intersect the blue line?',
      'How many subway connections are there between the stations?',
      'How many crossings does the graph have?',
    ],
  ],
  [CHAT, 'Diagram_Reasoning', 'parse-grid', [...GRID]],
  [CHAT, 'Diagram_Reasoning', 'recognise-character', [...CHARACTER]],
  [CHAT, 'Diagram_Reasoning', 'count-shapes', [...NESTED, ...SHAPES, 'How many nested squares are there?']],
];
