/** @module Every kind of step. */
import type { StepKind as StepKindName } from '../../domain/registry.js';
import { ask } from './ask.js';
import { classify } from './classify.js';
import { detect } from './detect.js';
import { caption, ocr } from './reading.js';
import { runCode } from './run-code.js';
import { PLAIN, type StepKind } from './step-kind.js';
import { zoom } from './zoom.js';

export const STEP_KIND: Readonly<Record<StepKindName, StepKind>> = {
  ask,
  classify,
  ocr,
  caption,
  detect,
  zoom,
  'run-code': runCode,
  solve: PLAIN,
};
