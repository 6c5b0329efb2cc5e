/** @module Questions of our own for each route of the shipped skills. */
import { CODE_QUESTIONS } from './code.js';
import { DIAGRAM_QUESTIONS } from './diagram.js';
import { EMBODIED_QUESTIONS } from './embodied.js';
import { ENGINES_QUESTIONS } from './engines.js';
import { OCR_QUESTIONS } from './ocr.js';
import type { Route } from './route.js';

export const ROUTE_QUESTIONS: readonly Route[] = [
  ...CODE_QUESTIONS,
  ...EMBODIED_QUESTIONS,
  ...OCR_QUESTIONS,
  ...DIAGRAM_QUESTIONS,
  ...ENGINES_QUESTIONS,
];
