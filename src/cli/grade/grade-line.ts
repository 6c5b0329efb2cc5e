/** @module A line of standard input of `maestro grade`, checked. */
import { z } from 'zod';
import { MaestroError, messageOf } from '../../domain/errors.js';
import { DEFAULT_DATA_SOURCE } from '../../domain/task.js';
import type { GradeInput } from '../../grading/contract.js';

/** JSON of other programs has numbers where a text is meant. */
const oneText = z.union([z.string(), z.number().transform(String)], 'must be a text');

const schema = z.object({
  source: z.string().min(1).optional(),
  answer: oneText,
  ground_truth: z.union([oneText, z.array(oneText).min(1)], 'must be a text, or a list of texts'),
  options: z.array(z.string()).optional(),
  answer_type: z.string().optional(),
  category: z.string().optional(),
  family: z.string().optional(),
  question: z.string().optional(),
});

const textList = z.array(z.string());

/**
 * @param source what the command was told; a line's own wins
 * @throws MaestroError INVALID_INPUT naming the field
 */
export function parseGradeLine(line: string, source: string | undefined): GradeInput {
  const parsed = schema.safeParse(json(line));
  if (!parsed.success) {
    const faults = parsed.error.issues.map(
      (issue) => `${issue.path.map(String).join('.') || 'line'}: ${issue.message}`,
    );
    throw new MaestroError(
      'INVALID_INPUT',
      `${faults.join('; ')}; expected {"source", "answer", "ground_truth", "options"?}.`,
    );
  }
  const { answer, ground_truth, options, answer_type, category, family, question } = parsed.data;
  return {
    dataSource: parsed.data.source ?? source ?? DEFAULT_DATA_SOURCE,
    answer,
    groundTruth: typeof ground_truth === 'string' ? [ground_truth] : ground_truth,
    ...(options === undefined ? {} : { options }),
    ...(answer_type === undefined ? {} : { answerType: answer_type }),
    ...(category === undefined ? {} : { category }),
    ...(family === undefined ? {} : { family }),
    ...(question === undefined ? {} : { question }),
  };
}

/** `red|blue|green`, or a JSON list of texts. @throws MaestroError INVALID_INPUT */
export function optionList(text: string): readonly string[] {
  if (!text.trimStart().startsWith('[')) return text.split('|').map((option) => option.trim());
  const list = textList.safeParse(json(text));
  if (list.success) return list.data;
  throw new MaestroError('INVALID_INPUT', '--options: must be "red|blue|green", or a JSON list of texts.');
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new MaestroError('INVALID_INPUT', `not valid JSON: ${messageOf(error)}`, { cause: error });
  }
}
