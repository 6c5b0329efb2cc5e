/** @module `ask`: a prompt, with the step's system message and sampling parameters; the reply is free text. */
import { PLAIN, type StepKind } from './step-kind.js';

export const ask: StepKind = PLAIN;
