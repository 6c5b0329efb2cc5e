/** @module The one answer that a text commits to, as our reward rules read it. */
import { boxedValues } from './braces.js';
import { normalizeText } from './text.js';

/** `The final answer is: 5`, `Answer: 5`, at the start of a line. */
const LEAD_IN =
  /^(?:(?:so|thus|hence|therefore),? )?(?:(?:the|my) )?(?:(?:final|correct|best) )?(?:answer|option|choice)(?: is(?: option)?:?| ?[:=])\s*(\S.*)$/i;

/**
 * What the text commits to, in this order: its boxes, when all hold the same; what stands behind the one line that begins with
 * "the answer is" or "Answer:"; else the whole text. Two different boxes or two different lines commit to nothing. Emphasis
 * (`**5**`) and an enclosing `$...$` are dropped.
 * @returns undefined when nothing is committed to
 */
export function commit(answer: string): string | undefined {
  const boxes = boxedValues(answer);
  if (boxes.length > 0) return allTheSame(boxes);
  const lines = answer.split(/[\r\n]+/).map((line) => bare(line));
  const said = lines.flatMap((line) => {
    const match = LEAD_IN.exec(line);
    return match?.[1] === undefined ? [] : [bare(match[1])];
  });
  if (said.length > 0) return allTheSame(said);
  const whole = bare(answer);
  return whole === '' ? undefined : whole;
}

function allTheSame(values: readonly string[]): string | undefined {
  const [first] = values;
  if (first === undefined || first === '') return undefined;
  return values.every((value) => normalizeText(value) === normalizeText(first)) ? first : undefined;
}

/** Without white space, Markdown emphasis and dollar signs around it. */
function bare(text: string): string {
  const trimmed = text.trim();
  const inside = /^(\*\*|__|\*|`|\$\$|\$)(?!\1)([^*_`$]+)\1(\.?)$/.exec(trimmed);
  return inside?.[2] === undefined ? trimmed : inside[2].trim();
}
