/** @module `maestro grade` */
import { z } from 'zod';
import { RULES } from '../../domain/reward.js';
import type { Command } from '../command.js';
import { parseInput } from '../input.js';

const text = z.string().optional();

const schema = z.object({
  'data-source': z.string().trim().min(1, 'is empty').optional(),
  answer: text,
  truth: z.array(z.string()).optional(),
  options: text,
  answerType: text,
  category: text,
  rule: z.enum(RULES).optional(),
});

export const grade: Command = {
  name: 'grade',
  summary: 'grade an answer by the rules of a data source, and say why',
  details:
    'report is the published protocol, reward is our strict one, maestro-2605 is that of the reference implementation where it differs. ' +
    'Without --answer, JSON lines are read from standard input: source, answer, ground_truth (a text, or a list), and optionally ' +
    'options, answer_type, category. docs/grading.md explains every rule. A wrong answer is no error; exit code 2: some lines ' +
    'could not be graded.',
  examples: [
    'maestro grade chartqa --answer "41.5" --truth "42"',
    'maestro grade math --answer "2\\sqrt{3}" --truth "\\sqrt{12}" --rule reward',
    'maestro grade hrbench-4k --answer "B) red" --truth B --options "blue|red|green|black"',
    'maestro grade --json',
  ],
  arguments: [
    { name: 'data-source', summary: 'such as chartqa, geometry3k, numeric:5%; default exact', required: false },
  ],
  options: [
    { flags: '--answer <text>', summary: 'the committed answer' },
    { flags: '--truth <text>', summary: 'the right answer; may be given several times', repeatable: true },
    { flags: '--options <list>', summary: 'texts of the options: "red|blue|green", or a JSON list' },
    { flags: '--answer-type <word>', summary: "the row's own word for it, such as OPEN or CLOSED (slake)" },
    { flags: '--category <word>', summary: 'the column of a published table (ocrbench: HME100k)' },
    { flags: '--rule <name>', summary: 'only this rule: report, reward or maestro-2605' },
  ],
  run: async (context, input) => {
    const { 'data-source': source, answer, truth, options, answerType, category, rule } = parseInput(schema, input);
    const { runGrade } = await import('../grade/run-grade.js');
    return runGrade(context, { source, answer, truth, options, answerType, category, rule }, process.stdin);
  },
};
