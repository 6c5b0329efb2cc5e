/** @module Accuracy by group, usage, time, calls. */
import { left, right, table, text, type Block, type Section } from '../document.js';
import { amount, estimated, money, percent, time } from '../format.js';
import { GROUPINGS, type ArmReport, type Grouping, type Report, type UsageFigure } from '../report.js';
import { callsHeatMap } from '../charts/heat-map.js';
import { latencyChart } from '../charts/latency.js';
import { timeChart } from '../charts/time.js';
import { timelineChart } from '../charts/timeline.js';

const TITLES: Readonly<Record<Grouping, string>> = {
  suite: 'suite',
  category: 'the paper’s category (by data source; the built-in suites are ours, not its benchmarks)',
  family: 'family',
  skill: 'skill of the pair that the answer rests on',
  model: 'model of the pair that the answer rests on',
};

export function groupsSection({ groups, arms }: Report): Section {
  const names = arms.map(({ name }) => name);
  const blocks = GROUPINGS.flatMap((by): readonly Block[] => {
    const rows = groups.filter((group) => group.by === by);
    const groupNames = [...new Set(rows.map(({ name }) => name))];
    const cell = (arm: string, name: string): string => {
      const found = rows.find((row) => row.name === name && row.arm === arm);
      return found?.mean === undefined || found.mean === null ? '' : `${estimated(found)} n=${found.n}`;
    };
    if (groupNames.length === 0) return [];
    // Whichever makes the table narrow.
    const body =
      groupNames.length < names.length
        ? table(
            [left('arm'), ...groupNames.map(right)],
            names.map((arm) => [arm, ...groupNames.map((name) => cell(arm, name))]),
          )
        : table(
            [left(by), ...names.map(right)],
            groupNames.map((name) => [name, ...names.map((arm) => cell(arm, name))]),
          );
    return [text(`By ${TITLES[by]}:`), ...body];
  });
  return { title: 'Accuracy by group', blocks };
}

export function usageSection({ arms, latencies }: Report): Section {
  const figures: readonly (readonly [string, keyof ArmReport['usage'], (value: number | null) => string])[] = [
    ['cost', 'cost_usd', money],
    ['tokens', 'tokens', amount],
    ['expert calls', 'calls', amount],
    ['latency', 'latency_ms', time],
  ];
  const used = figures.filter(([, key]) => arms.some(({ usage }) => usage[key].total > 0));
  const unused = figures.filter((figure) => !used.includes(figure)).map(([what]) => what);
  const rows = used.flatMap(([what, key, show]) =>
    arms.map(({ name, usage }) => [what, name, ...cellsOf(usage[key], show)]),
  );
  const columns = ['total', 'mean', 'p50', 'p95', 'p99', 'per solved'];
  return {
    title: 'What it took',
    blocks: [
      ...table([left('figure'), left('arm'), ...columns.map(right)], rows),
      ...(unused.length === 0 ? [] : [text(`Nothing was used of: ${unused.join(', ')}.`)]),
      ...(latencies.length === 0
        ? []
        : [{ kind: 'picture', alt: 'Latency of rollouts by arm', spec: latencyChart(latencies) } as const]),
    ],
  };
}

function cellsOf(figure: UsageFigure, show: (value: number | null) => string): readonly string[] {
  return [figure.total, figure.mean, figure.p50, figure.p95, figure.p99, figure.per_solved].map(show);
}

const PARTS = ['policy', 'experts', 'waiting', 'judge', 'engine'] as const;

export function timeSection({ arms, timeline }: Report): Section {
  const rows = arms.map(({ name, time_ms: split }) => {
    const total = PARTS.reduce((sum, part) => sum + split[part], 0);
    return [name, time(total), ...PARTS.map((part) => percent(total === 0 ? null : split[part] / total))];
  });
  return {
    title: 'Where the time goes',
    blocks: [
      ...table([left('arm'), right('total'), ...PARTS.map(right)], rows),
      text(
        'Waiting: in line for a slot of a model. Engine: all that is left: Temporal and its queues, among them those of local engines, worker, store, grading.',
      ),
      { kind: 'picture', alt: 'Share of time by what it was spent on', spec: timeChart(arms) },
      ...(timeline === null
        ? []
        : [
            text(`A typical rollout of ${timeline.arm}: ${timeline.rollout}, ${time(timeline.latency_ms)}.`),
            { kind: 'picture', alt: 'Timeline of a rollout', spec: timelineChart(timeline) } as const,
          ]),
    ],
  };
}

/** Pictures of so many arms; the tables have all. */
const MAX_HEAT_MAPS = 3;

export function callsSection({ arms }: Report): Section {
  const policies = arms.filter(({ kind, calls }) => kind === 'policy' && calls.pairs.length > 0);
  const mixed = policies.filter(({ calls }) => calls.pairs.length > 1);
  return {
    title: 'Calls by pair',
    blocks: [
      ...table(
        [
          ...[left('arm'), right('calls'), right('pairs'), right('entropy, bits'), right('evenness')],
          ...[right('family tells, bits'), left('most called'), left('')],
        ],
        policies.map(({ name, calls }) => [
          name,
          amount(calls.total),
          amount(calls.pairs.length),
          calls.entropy_bits.toFixed(2),
          calls.evenness === null ? '' : calls.evenness.toFixed(2),
          calls.family_information_bits.toFixed(2),
          calls.pairs
            .slice(0, 3)
            .map(({ pair, share }) => `${pair} ${percent(share)}`)
            .join(', '),
          calls.collapsed ? 'collapsed' : calls.sufficed ? 'one pair sufficed' : '',
        ]),
      ),
      text(
        'Entropy near 0: one pair gets nearly all calls. "Family tells": how much the kind of question decides the pair; 0: nothing.',
      ),
      ...mixed.slice(0, MAX_HEAT_MAPS).map(({ name, calls }): Block => ({
        kind: 'picture',
        alt: `Calls of ${name} by family and pair`,
        spec: callsHeatMap(name, calls),
      })),
      ...mixed.flatMap(({ name, calls }) => [
        text(`${name}:`),
        ...table(
          [left('pair'), right('calls'), right('share')],
          calls.pairs.map(({ pair, calls: count, share }) => [pair, amount(count), percent(share)]),
        ),
      ]),
    ],
  };
}
