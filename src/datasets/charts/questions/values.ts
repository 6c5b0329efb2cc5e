/** @module Questions whose answer is a number read off, or computed from numbers read off: lookup, difference, ratio, sum. */
import {
  anyMark,
  areApart,
  isQuotientReadable,
  isReadable,
  nameOf,
  numberText,
  ofSeries,
  otherMark,
  valueOf,
  type Ask,
} from './question.js';

export const askLookup: Ask = (table, style, random) => {
  const mark = anyMark(table, random);
  const value = valueOf(table, mark);
  if (!isReadable(value, 1, style)) return undefined;
  const name = nameOf(table, mark);
  return {
    asked: 'value',
    truth: numberText(value, table.subject.decimals),
    wordings: [
      `What is ${name}?`,
      `According to the chart, how high is ${name}?`,
      `Read ${name} from the chart.`,
      `What value does the chart give for ${name}?`,
      `Tell me ${name}.`,
      `Which number stands for ${name} in this figure?`,
      `State ${name}, as far as the picture shows it.`,
      `I would like to know ${name}.`,
    ],
  };
};

export const askDifference: Ask = (table, style, random) => {
  const first = anyMark(table, random);
  const second = otherMark(table, first, random);
  const isFirstLarger = valueOf(table, first) > valueOf(table, second);
  const [large, small] = isFirstLarger ? [first, second] : [second, first];
  const difference = valueOf(table, large) - valueOf(table, small);
  if (!isReadable(difference, 2, style) || !areApart(table, style, difference, 0)) return undefined;
  const [larger, smaller] = [nameOf(table, large), nameOf(table, small)];
  return {
    asked: 'difference',
    truth: numberText(difference, table.subject.decimals),
    wordings: [
      `What is the difference between ${larger} and ${smaller}?`,
      `By how much does ${larger} exceed ${smaller}?`,
      `How much larger is ${larger} than ${smaller}?`,
      `How much lower is ${smaller} than ${larger}?`,
      `Subtract ${smaller} from ${larger}.`,
      `How far apart are ${smaller} and ${larger}?`,
      `What is left of ${larger} when ${smaller} is taken away?`,
      `Find the gap between ${smaller} and ${larger}.`,
    ],
  };
};

export const askRatio: Ask = (table, style, random) => {
  const first = anyMark(table, random);
  const second = otherMark(table, first, random);
  const [a, b] = [valueOf(table, first), valueOf(table, second)];
  if (!isQuotientReadable(table, style, a, b)) return undefined;
  const [over, under] = [nameOf(table, first), nameOf(table, second)];
  return {
    asked: 'ratio',
    truth: numberText(a / b, 2),
    wordings: [
      `What is the ratio of ${over} to ${under}? Give a decimal number.`,
      `Divide ${over} by ${under}. Give the result as a decimal number.`,
      `How many times ${under} is ${over}?`,
      `What do you get when ${over} is divided by ${under}?`,
      `Give the quotient of ${over} and ${under}, to two decimals.`,
      `By what factor must ${under} be multiplied to get ${over}?`,
      `Take ${under} as 1. How large is ${over} then?`,
      `How does ${over} compare with ${under}, as a ratio in decimal form?`,
    ],
  };
};

export const askSum: Ask = (table, style, random) => {
  const { subject, categories } = table;
  if (!subject.additive) return undefined;
  const first = anyMark(table, random);
  if (categories.length <= 7 && random.next() < 0.4) {
    const all = table.series[first.series]?.values ?? [];
    const total = all.reduce((sum, value) => sum + value, 0);
    if (!isReadable(total, all.length, style)) return undefined;
    const what = `${subject.valueName}${ofSeries(table, first.series)}`;
    const over = `all ${table.category.many} in the chart`;
    return {
      asked: 'all',
      truth: numberText(total, subject.decimals),
      wordings: [
        `What is the total ${what} over ${over}?`,
        `Add up the ${what} of ${over}.`,
        `What is the sum of the ${what} over ${over}?`,
        `How large is the ${what} in total, over ${over}?`,
        `Sum the ${what} across ${over}.`,
        `Over ${over}, what does the ${what} add up to?`,
        `Taking ${over} together, how much is the ${what}?`,
        `What is the combined ${what} of ${over}?`,
      ],
    };
  }
  const second = otherMark(table, first, random);
  const total = valueOf(table, first) + valueOf(table, second);
  if (!isReadable(total, 2, style)) return undefined;
  const [a, b] = [nameOf(table, first), nameOf(table, second)];
  return {
    asked: 'two',
    truth: numberText(total, subject.decimals),
    wordings: [
      `What is the sum of ${a} and ${b}?`,
      `What is the total of ${a} and ${b}?`,
      `Add ${a} and ${b}.`,
      `How much are ${a} and ${b} together?`,
      `What do ${a} and ${b} add up to?`,
      `Add ${a} to ${b} and give the result.`,
      `Taken together, how much are ${a} and ${b}?`,
      `What is the combined value of ${a} and ${b}?`,
    ],
  };
};
