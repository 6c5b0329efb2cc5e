/** @module Subjects with invented numbers: each series wanders from a start of its own. */
import type { Random } from '../../domain/random.js';
import type { Subject } from './table.js';

interface Topic extends Omit<Subject, 'value' | 'origin' | 'times' | 'time'> {
  readonly times: 'years' | 'months' | 'quarters';
  readonly low: number;
  readonly high: number;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const TIMES = {
  years: { one: 'year', many: 'years' },
  months: { one: 'month', many: 'months' },
  quarters: { one: 'quarter', many: 'quarters' },
};

const TOPICS: readonly Topic[] = [
  {
    valueName: 'revenue',
    unit: 'million dollars',
    row: { one: 'company', many: 'companies' },
    rows: ['Northwind', 'Acme', 'Globex', 'Initech', 'Umbra', 'Vertex', 'Hooli', 'Stark', 'Zenith', 'Lumen'],
    times: 'years',
    additive: true,
    decimals: 0,
    low: 20,
    high: 95,
  },
  {
    valueName: 'number of visitors',
    unit: 'thousands',
    row: { one: 'museum', many: 'museums' },
    rows: ['Harbour', 'Castle', 'Railway', 'Science', 'Garden', 'Textile', 'Aviation', 'Pottery', 'Mining', 'Music'],
    times: 'months',
    additive: true,
    decimals: 0,
    low: 120,
    high: 880,
  },
  {
    valueName: 'rainfall',
    unit: 'mm',
    row: { one: 'town', many: 'towns' },
    rows: ['Ashford', 'Bergen', 'Cordoba', 'Dresden', 'Evora', 'Fulda', 'Galway', 'Hobart', 'Izmir', 'Kyoto'],
    times: 'months',
    additive: true,
    decimals: 0,
    low: 25,
    high: 140,
  },
  {
    valueName: 'share of votes',
    unit: 'percent',
    row: { one: 'party', many: 'parties' },
    rows: ['Blue Wave', 'Centre', 'Greens', 'Labour', 'Liberty', 'Reform', 'Unity', 'Farmers'],
    times: 'years',
    additive: false,
    decimals: 1,
    low: 9,
    high: 46,
  },
  {
    valueName: 'price',
    unit: 'euros per kg',
    row: { one: 'product', many: 'products' },
    rows: ['Almonds', 'Butter', 'Coffee', 'Dates', 'Honey', 'Pepper', 'Salmon', 'Walnuts', 'Cheese', 'Olives'],
    times: 'quarters',
    additive: false,
    decimals: 1,
    low: 3,
    high: 28,
  },
  {
    valueName: 'production',
    unit: 'tonnes',
    row: { one: 'plant', many: 'plants' },
    rows: ['Alpha', 'Bravo', 'Delta', 'Echo', 'Foxtrot', 'Kilo', 'Lima', 'Oscar', 'Tango', 'Zulu'],
    times: 'years',
    additive: true,
    decimals: 0,
    low: 1200,
    high: 9400,
  },
  {
    valueName: 'number of members',
    unit: '',
    row: { one: 'club', many: 'clubs' },
    rows: ['Chess', 'Drama', 'Fencing', 'Hiking', 'Judo', 'Rowing', 'Sailing', 'Tennis', 'Yoga', 'Boxing'],
    times: 'years',
    additive: true,
    decimals: 0,
    low: 14,
    high: 72,
  },
];

/** A subject with numbers of its own. */
export function makeSubject(random: Random): Subject {
  const topic = random.pick(TOPICS);
  const times = timesOf(topic.times, random);
  const values = topic.rows.map(() => {
    let value = random.real(topic.low, topic.high);
    return times.map(() => {
      const step = random.real(-0.3, 0.3) * (topic.high - topic.low);
      value = value + step < topic.low || value + step > topic.high ? value - step : value + step;
      return value;
    });
  });
  const value = (row: number, time: number): number => values[row]?.[time] ?? 0;
  return { ...topic, times, time: TIMES[topic.times], origin: 'made', value };
}

function timesOf(kind: Topic['times'], random: Random): readonly string[] {
  if (kind === 'months') return MONTHS;
  const year = random.int(1985, 2012);
  if (kind === 'years') return Array.from({ length: 12 }, (_, index) => String(year + index));
  return Array.from({ length: 12 }, (_, index) => `Q${(index % 4) + 1} ${year + Math.floor(index / 4)}`);
}
