/** @module Formulas as trees: how each is spelled in LaTeX, and how it is typeset with scripts, fraction bars and Greek letters. */
import { rule, widthOf, write, type Pen } from './sheet.js';

export type Formula =
  | { readonly kind: 'text'; readonly text: string }
  /** A Greek small letter by its name in LaTeX. */
  | { readonly kind: 'greek'; readonly name: keyof typeof GREEK }
  | { readonly kind: 'power'; readonly base: Formula; readonly exponent: Formula }
  | { readonly kind: 'fraction'; readonly over: Formula; readonly under: Formula }
  | { readonly kind: 'row'; readonly parts: readonly Formula[] };

export const GREEK = {
  alpha: 'α',
  beta: 'β',
  gamma: 'γ',
  delta: 'δ',
  theta: 'θ',
  lambda: 'λ',
  pi: 'π',
  sigma: 'σ',
  omega: 'ω',
} as const;

export const text = (value: string): Formula => ({ kind: 'text', text: value });
export const row = (...parts: readonly Formula[]): Formula => ({ kind: 'row', parts });
export const power = (base: Formula, exponent: Formula): Formula => ({ kind: 'power', base, exponent });
export const fraction = (over: Formula, under: Formula): Formula => ({ kind: 'fraction', over, under });
export const greek = (name: keyof typeof GREEK): Formula => ({ kind: 'greek', name });

/** In LaTeX; `braces`: also around exponents of one character, where they may be left out. */
export function latexOf(formula: Formula, braces: boolean): string {
  switch (formula.kind) {
    case 'text':
      return formula.text;
    case 'greek':
      return `\\${formula.name}`;
    case 'power': {
      const exponent = latexOf(formula.exponent, braces);
      return `${latexOf(formula.base, braces)}^${braces || exponent.length > 1 ? `{${exponent}}` : exponent}`;
    }
    case 'fraction':
      return `\\frac{${latexOf(formula.over, braces)}}{${latexOf(formula.under, braces)}}`;
    case 'row':
      return joined(formula.parts.map((part) => latexOf(part, braces)));
  }
}

/** A command is set apart from a letter behind it. */
function joined(parts: readonly string[]): string {
  return parts.reduce(
    (all, part) => (/\\[a-z]+$/.test(all) && /^[a-z]/i.test(part) ? `${all} ${part}` : all + part),
    '',
  );
}

/** Pieces of SVG with the baseline at y 0 and the pen at x 0, and how far they reach. Pixels. */
interface Set {
  readonly width: number;
  readonly above: number;
  readonly below: number;
  /** Draws it with its pen moved there. */
  draw(x: number, y: number): readonly string[];
}

const SCRIPT = 0.65;
const ABOVE = 0.76;
const BELOW = 0.24;
/** Of the bar of a fraction above the baseline. */
const AXIS = 0.3;

export function typeset(formula: Formula, pen: Pen): Set {
  switch (formula.kind) {
    case 'text':
      return typesetText(formula.text, pen);
    case 'greek':
      return typesetText(GREEK[formula.name], pen);
    case 'power': {
      const base = typeset(formula.base, pen);
      const script = typeset(formula.exponent, { ...pen, size: SCRIPT * pen.size });
      const rise = 0.42 * pen.size;
      const gap = 0.04 * pen.size;
      return {
        width: base.width + gap + script.width,
        above: Math.max(base.above, rise + script.above),
        below: base.below,
        draw: (x, y) => [...base.draw(x, y), ...script.draw(x + base.width + gap, y - rise)],
      };
    }
    case 'fraction': {
      const [over, under] = [typeset(formula.over, pen), typeset(formula.under, pen)];
      const [inner, gap] = [Math.max(over.width, under.width), 0.14 * pen.size];
      const width = inner + 0.5 * pen.size;
      const axis = AXIS * pen.size;
      return {
        width: width + 0.2 * pen.size,
        above: axis + gap + over.below + over.above,
        below: gap + under.above + under.below - axis,
        draw: (x, y) => {
          const left = x + 0.1 * pen.size;
          return [
            ...over.draw(left + (width - over.width) / 2, y - axis - gap - over.below),
            rule(left, y - axis, left + width, y - axis, pen.color, Math.max(1.5, 0.06 * pen.size)),
            ...under.draw(left + (width - under.width) / 2, y - axis + gap + under.above),
          ];
        },
      };
    }
    case 'row':
      return typesetRow(formula.parts.map((part) => typeset(part, pen)));
  }
}

/** Signs get room on both sides. */
function typesetText(value: string, pen: Pen): Set {
  const shown = value.replaceAll('-', '\u2212');
  const room = /^[-+=]$/.test(value) ? 0.22 * pen.size : 0;
  return {
    width: widthOf(shown, pen) + 2 * room,
    above: ABOVE * pen.size,
    below: BELOW * pen.size,
    draw: (x, y) => [write(shown, x + room, y, pen)],
  };
}

function typesetRow(parts: readonly Set[]): Set {
  const lefts = parts.map((_, index) => parts.slice(0, index).reduce((sum, { width }) => sum + width, 0));
  return {
    width: parts.reduce((sum, { width }) => sum + width, 0),
    above: Math.max(...parts.map(({ above }) => above)),
    below: Math.max(...parts.map(({ below }) => below)),
    draw: (x, y) => parts.flatMap((part, index) => part.draw(x + (lefts[index] ?? 0), y)),
  };
}
