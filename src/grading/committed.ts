/** @module What an answer commits to under the rules of its data source, before anything is known of the truth. */
import { MAX_REPORTED, type GradeInput, type Item, type Rule } from './contract.js';
import { isShortened } from './finding.js';
import { itemOf } from './grade.js';
import { readNumber } from './read/numbers.js';
import { normalizeText } from './read/text.js';
import { graderOf, isGraded } from './sources.js';

/** No truth of any task: rules read an option as such where one is expected, and the text as it is where none is. */
const STAND_INS: readonly (readonly string[])[] = [['A'], []];

/**
 * A key of the committed answer: two answers of one key are the same answer, e.g. `12`, `12.0` and, where options are asked for,
 * `(B)` and the text of option B. Empty: the answer commits to nothing. Decided by texts alone: no code is run, no judge asked. A task of
 * a source that has no rules, which can't be graded, is read as `exact`.
 */
export async function committedKey(input: Omit<GradeInput, 'groundTruth'>): Promise<string> {
  const { grader, parameter } = graderOf(isGraded(input.dataSource) ? input.dataSource : 'exact');
  if (input.answer.length > MAX_REPORTED) return '';
  if (grader.read !== undefined) return keyOf(grader.read(input.answer) ?? '', input.answer);
  const item = itemOf({ ...input, groundTruth: [] }, parameter);
  for (const truths of STAND_INS) {
    const extracted = await extract(grader.rules.reward, { ...item, truths });
    if (extracted !== '') return keyOf(extracted, input.answer);
  }
  return '';
}

async function extract(rule: Rule, item: Item): Promise<string> {
  return (await rule(item, { equivalent: () => Promise.resolve('undecided') })).extracted;
}

/** What rules extract is cut for display: of such an answer the whole text counts. */
function keyOf(extracted: string, answer: string): string {
  const text = isShortened(extracted) ? answer : extracted;
  const number = readNumber(text);
  return number === undefined ? normalizeText(text) : String(number);
}
