/** @module What a chart shows: a subject's values by name and time, and the table that is cut out of them for one chart. */
import type { Random } from '../../domain/random.js';

/** Values of several rows (countries, products) at several times. */
export interface Subject {
  /** As in a question: `life expectancy`. */
  readonly valueName: string;
  /** On the axis, behind the name; empty: none. */
  readonly unit: string;
  readonly row: { readonly one: string; readonly many: string };
  readonly time: { readonly one: string; readonly many: string };
  readonly rows: readonly string[];
  readonly times: readonly string[];
  /** May values of several rows be summed? */
  readonly additive: boolean;
  readonly decimals: number;
  readonly origin: 'made' | 'real';
  value(row: number, time: number): number;
}

export interface Series {
  readonly name: string;
  readonly values: readonly number[];
}

export interface Table {
  readonly subject: Subject;
  readonly title: string;
  readonly category: { readonly one: string; readonly many: string };
  /** Are the categories points in time, in order? */
  readonly ordered: boolean;
  readonly categories: readonly string[];
  /** One, without a name in the chart, or several, named by its legend. */
  readonly series: readonly Series[];
}

/** One row over time, several rows at one time, or several rows over time. */
export type Cut = 'over-time' | 'at-one-time' | 'rows-over-time';

/** Takes `categories` by `series` values out of the subject; fewer when it has fewer. */
export function cutTable(
  subject: Subject,
  cut: Cut,
  size: { categories: number; series: number },
  random: Random,
): Table {
  const order = random.shuffle(subject.rows.map((_, row) => row));
  if (cut === 'at-one-time') {
    const time = random.int(0, subject.times.length - 1);
    const rows = order.slice(0, size.categories);
    return {
      subject,
      title: `${capital(subject.valueName)} by ${subject.row.one}, ${subject.times[time] ?? ''}`,
      category: subject.row,
      ordered: false,
      categories: rows.map((row) => subject.rows[row] ?? ''),
      series: [{ name: '', values: rows.map((row) => rounded(subject, row, time)) }],
    };
  }
  const count = Math.min(size.categories, subject.times.length);
  const first = random.int(0, subject.times.length - count);
  const times = Array.from({ length: count }, (_, index) => first + index);
  const rows = cut === 'over-time' ? order.slice(0, 1) : order.slice(0, size.series);
  const only = subject.rows[rows[0] ?? 0] ?? '';
  return {
    subject,
    title: `${capital(subject.valueName)}${cut === 'over-time' ? `: ${only}` : ` by ${subject.row.one}`}`,
    category: subject.time,
    ordered: true,
    categories: times.map((time) => subject.times[time] ?? ''),
    series: rows.map((row) => ({
      name: cut === 'over-time' ? '' : (subject.rows[row] ?? ''),
      values: times.map((time) => rounded(subject, row, time)),
    })),
  };
}

function rounded(subject: Subject, row: number, time: number): number {
  return Number(subject.value(row, time).toFixed(subject.decimals));
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
