/** @module What kind of diagram a question is about, by its words. */
import { coloursIn } from './colour-names.js';
import type { DiagramKind } from './look.js';

const WORDS: readonly (readonly [DiagramKind, RegExp])[] = [
  ['flow', /\bflow ?-?charts?\b/i],
  ['machine', /\b(?:state machine|automaton|state diagram|transition diagram)\b/i],
  ['tree', /\bbinary tree\b[\s\S]*\bNone or a list of its value, its left and its right\b/i],
  ['container', /\b(?:container|stack|queue)\b[\s\S]*\bempty at first\b/i],
  ['plot', /\b(?:graph|plot|curve)\b/i],
];

/** Undefined where it is none of those that are read. Cells whose colours stand for numbers make grids. */
export function kindOf(question: string): DiagramKind | undefined {
  if (coloursIn(question) !== undefined) return 'grids';
  return WORDS.find(([, words]) => words.test(question))?.[0];
}
