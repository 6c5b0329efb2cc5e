/** @module Runs on a thread of the QuickJS engine: one program in a fresh sandbox. */
import { runProgram, type Program, type ProgramResult } from './run-program.js';

export default function runProgramJob(program: Program): Promise<ProgramResult> {
  return runProgram(program);
}
