/** @module Grades one answer, or each line of standard input. */
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { isMaestroError, MaestroError } from '../../domain/errors.js';
import { RULES, type RuleName } from '../../domain/reward.js';
import { DEFAULT_DATA_SOURCE } from '../../domain/task.js';
import type { GradeInput, Verdict } from '../../grading/contract.js';
import { createSandboxedGrading } from '../../activities/sandboxed-grading.js';
import type { Grading } from '../../grading/grading.js';
import type { Context } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { printable } from '../output.js';
import { optionList, parseGradeLine } from './grade-line.js';

export interface GradeRequest {
  readonly source: string | undefined;
  readonly answer: string | undefined;
  readonly truth: readonly string[] | undefined;
  readonly options: string | undefined;
  readonly answerType: string | undefined;
  readonly category: string | undefined;
  readonly rule: RuleName | undefined;
}

/** @returns the exit code. @throws MaestroError INVALID_INPUT */
export async function runGrade(context: Context, request: GradeRequest, stdin: Readable): Promise<number> {
  const grading = createSandboxedGrading();
  try {
    if (request.answer === undefined) return await gradeLines(context, grading, request, stdin);
    show(context, await verdictsOf(grading, oneInput(request, request.answer), request.rule), {});
    return EXIT.ok;
  } finally {
    await grading.close();
  }
}

function oneInput({ source, truth, options, answerType, category }: GradeRequest, answer: string): GradeInput {
  if (truth === undefined) throw new MaestroError('INVALID_INPUT', 'grade: say what is right with --truth.');
  return {
    ...{ dataSource: source ?? DEFAULT_DATA_SOURCE, answer, groundTruth: truth },
    ...(options === undefined ? {} : { options: optionList(options) }),
    ...(answerType === undefined ? {} : { answerType }),
    ...(category === undefined ? {} : { category }),
  };
}

/** Every line is graded or reported; none is dropped. */
async function gradeLines(context: Context, grading: Grading, request: GradeRequest, stdin: Readable): Promise<number> {
  let line = 0;
  let graded = 0;
  let faults = 0;
  for await (const text of createInterface({ input: stdin, crlfDelay: Infinity })) {
    line++;
    if (text.trim() === '') continue;
    try {
      const input = parseGradeLine(text, request.source);
      show(context, await verdictsOf(grading, input, request.rule), { line, source: input.dataSource });
      graded++;
    } catch (error) {
      if (!isMaestroError(error) || error.code !== 'INVALID_INPUT') throw error;
      faults++;
      context.out.note(`line ${line}: ${printable(error.message)}`);
    }
  }
  if (graded + faults === 0)
    throw new MaestroError('INVALID_INPUT', 'grade: give --answer and --truth, or JSON lines on standard input.');
  return faults === 0 ? EXIT.ok : EXIT.badInput;
}

type Shown = Readonly<Partial<Record<RuleName, Verdict>>>;

async function verdictsOf(grading: Grading, input: GradeInput, rule: RuleName | undefined): Promise<Shown> {
  const verdicts: Shown | undefined =
    rule === undefined ? await grading.all(input) : { [rule]: await grading.by(rule, input) };
  if (verdicts === undefined || (rule !== undefined && verdicts[rule] === undefined)) {
    throw new MaestroError(
      'INVALID_INPUT',
      `"${input.dataSource}" has no rule ${rule ?? ''} for this, or there is no truth.`,
    );
  }
  return verdicts;
}

function show({ out }: Context, verdicts: Shown, where: { readonly line?: number; readonly source?: string }): void {
  out.emit({ ...where, verdicts });
  for (const name of RULES) {
    const verdict = verdicts[name];
    if (verdict === undefined) continue;
    const word = verdict.correct === null ? 'open' : verdict.correct ? 'right' : 'wrong';
    const score = verdict.score > 0 && verdict.score < 1 ? ` (score ${verdict.score.toFixed(3)})` : '';
    const prefix = where.line === undefined ? '' : `${where.line}: `;
    out.print(
      `${prefix}${word.padEnd(5)}  ${verdict.rule.padEnd(24)}  ${printable(verdict.why).replace(/\s+/g, ' ')}${score}`,
    );
  }
}
