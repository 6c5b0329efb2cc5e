/** @module Runs on a thread of the QuickJS engine: one program in a fresh sandbox. */
import type { Program, ProgramResult } from '../sandbox/program.js';
import { runProgram } from './run-program.js';

export default function runProgramJob(program: Program): Promise<ProgramResult> {
  return runProgram(program);
}
