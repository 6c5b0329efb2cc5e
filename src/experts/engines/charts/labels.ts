/** @module From words to labels: which tick each belongs to, and what a worn one must have been. */
import type { Word } from './read-labels.js';

export interface Label {
  readonly text: string;
  /** 0..1; 0 where nothing was read. */
  readonly confidence: number;
}

/** The words nearest to each place, joined; `at` says where a word is. */
export function labelsAt(
  words: readonly Word[],
  places: readonly number[],
  at: (word: Word) => number,
): readonly Label[] {
  const step = places.length > 1 ? Math.abs((places[1] ?? 0) - (places[0] ?? 0)) : Infinity;
  return places.map((place) => {
    const own = words.filter((word) => Math.abs(at(word) - place) < step / 2 && /[\p{L}\p{N}]/u.test(word.text));
    if (own.length === 0) return { text: '', confidence: 0 };
    const text = own
      .map((word) => word.text)
      .join(' ')
      .replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '');
    return { text, confidence: Math.min(...own.map((word) => word.confidence)) };
  });
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

interface Sequence {
  /** The label's number in the sequence; undefined: it is of another kind. */
  readonly number: (text: string) => number | undefined;
  readonly text: (number: number) => string;
}

const SEQUENCES: readonly Sequence[] = [
  { number: (text) => (/^(1[5-9]|20)\d\d$/.test(text) ? Number(text) : undefined), text: String },
  {
    number: (text) => {
      const month = MONTHS.indexOf(text.toLowerCase());
      return month < 0 ? undefined : month;
    },
    text: (number) => capital(MONTHS[((number % 12) + 12) % 12] ?? ''),
  },
  {
    number: (text) => {
      const match = /^[QO0]\s?([1-4])\s?((?:1[89]|20)\d\d)$/.exec(text);
      return match === null ? undefined : 4 * Number(match[2]) + Number(match[1]) - 1;
    },
    text: (number) => `Q${(number % 4) + 1} ${Math.floor(number / 4)}`,
  },
];

/** Labels that follow each other (years, months, quarters): the majority says what each is. */
export function mendSequence(labels: readonly Label[]): {
  readonly labels: readonly Label[];
  readonly isOrdered: boolean;
} {
  for (const { number, text } of SEQUENCES) {
    const numbers = labels.map((label) => number(label.text));
    for (const step of [1, 5, 2, 10]) {
      const starts = numbers.map((each, index) => (each === undefined ? undefined : each - step * index));
      const votes = (start: number): number => starts.filter((each) => each === start).length;
      const start = starts.reduce<number | undefined>(
        (best, each) => (each !== undefined && (best === undefined || votes(each) > votes(best)) ? each : best),
        undefined,
      );
      if (start === undefined || votes(start) < Math.max(2, 0.4 * labels.length)) continue;
      const sure = votes(start) / labels.length;
      const mended = labels.map((_, index) => ({ text: text(start + step * index), confidence: 0.5 + sure / 2 }));
      return { labels: mended, isOrdered: true };
    }
  }
  return { labels, isOrdered: false };
}

/** Value = `offset` + `slope` * pixels along the axis. */
export interface Scale {
  readonly offset: number;
  readonly slope: number;
  /** Share of the ticks whose label agrees. */
  readonly agreement: number;
}

/** The scale that most tick labels agree with: steps of 1, 2 or 5 times a power of ten. */
export function fitScale(labels: readonly Label[], places: readonly number[]): Scale | undefined {
  const values = labels.map(({ text }) => (/^\d+(\.\d+)?$/.test(text) ? Number(text) : undefined));
  let best: { first: number; step: number; votes: number } | undefined;
  for (const [i, a] of values.entries()) {
    for (const [j, b] of values.entries()) {
      if (a === undefined || b === undefined || i === j) continue;
      const step = (b - a) / (j - i);
      const first = a - i * step;
      if (!isRoundStep(step) || !isMultiple(first, step)) continue;
      const votes = values.filter(
        (value, k) => value !== undefined && Math.abs(value - first - k * step) < 1e-6 * Math.abs(step) + 1e-9,
      ).length;
      if (best === undefined || votes > best.votes) best = { first, step, votes };
    }
  }
  const [start, end] = [places[0], places.at(-1)];
  if (best === undefined || best.votes < Math.max(3, 0.4 * labels.length) || start === undefined || end === undefined)
    return undefined;
  const slope = (best.step * (places.length - 1)) / (end - start);
  return { slope, offset: best.first - slope * start, agreement: best.votes / labels.length };
}

function isRoundStep(step: number): boolean {
  const size = Math.abs(step);
  if (size < 1e-9) return false;
  const lead = size / 10 ** Math.floor(Math.log10(size) + 1e-9);
  return [1, 2, 2.5, 5].some((each) => Math.abs(lead - each) < 1e-6);
}

function isMultiple(value: number, step: number): boolean {
  return Math.abs(value / step - Math.round(value / step)) < 1e-6;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
