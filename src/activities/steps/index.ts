/** @module Every kind of step. */
import type { StepKind as StepKindName } from '../../domain/registry.js';
import { ask } from './ask.js';
import { classify } from './classify.js';
import { PLAIN, type StepKind } from './step-kind.js';

export const STEP_KIND: Readonly<Record<StepKindName, StepKind>> = {
  ask,
  classify,
  ocr: PLAIN,
  caption: PLAIN,
  detect: PLAIN,
  zoom: PLAIN,
  'run-code': PLAIN,
  solve: PLAIN,
};
