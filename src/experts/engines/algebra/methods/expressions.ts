/** @module Questions that ask for the value of one expression. */
import { evaluate, valueText } from '../evaluate.js';
import { parseExpression, symbolsIn } from '../expression.js';
import { mathRuns } from '../math-runs.js';
import { solvedText, type Method } from '../solution.js';

/** Words that may stand around a formula without changing what is asked. */
const PLAIN = new Set(
  (
    'what is are the value of calculate compute evaluate work out find determine simplify how much does do equal equals give ' +
    'exact exactly an a as answer result expression following please number only fraction decimal fine where no or and it to in ' +
    'your reply with me tell sum product can you be if need for form lowest terms exactly solve one single'
  ).split(' '),
);

/** Operations in words. */
const SPOKEN: readonly (readonly [RegExp, string])[] = [
  [/\bplus\b/g, '+'],
  [/\bminus\b/g, '-'],
  [/\b(?:times|multiplied by)\b/g, '*'],
  [/\bdivided by\b/g, '/'],
  [/\bsquared\b/g, '^2'],
  [/\bcubed\b/g, '^3'],
  [/\b(?:raised )?to the power(?: of)?\b/g, '^'],
  [/\b(?:the )?square root of (\d+(?:\.\d+)?)/g, 'sqrt($1)'],
];

export const expressions: Method = (question) => {
  const text = SPOKEN.reduce((spoken, [words, sign]) => spoken.replace(words, sign), question.text);
  const runs = mathRuns(text).filter((run) => /\d/.test(run.text) && /[-+*/^!]|sqrt|[a-z]{3,}\(/.test(run.text));
  const [run] = runs;
  if (run === undefined || runs.length > 1 || run.text.includes('=')) return undefined;
  const node = parseExpression(run.text);
  if (node === undefined || symbolsIn(node).length > 0) return undefined;
  const around = `${text.slice(0, run.index)} ${text.slice(run.index + run.text.length)}`;
  if (/\d|%/.test(around)) return undefined;
  const foreign = (around.match(/[a-z]+/g) ?? []).filter((word) => !PLAIN.has(word));
  if (foreign.length > 0) return undefined;
  return solvedText(valueText(evaluate(node)), 'expression', 0.99);
};
