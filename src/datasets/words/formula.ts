/** @module The family `formula`: a typeset formula that is to be written in LaTeX. */
import type { Random } from '../../domain/random.js';
import type { PictureDraft } from '../draft.js';
import { fraction, greek, GREEK, latexOf, power, row, text, typeset, type Formula } from './formula-tree.js';
import { drawStyle, printed, type Level } from './print-style.js';

const LETTERS = Array.from('abdhkmnprtxyz');
const NAMES = Object.keys(GREEK).filter((name): name is keyof typeof GREEK => Object.hasOwn(GREEK, name));

export function generateFormula(random: Random): PictureDraft {
  const drawn = drawStyle(random, [22, 30, 42], 'line', ['Open Sans']);
  const style = { ...drawn, angle: random.pick([0, 0, 0, -3, 2]) };
  const { pen, ground, level } = style;
  const formula = drawFormula(level, random);
  const set = typeset(formula, pen);
  const margin = random.real(0.9, 1.8) * pen.size;
  const sheet = {
    width: Math.ceil(set.width + 2 * margin),
    height: Math.ceil(set.above + set.below + 2 * margin),
    ground,
    body: set.draw(margin, margin + set.above),
  };
  return {
    ...printed(sheet, style),
    truth: [...new Set([latexOf(formula, false), latexOf(formula, true)])],
    // The part of OCRBench that is graded as formulas are: without spaces, case kept.
    category: 'Handwritten Mathematical Expression Recognition',
    wordings: [
      'Write out the formula in the image in LaTeX.',
      'What is the LaTeX of the printed formula?',
      'Read the formula and give it as LaTeX.',
      'Transcribe the formula in the picture into LaTeX.',
      'Which formula is printed in the image? Answer in LaTeX.',
      'Give the LaTeX of the formula that is shown.',
      'Write the printed formula down in LaTeX notation.',
      'The picture shows a formula: what is its LaTeX?',
    ],
  };
}

function drawFormula(level: Level, random: Random): Formula {
  const [a = 'a', b = 'b', c = 'c', d = 'd'] = random.shuffle(LETTERS);
  const number = (): string => String(random.int(2, 9));
  const sign = (): Formula => text(random.pick(['+', '-']));
  const squared = (letter: string): Formula => power(text(letter), text(random.pick(['2', '3', '4', 'n'])));
  if (level === 'easy')
    return random.pick([
      row(text(a), text('='), text(`${number()}${b}`), sign(), text(number())),
      row(squared(a), sign(), squared(b), text('='), squared(c)),
      row(text(number()), squared(a), sign(), text(`${number()}${a}`), text('='), text('0')),
    ]);
  if (level === 'medium')
    return random.pick([
      row(text(a), text('='), fraction(text(b), text(c))),
      row(text(a), text('='), fraction(row(text(b), sign(), text(number())), text(`${number()}${c}`))),
      row(fraction(text(number()), text(a)), sign(), fraction(text(b), text(number())), text('='), text(d)),
      row(power(text(a), row(text(number()), text(b))), text('='), fraction(squared(c), text(number()))),
    ]);
  const [first = 'alpha', second = 'beta'] = random.shuffle(NAMES);
  return random.pick([
    row(text(a), text('='), text(number()), greek(first), power(text(b), text('2'))),
    row(greek(first), text('='), fraction(row(text(a), sign(), greek(second)), squared(b))),
    row(greek(first), text(a), sign(), greek(second), text(b), text('='), text(number())),
    row(
      power(greek(first), text('2')),
      sign(),
      power(greek(second), text('2')),
      text('='),
      fraction(text(a), text(number())),
    ),
  ]);
}
