/** @module Pictures of the evidence, as the report draws its own. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { drawVegaLite } from '../../dist/datasets/charts/vega.js';
import { renderPng } from '../../dist/datasets/raster.js';
import { figuresOf } from '../../dist/evidence/measure.js';
import { play, type Played } from '../../dist/evidence/play.js';
import { decidableIn, lookThrough } from '../../dist/evidence/look.js';
import { familyOf, recordsOfTable, type TableTask } from '../../dist/evidence/table.js';
import { pairsOf } from '../../dist/evidence/unseen.js';
import { sampleOption } from '../../dist/learning/choose.js';
import { createModel } from '../../dist/learning/model.js';
import { indexRecords } from '../../dist/learning/records.js';
import { BASE, COLOURS } from '../../dist/report/charts/theme.js';
import { meanOf } from '../../dist/statistics/clusters.js';
import type { MainEvidence, Study } from './main-evidence.js';

/** @param folder that the PNG files are written to */
export async function drawPictures(folder: string, study: Study, evidence: MainEvidence): Promise<void> {
  await mkdir(folder, { recursive: true });
  const pictures = {
    'learning-curve': learningCurve(evidence),
    'learning-shares': sharesOfCalls(evidence),
    'learning-pareto': callsAgainstAccuracy(evidence),
    'learning-pairs': pairsByFamily(study, evidence),
  };
  for (const [name, spec] of Object.entries(pictures))
    await writeFile(join(folder, `${name}.png`), renderPng(drawVegaLite(spec).svg));
}

/** Training steps whose rewards are averaged. */
const SMOOTH = 5;

function learningCurve({ policies }: MainEvidence): object {
  const band = (what: string, step: number, values: readonly number[]) => ({
    ...{ what, step, mean: 100 * meanOf(values) },
    ...{ low: 100 * Math.min(...values), high: 100 * Math.max(...values) },
  });
  const validations = policies[0]?.validations ?? [];
  const steps = policies[0]?.steps ?? [];
  const values = [
    ...validations.map(({ step }, at) =>
      band(
        'right on validation, %',
        step,
        policies.map((policy) => policy.validations[at]?.accuracy ?? NaN),
      ),
    ),
    ...steps.flatMap((_, at) =>
      (at + 1) % SMOOTH === 0
        ? [
            band(
              'reward of the last 5 steps, x 100',
              at + 1,
              policies.map((policy) => meanOf(policy.steps.slice(at + 1 - SMOOTH, at + 1).map(({ reward }) => reward))),
            ),
          ]
        : [],
    ),
  ];
  const x = { field: 'step', type: 'quantitative', title: 'updates' };
  const color = {
    field: 'what',
    type: 'nominal',
    title: null,
    legend: { orient: 'bottom', columns: 1 },
    scale: { range: [COLOURS[0], COLOURS[5]] },
  };
  return {
    ...BASE,
    data: { values },
    width: 560,
    height: 260,
    layer: [
      {
        mark: { type: 'area', opacity: 0.2 },
        encoding: {
          x,
          y: { field: 'low', type: 'quantitative', title: 'mean over seeds; band: least and most' },
          y2: { field: 'high' },
          color,
        },
      },
      { mark: { type: 'line', strokeWidth: 2 }, encoding: { x, y: { field: 'mean', type: 'quantitative' }, color } },
    ],
  };
}

/** Pairs that have a colour of their own; the rest are one. */
const SHOWN = 7;

function sharesOfCalls({ policies }: MainEvidence): object {
  const all = policies.flatMap(({ steps }) => steps.flatMap(({ calls }) => calls.map(({ pair }) => pair)));
  const total = new Map<string, number>();
  const late = policies.flatMap(({ steps }) => steps.slice(-10).flatMap(({ calls }) => calls.map(({ pair }) => pair)));
  for (const pair of late) total.set(pair, (total.get(pair) ?? 0) + 1);
  const shown = [...total].sort(([, a], [, b]) => b - a).slice(0, SHOWN);
  const names = [...shown.map(([pair]) => pair), ...(new Set(all).size > SHOWN ? ['others'] : [])];
  const bins = Math.floor((policies[0]?.steps.length ?? 0) / SMOOTH);
  const values = Array.from({ length: bins }, (_, bin) => {
    const calls = policies.flatMap(({ steps }) =>
      steps.slice(bin * SMOOTH, (bin + 1) * SMOOTH).flatMap((step) => step.calls.map(({ pair }) => pair)),
    );
    return names.map((name, order) => ({
      ...{ step: (bin + 1) * SMOOTH, name, order },
      share:
        (100 * calls.filter((pair) => (names.includes(pair) ? pair : 'others') === name).length) /
        Math.max(1, calls.length),
    }));
  }).flat();
  return {
    ...BASE,
    data: { values },
    width: 560,
    height: 260,
    mark: { type: 'area', stroke: '#ffffff', strokeWidth: 0.5 },
    encoding: {
      x: { field: 'step', type: 'quantitative', title: 'updates', scale: { nice: false } },
      y: {
        field: 'share',
        type: 'quantitative',
        stack: 'zero',
        title: '% of the calls of training, all seeds',
        scale: { domain: [0, 100] },
      },
      order: { field: 'order', type: 'quantitative' },
      color: {
        field: 'name',
        type: 'nominal',
        title: null,
        sort: null,
        scale: { domain: names, range: [...COLOURS.slice(0, 7), '#bbbbbb'] },
        legend: { orient: 'bottom', columns: 2 },
      },
    },
  };
}

function callsAgainstAccuracy({ arms, test }: MainEvidence): object {
  const values = Object.values(arms).map((arm) => {
    const { accuracy, calls } = figuresOf(arm, test);
    return {
      name: arm.name.replace(/ \(.*/, ''),
      below: arm === arms.family,
      calls,
      mean: 100 * (accuracy.mean ?? 0),
      low: 100 * (accuracy.low ?? 0),
      high: 100 * (accuracy.high ?? 0),
    };
  });
  const x = { field: 'calls', type: 'quantitative', title: 'calls a task', scale: { zero: true } };
  return {
    ...BASE,
    data: { values },
    width: 620,
    height: 320,
    layer: [
      {
        mark: { type: 'rule', strokeWidth: 1, color: '#888888' },
        encoding: {
          x,
          y: { field: 'low', type: 'quantitative', title: 'right on test, %, with its 95 % interval' },
          y2: { field: 'high' },
        },
      },
      {
        mark: { type: 'point', filled: true, size: 80, opacity: 1, color: COLOURS[0] },
        encoding: { x, y: { field: 'mean', type: 'quantitative' } },
      },
      ...[false, true].map((below) => ({
        transform: [{ filter: `datum.calls < 8 && datum.below === ${below}` }],
        mark: { type: 'text', align: 'left', dx: 8, dy: below ? 10 : -6, fontSize: 12 },
        encoding: { x, y: { field: 'mean', type: 'quantitative' }, text: { field: 'name', type: 'nominal' } },
      })),
      {
        transform: [{ filter: 'datum.calls >= 8' }],
        mark: { type: 'text', align: 'right', dx: -8, dy: -6, fontSize: 12 },
        encoding: { x, y: { field: 'mean', type: 'quantitative' }, text: { field: 'name', type: 'nominal' } },
      },
    ],
  };
}

/** Shares of a family's calls, on test: of a policy that draws uniformly, as all begin, and of the trained ones. */
function pairsByFamily(study: Study, { arms, test }: MainEvidence): object {
  const before = [uniform(study, test)];
  const pairs = pairsOf(study.entries);
  const values = (
    [
      ['before: drawn uniformly', before],
      ['after', arms.learned.played],
    ] as const
  ).flatMap(([when, played]) =>
    [...new Set(test.map(familyOf))].flatMap((family) => {
      const calls = played.flatMap((rollouts) =>
        rollouts.flatMap((each, at) => (test[at] !== undefined && familyOf(test[at]) === family ? each.calls : [])),
      );
      return pairs.map((pair) => ({
        ...{ when, family, pair },
        share: (100 * calls.filter((call) => call === pair).length) / Math.max(1, calls.length),
      }));
    }),
  );
  const x = { field: 'pair', type: 'nominal', title: null, sort: null, axis: { labelAngle: -50 } };
  const y = { field: 'family', type: 'nominal', title: null, sort: null };
  return {
    ...BASE,
    data: { values },
    facet: { column: { field: 'when', type: 'nominal', title: null, sort: ['before: drawn uniformly', 'after'] } },
    spec: {
      width: { step: 26 },
      height: { step: 20 },
      mark: { type: 'rect', stroke: '#ffffff' },
      encoding: {
        x,
        y,
        color: {
          field: 'share',
          type: 'quantitative',
          title: "% of a family's calls",
          scale: { scheme: 'cividis', domain: [0, 100], reverse: true },
          legend: { orient: 'bottom', direction: 'horizontal', gradientLength: 220 },
        },
      },
    },
  };
}

function uniform({ snapshot, entries, training }: Study, test: readonly TableTask[]): readonly Played[] {
  const known = entries.filter(({ split }) => split === 'train' || split === 'probe');
  const look = lookThrough(snapshot, indexRecords(recordsOfTable(known)));
  const model = createModel({ kind: 'linear' });
  const { maxCalls } = training(0).settings;
  return test.map((entry) =>
    play(
      entry,
      ({ task }, observed) => {
        const input = decidableIn(look(entry, undefined), observed, maxCalls);
        if (input.options.length === 0) return undefined;
        const key = { run: 'uniform', step: 0, task: task.id, member: 0, turn: observed.length + 1 };
        return input.options[sampleOption(model, model.initial(0), input, 0, key).index]?.choice;
      },
      { maxCalls },
    ),
  );
}
