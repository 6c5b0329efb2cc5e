/** @module Questions that compare all marks of a series: extreme, trend, count. */
import { ticksOf } from '../style.js';
import type { Table } from '../table.js';
import { areApart, ofSeries, type Ask, type Question } from './question.js';

export const askExtreme: Ask = (table, style, random) => {
  const series = random.int(0, table.series.length - 1);
  const values = table.series[series]?.values ?? [];
  const isMost = random.next() < 0.5;
  const ranked = values
    .map((value, category) => ({ value, category }))
    .sort((a, b) => (isMost ? b.value - a.value : a.value - b.value));
  const [best, next] = ranked;
  if (best === undefined || next === undefined || !areApart(table, style, best.value, next.value)) return undefined;
  const { one } = table.category;
  const what = `${table.subject.valueName}${ofSeries(table, series)}`;
  const [most, top, peak] = isMost ? ['highest', 'largest', 'maximum'] : ['lowest', 'smallest', 'minimum'];
  return {
    asked: isMost ? 'most' : 'least',
    truth: table.categories[best.category] ?? '',
    wordings: [
      `Which ${one} has the ${most} ${what}?`,
      `For which ${one} is the ${what} the ${most}?`,
      `In the chart, which ${one} shows the ${top} ${what}?`,
      `Name the ${one} with the ${top} ${what}.`,
      `What ${one} has the ${peak} ${what}?`,
      `At which ${one} does the ${what} take its ${peak} value?`,
      `Among all ${table.category.many}, which one has the ${most} ${what}?`,
      `Find the ${one} where the ${what} is ${top}.`,
    ],
  };
};

export const askTrend: Ask = (table, style, random) => {
  if (!table.ordered) return undefined;
  const series = random.int(0, table.series.length - 1);
  const values = table.series[series]?.values ?? [];
  const isClear = values.every((value, index) => index === 0 || areApart(table, style, value, values[index - 1] ?? 0));
  const what = `the ${table.subject.valueName}${ofSeries(table, series)}`;
  switch (random.pick(['direction', 'rises', 'steepest'] as const)) {
    case 'direction':
      return direction(table, what, values, random.int(0, 1), (a, b) => areApart(table, style, a, b));
    case 'rises':
      return isClear ? rises(table, what, values) : undefined;
    case 'steepest':
      return steepest(table, what, values, (a, b) => areApart(table, style, a, b));
  }
};

type Apart = (a: number, b: number) => boolean;

function direction(
  table: Table,
  what: string,
  values: readonly number[],
  skip: number,
  apart: Apart,
): Question | undefined {
  const [first, last] = [skip, values.length - 1];
  const [start = 0, end = 0] = [values[first], values[last]];
  if (!apart(start, end)) return undefined;
  const span = `from ${table.categories[first] ?? ''} to ${table.categories[last] ?? ''}`;
  return {
    asked: 'direction',
    truth: end > start ? 'rise' : 'fall',
    wordings: [
      `Did ${what} rise or fall ${span}? Answer rise or fall.`,
      `Is there a rise or a fall of ${what} ${span}? Answer with one word, rise or fall.`,
      `Comparing both ends ${span}, was there a rise or a fall of ${what}? Answer rise or fall.`,
      `How did ${what} change ${span}: rise or fall?`,
      `What does the chart show for ${what} ${span}, a rise or a fall? Reply rise or fall.`,
      `Choose the word that describes ${what} ${span}: rise or fall.`,
      `Looking at ${span.slice(5)}, would you call the change of ${what} a rise or a fall? One word.`,
      `Overall ${span}: rise or fall of ${what}?`,
    ],
  };
}

function rises(table: Table, what: string, values: readonly number[]): Question {
  const { one, many } = table.category;
  const count = values.filter((value, index) => index > 0 && value > (values[index - 1] ?? 0)).length;
  return {
    asked: 'rises',
    truth: String(count),
    wordings: [
      `In how many ${many} was ${what} higher than in the ${one} before?`,
      `How many times did ${what} increase from one ${one} to the next?`,
      `Count the ${many} in which ${what} rose compared with the ${one} before.`,
      `How often does ${what} go up from one ${one} to the next?`,
      `For how many ${many} does the chart show a rise of ${what} over the previous ${one}?`,
      `How many increases of ${what} are there between neighbouring ${many}?`,
      `Going through the ${many} in order, how many times does ${what} increase?`,
      `Tell in how many ${many} ${what} grew over the ${one} before.`,
    ],
  };
}

function steepest(table: Table, what: string, values: readonly number[], apart: Apart): Question | undefined {
  const steps = values.map((value, index) => ({
    step: index === 0 ? -Infinity : value - (values[index - 1] ?? 0),
    index,
  }));
  const [best, next] = steps.sort((a, b) => b.step - a.step);
  if (best === undefined || next === undefined || best.step <= 0 || !apart(best.step, Math.max(0, next.step)))
    return undefined;
  const { one } = table.category;
  return {
    asked: 'steepest',
    truth: table.categories[best.index] ?? '',
    wordings: [
      `In which ${one} did ${what} rise most over the ${one} before?`,
      `Which ${one} shows the largest increase of ${what} over the previous ${one}?`,
      `Name the ${one} with the greatest increase of ${what} compared with the ${one} before.`,
      `In what ${one} did ${what} grow most compared with the previous ${one}?`,
      `When, in which ${one}, was the biggest jump of ${what} over the ${one} before?`,
      `Find the ${one} in which ${what} gained most over the ${one} before.`,
      `Which ${one} brought the strongest growth of ${what} over the ${one} before?`,
      `Give the ${one} of the steepest rise of ${what} over the previous ${one}.`,
    ],
  };
}

export const askCount: Ask = (table, style, random) => {
  const { many } = table.category;
  if (random.next() < 0.2) return countOf(many, table.categories.length);
  if (table.series.length > 2 && random.next() < 0.2) return countOf(table.subject.row.many, table.series.length);
  if (style.kind === 'pie' || style.kind === 'donut') return undefined;
  const series = random.int(0, table.series.length - 1);
  const values = table.series[series]?.values ?? [];
  const isAbove = random.next() < 0.5;
  const ticks = ticksOf(style.scale).slice(1, -1);
  const limit = ticks.length === 0 ? undefined : random.pick(ticks);
  if (limit === undefined || !values.every((value) => areApart(table, style, value, limit))) return undefined;
  const count = values.filter((value) => value > limit === isAbove).length;
  const what = `${table.subject.valueName}${ofSeries(table, series)}`;
  const [above, more] = isAbove ? ['above', 'more than'] : ['below', 'less than'];
  return {
    asked: 'limit',
    truth: String(count),
    wordings: [
      `For how many ${many} is the ${what} ${above} ${limit}?`,
      `How many ${many} have a ${what} of ${more} ${limit}?`,
      `Count the ${many} whose ${what} is ${above} ${limit}.`,
      `How many ${many} show a ${what} ${above} ${limit}?`,
      `What is the number of ${many} with a ${what} of ${more} ${limit}?`,
      `In the chart, how many ${many} come with a ${what} ${above} ${limit}?`,
      `Take the ${many} with a ${what} ${above} ${limit}. How many are there?`,
      `Of the ${many} shown, how many have a ${what} ${above} ${limit}?`,
    ],
  };
};

function countOf(many: string, count: number): Question {
  return {
    asked: 'items',
    truth: String(count),
    wordings: [
      `How many ${many} does the chart show?`,
      `How many ${many} are shown in the chart?`,
      `Count the ${many} in the chart.`,
      `What is the number of ${many} in this figure?`,
      `How many different ${many} can be seen?`,
      `Tell the number of ${many} that the chart shows.`,
      `The chart shows how many ${many}?`,
      `For how many ${many} are there data?`,
    ],
  };
}
