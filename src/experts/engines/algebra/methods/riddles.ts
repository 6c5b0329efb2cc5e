/** @module Riddles about one unknown number: the sentence is rewritten, phrase by phrase, into an equation. */
import { valueText } from '../evaluate.js';
import { parseExpression } from '../expression.js';
import { inSigns, OPERAND } from '../phrases.js';
import { solvedText, type Method } from '../solution.js';
import { solveForOne } from '../solve-equations.js';

/** What is done to the number, step by step. */
const STEPS: readonly (readonly [pattern: RegExp, step: (so_far: string, by: string) => string])[] = [
  [/multipl(?:y|ied|ying)(?: \w+){0,2} by (-?\d+(?:\.\d+)?)|times (-?\d+(?:\.\d+)?)/, (n, by) => `(${n}*${by})`],
  [/divid(?:e|ed|ing)(?: \w+){0,2} by (-?\d+(?:\.\d+)?)/, (n, by) => `(${n}/${by})`],
  [/(?:add|adding|added|plus) (-?\d+(?:\.\d+)?)/, (n, by) => `(${n}+${by})`],
  [/(?:subtract|subtracting|take away|takes away|minus) (-?\d+(?:\.\d+)?)/, (n, by) => `(${n}-${by})`],
  [/double[ds]?\b|doubling/, (n) => `(2*${n})`],
  [/triple[ds]?\b|tripling/, (n) => `(3*${n})`],
  [/halve[ds]?\b|halving/, (n) => `(${n}/2)`],
  [/square[ds]?\b|squaring/, (n) => `(${n}^2)`],
];

const RESULT = String.raw`(?:equals?|is equal to|gives?|results? in|makes?|yields?|leaves?|is|are|be)`;

export const riddles: Method = ({ text }) => {
  if (!/\bnumber\b/.test(text) || !/\d/.test(text)) return undefined;
  const equation = stepwise(text) ?? phrased(text);
  const [left, right] = equation?.map(parseExpression) ?? [];
  if (left === undefined || right === undefined) return undefined;
  const values = solveForOne({ left, right }, 'n');
  if (values === undefined || values.length === 0) return undefined;
  return solvedText(values.map(valueText).join(', '), 'number-riddle', values.length === 1 ? 0.94 : 0.7);
};

/** "I think of a number, multiply it by 4 and add 7. The result is 31." */
function stepwise(text: string): [string, string] | undefined {
  const start =
    /\b(?:think of|choose|pick|take|start with|have|thinking of|thought of)\s+(?:of\s+)?(?:a|some)\s+(?:\w+\s+)?number\b/.exec(
      text,
    );
  const end =
    /\b(?:result|answer|outcome|get|gets|got|obtain|end up with|left with|have)\b[^\d-]{0,20}(-?\d+(?:\.\d+)?)/g;
  if (start === null) return undefined;
  const from = start.index + start[0].length;
  const result = [...text.slice(from).matchAll(end)].at(-1);
  if (result === undefined) return undefined;
  let story = text.slice(from, from + result.index);
  let formula = 'n';
  for (;;) {
    const next = STEPS.map(([pattern, step]) => ({ match: pattern.exec(story), step }))
      .filter((each) => each.match !== null)
      .sort((a, b) => (a.match?.index ?? 0) - (b.match?.index ?? 0))[0];
    if (next?.match === undefined || next.match === null) break;
    formula = next.step(formula, next.match[1] ?? next.match[2] ?? '');
    story = story.slice(next.match.index + next.match[0].length);
  }
  // A number left over was not understood.
  return formula === 'n' || /\d/.test(story) ? undefined : [formula, result[1] ?? ''];
}

/** "4 times a number, plus 7, equals 31." */
function phrased(text: string): [string, string] | undefined {
  for (const sentence of text.split(/[.?!](?!\d)/)) {
    const formula = inSigns(
      sentence.replace(
        /\b(?:a|an|the|some|my|this|that|certain|same|unknown)\s+(?:certain\s+|unknown\s+|same\s+)?number\b|\bit\b/g,
        'n',
      ),
    );
    const match = new RegExp(`^\\W*(?:if|when|and|then)?\\s*${OPERAND}\\s*,?\\s*${RESULT}\\s+${OPERAND}\\W*$`).exec(
      formula,
    );
    if (match !== null && /n/.test(match[1] ?? '')) return [match[1] ?? '', match[2] ?? ''];
  }
  return undefined;
}
