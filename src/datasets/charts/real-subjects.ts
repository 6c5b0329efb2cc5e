/**
 * @module Subjects with public data, as the package vega-datasets ships them (its `datapackage.json` names the licences):
 * Gapminder's life expectancy and fertility (CC BY 4.0, gapminder.org), Iowa's electricity by source (U.S. Energy Information
 * Administration, public domain), and unemployment by industry (U.S. Bureau of Labor Statistics, public domain).
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Subject } from './table.js';
import { packageFolder } from './vega.js';

const GAPMINDER = z.array(
  z.object({ year: z.number(), country: z.string(), life_expect: z.number(), fertility: z.number() }),
);
const UNEMPLOYMENT = z.array(z.object({ series: z.string(), year: z.number(), rate: z.number() }));

let loaded: readonly Subject[] | undefined;

/** The subjects; read once. */
export function realSubjects(): readonly Subject[] {
  return (loaded ??= [...gapminder(), electricity(), unemployment()]);
}

interface Row {
  readonly name: string;
  readonly year: number;
  readonly value: number;
}

type Head = Pick<Subject, 'valueName' | 'unit' | 'row' | 'additive' | 'decimals'>;

/** Several values of a name and year are averaged. */
function subjectOf(head: Head, data: readonly Row[]): Subject {
  const rows = [...new Set(data.map(({ name }) => name))];
  const years = [...new Set(data.map(({ year }) => year))].sort((a, b) => a - b);
  const means = rows.map((row) =>
    years.map((year) => {
      const found = data.filter((each) => each.name === row && each.year === year);
      return found.reduce((sum, { value }) => sum + value, 0) / Math.max(1, found.length);
    }),
  );
  return {
    ...head,
    time: { one: 'year', many: 'years' },
    rows,
    times: years.map(String),
    origin: 'real',
    value: (row, time) => means[row]?.[time] ?? 0,
  };
}

function gapminder(): Subject[] {
  const row = { one: 'country', many: 'countries' };
  // Long names would leave no room for the chart.
  const data = GAPMINDER.parse(JSON.parse(read('gapminder.json'))).filter(({ country }) => country.length <= 11);
  const head = { row, additive: false, decimals: 1 };
  return [
    subjectOf(
      { ...head, valueName: 'life expectancy', unit: 'years' },
      data.map(({ country, year, life_expect }) => ({ name: country, year, value: life_expect })),
    ),
    subjectOf(
      { ...head, valueName: 'fertility', unit: 'children per woman' },
      data.map(({ country, year, fertility }) => ({ name: country, year, value: fertility })),
    ),
  ];
}

function electricity(): Subject {
  const [, ...lines] = read('iowa-electricity.csv').trim().split(/\r?\n/);
  const data = lines.map((line) => {
    const [date = '', name = '', value = ''] = line.split(',');
    return { name, year: Number(date.slice(0, 4)), value: Number(value) };
  });
  return subjectOf(
    {
      valueName: 'electricity generation',
      unit: 'thousand MWh',
      row: { one: 'source', many: 'sources' },
      additive: true,
      decimals: 0,
    },
    data,
  );
}

function unemployment(): Subject {
  const data = UNEMPLOYMENT.parse(JSON.parse(read('unemployment-across-industries.json')))
    // 2010 has two months only.
    .filter(({ year, series }) => year < 2010 && series.length <= 14)
    .map(({ series, year, rate }) => ({ name: series, year, value: rate }));
  return subjectOf(
    {
      valueName: 'unemployment rate',
      unit: 'percent',
      row: { one: 'industry', many: 'industries' },
      additive: false,
      decimals: 1,
    },
    data,
  );
}

function read(file: string): string {
  return readFileSync(join(packageFolder('vega-datasets'), 'data', file), 'utf8');
}
