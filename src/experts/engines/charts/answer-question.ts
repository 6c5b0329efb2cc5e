/** @module Answers a question on a table, by the words that name what is to be done with its values. */
import { valueAt, type ChartTable, type Mark } from './chart-table.js';
import { marksIn, mentionsOf, seriesIn, wordsIn } from './mentions.js';

export type TableAnswer =
  | { readonly kind: 'answer'; readonly text: string; readonly operation: string; readonly sure: number }
  | { readonly kind: 'cannot'; readonly reason: string };

/** Words of operations on two values. */
const COMPUTED =
  /\b(ratio|divid\w+|times|quotient|factor|as 1|difference|exceed\w*|subtract|apart|gap|taken away|how much (larger|more|higher|lower|less|smaller|greater))\b/;

const UP = /\b(rises?|rose|risen|increas\w+|grew|grow\w*|goes? up|went up|higher|gain\w*|jump\w*|steepest)\b/;
const STEP = /\b(before|previous|preceding|next|neighbouring|consecutive|in order)\b/;
const MOST = /\b(most|highest|largest|greatest|biggest|maximum|top|peak|strongest|steepest)\b/;
const LEAST = /\b(least|lowest|smallest|minimum|bottom)\b/;
const HOW_MANY = /\b(how many|how often|count|number of|tell the number|in how many)\b/;
const ABOVE = /\b(above|more than|greater than|over|exceed\w*)\s+(\d+(?:\.\d+)?)/;
const BELOW = /\b(below|less than|fewer than|under)\s+(\d+(?:\.\d+)?)/;

const NOTHING_NAMED = 'The question names no category of the chart, and nothing to do with all of them.';

const cannot = (reason: string): TableAnswer => ({ kind: 'cannot', reason });
const answer = (operation: string, text: string, sure = 1): TableAnswer => ({ kind: 'answer', text, operation, sure });

export function answerQuestion(table: ChartTable, question: string): TableAnswer {
  const text = question.toLowerCase().replace(/\s+/g, ' ');
  const words = wordsIn(text);
  const limit = ABOVE.exec(text) ?? BELOW.exec(text);
  if (limit !== null && HOW_MANY.test(text)) return countBeyond(table, words, Number(limit[2]), ABOVE.test(text));
  if (/\brise or (a )?fall\b/.test(text)) return direction(table, words);
  if (UP.test(text) && STEP.test(text)) return MOST.test(text) ? steepest(table, words) : countRises(table, words);
  const marks = marksIn(table, words);
  if (marks.length >= 2) return compute(table, text, marks);
  if (/\b(sum|total|add|combined|together|in total)\b/.test(text)) return sumAll(table, words);
  if (marks.length === 0 && (MOST.test(text) || LEAST.test(text))) return extreme(table, words, MOST.test(text));
  // Two values were meant, and one of their labels could not be read.
  if (COMPUTED.test(text)) return cannot('Fewer than two of the marks that are asked for were found among the labels.');
  const [mark] = marks;
  if (mark !== undefined) return lookUp(table, mark);
  if (/\bhow many\b|\bcount\b|\bnumber of\b/.test(text) && !/\bwhat is the number of .* (in|of) \d/.test(text))
    return countItems(table, text);
  return cannot(NOTHING_NAMED);
}

function lookUp(table: ChartTable, mark: Mark): TableAnswer {
  const value = valueAt(table, mark);
  if (table.isShares) return cannot('The slices tell shares, and the amounts are not known.');
  return Number.isFinite(value)
    ? answer('lookup', numberText(value))
    : cannot('The mark that is asked for was not found.');
}

function compute(table: ChartTable, text: string, marks: readonly Mark[]): TableAnswer {
  const [first, second] = marks.map((mark) => valueAt(table, mark));
  if (first === undefined || second === undefined || !Number.isFinite(first + second))
    return cannot('A mark that is asked for was not found.');
  if (/\b(ratio|divid\w+|times|quotient|factor|as 1)\b/.test(text)) {
    const isInverted = /\bhow many times\b|\bfactor must\b|\btake .* as 1\b/.test(text);
    const [over, under] = isInverted ? [second, first] : [first, second];
    return under === 0 ? cannot('The divisor is zero.') : answer('ratio', numberText(over / under));
  }
  if (table.isShares) return cannot('The slices tell shares, and the amounts are not known.');
  if (
    /\b(difference|exceed\w*|subtract|apart|gap|taken away|how much (larger|more|higher|lower|less|smaller|greater))\b/.test(
      text,
    )
  )
    return answer('difference', numberText(Math.abs(first - second)));
  if (/\b(sum|total|add|combined|together)\b/.test(text)) return answer('sum', numberText(first + second));
  return cannot('It is not clear what is to be done with the two values.');
}

function seriesValues(table: ChartTable, words: readonly string[]): readonly number[] | undefined {
  const series = seriesIn(table, words);
  const values = series === undefined ? undefined : table.series[series]?.values;
  return values?.every(Number.isFinite) === true ? values : undefined;
}

const NO_SERIES = 'It is not clear which series is meant, or some of its marks were not found.';

function sumAll(table: ChartTable, words: readonly string[]): TableAnswer {
  const values = seriesValues(table, words);
  if (values === undefined) return cannot(NO_SERIES);
  if (table.isShares) return cannot('The slices tell shares, and the amounts are not known.');
  return answer('sum', numberText(values.reduce((a, b) => a + b, 0)));
}

function extreme(table: ChartTable, words: readonly string[], isMost: boolean): TableAnswer {
  const values = seriesValues(table, words);
  if (values === undefined) return cannot(NO_SERIES);
  const ranked = values
    .map((value, index) => ({ value, index }))
    .sort((a, b) => (isMost ? b.value - a.value : a.value - b.value));
  const name = table.categories[ranked[0]?.index ?? -1] ?? '';
  return name === '' ? cannot('The label of the mark could not be read.') : answer('extreme', name);
}

function direction(table: ChartTable, words: readonly string[]): TableAnswer {
  const values = seriesValues(table, words);
  const ends = mentionsOf(table.categories, words);
  const [from, to] = [ends[0], ends.at(-1)];
  if (values === undefined) return cannot(NO_SERIES);
  if (from === undefined || to === undefined || from === to)
    return cannot('The two ends were not found among the labels.');
  return answer('trend', (values[to.index] ?? 0) > (values[from.index] ?? 0) ? 'rise' : 'fall');
}

function stepsOf(values: readonly number[]): readonly number[] {
  return values.slice(1).map((value, index) => value - (values[index] ?? 0));
}

function countRises(table: ChartTable, words: readonly string[]): TableAnswer {
  const values = seriesValues(table, words);
  return values === undefined
    ? cannot(NO_SERIES)
    : answer('rises', String(stepsOf(values).filter((step) => step > 0).length), 0.9);
}

function steepest(table: ChartTable, words: readonly string[]): TableAnswer {
  const values = seriesValues(table, words);
  if (values === undefined) return cannot(NO_SERIES);
  const steps = stepsOf(values);
  const name = table.categories[steps.indexOf(Math.max(...steps)) + 1] ?? '';
  return name === '' ? cannot('The label of the mark could not be read.') : answer('steepest', name);
}

function countBeyond(table: ChartTable, words: readonly string[], limit: number, isAbove: boolean): TableAnswer {
  const values = seriesValues(table, words);
  if (values === undefined) return cannot(NO_SERIES);
  if (table.isShares) return cannot('The slices tell shares, and the amounts are not known.');
  return answer('count', String(values.filter((value) => (isAbove ? value > limit : value < limit)).length), 0.9);
}

/** Times are categories of the axis; other things are those of the legend, where there is one. */
function countItems(table: ChartTable, text: string): TableAnswer {
  const isTime = /\b(years|months|quarters|days|weeks)\b/.test(text);
  return answer('items', String(table.series.length > 1 && !isTime ? table.series.length : table.categories.length));
}

/** Four digits are more than a chart tells. */
function numberText(value: number): string {
  return String(Number(value.toPrecision(4)));
}
