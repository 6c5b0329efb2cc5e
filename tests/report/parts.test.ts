/** Parts of a report by themselves: time, difficulty, arms, written forms. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ImageRef } from '../../src/domain/ref.js';
import { armsOf, labelledArms } from '../../src/report/arms.js';
import { callFigures, spreadOf } from '../../src/report/call-figures.js';
import { difficultyBin } from '../../src/report/difficulty.js';
import type { Section } from '../../src/report/document.js';
import { drawPicture } from '../../src/report/draw.js';
import type { Fact } from '../../src/report/fact.js';
import { toHtml } from '../../src/report/html.js';
import { toMarkdown } from '../../src/report/markdown.js';
import { categoryOf } from '../../src/report/published.js';
import { accuracyOf, taskScores } from '../../src/report/scores.js';
import { spansOf, splitTime, type Span } from '../../src/report/time-split.js';
import { paretoChart } from '../../src/report/charts/pareto.js';
import { call } from '../store/support/rows.js';

const NO_TIME = { policy: 0, experts: 0, waiting: 0, judge: 0, engine: 0 };

function fact(fields: Partial<Fact> = {}): Fact {
  return {
    ...{
      id: 'r',
      run: 'run',
      policy: 'keyword',
      task: 't',
      sample: 0,
      benchmark: 's',
      dataSource: 'exact',
      family: 'f',
    },
    ...{ bin: 'text', cluster: 't', options: 0, truth: '1', outcome: 'answered', score: 1, pairs: [], decisions: 1 },
    ...{ promptTokens: 0, completionTokens: 0, costUsd: 0, latencyMs: 10, time: NO_TIME },
    ...{
      tainted: false,
      rescored: false,
      rerun: false,
      retried: false,
      expertCalls: 0,
      cachedCalls: 0,
      hedgedCalls: 0,
    },
    versions: { registry: '', prompt: '', policy: '', reward: '', rule: '', dataset: '' },
    ...fields,
  };
}

describe('the time of a rollout', () => {
  const start = Date.parse('2026-08-01T10:00:00.000Z');
  const at = (ms: number): string => new Date(start + ms).toISOString();

  test('goes to whoever works, then to the line, then to the engine', () => {
    const calls = [
      call({ step: 'decide', latencyMs: 20, waitedMs: 0, recordedAt: at(30) }),
      call({ step: 'see.1', latencyMs: 100, waitedMs: 40, recordedAt: at(150) }),
      // Beside the first: its work is shared, its wait is not seen.
      call({ step: 'see.2', latencyMs: 120, waitedMs: 0, recordedAt: at(180) }),
      call({ step: 'judge.1', latencyMs: 50, waitedMs: 0, recordedAt: at(260) }),
    ];
    expect(splitTime(spansOf(calls, start, 300), 300)).toEqual({
      ...{ policy: 20, waiting: 10, experts: 120, judge: 50, engine: 100 },
    });
  });

  test('is cut to the rollout, whatever clocks say', () => {
    const spans = spansOf([call({ latencyMs: 500, waitedMs: 700, recordedAt: at(100) })], start, 60);
    expect(spans).toEqual([{ what: 'waiting', label: '1 ask: GLM', from: 0, to: 60 }]);
    expect(splitTime([], 60)).toEqual({ ...NO_TIME, engine: 60 });
  });

  test('adds up to its latency', () => {
    const span = fc
      .record({ what: fc.constantFrom('policy', 'experts', 'waiting', 'judge'), from: fc.nat(90), length: fc.nat(40) })
      .map(({ what, from, length }): Span => ({ what, label: '', from, to: Math.min(100, from + length) }));
    fc.assert(
      fc.property(fc.array(span), (spans) => {
        const { policy, experts, waiting, judge, engine } = splitTime(spans, 100);
        expect(policy + experts + waiting + judge + engine).toBeCloseTo(100, 9);
      }),
    );
  });
});

const image = (fields: Partial<ImageRef>): ImageRef => ({
  ...{ sha256: 'a'.repeat(64), bytes: 1_000, mime: 'image/png', width: 100, height: 100 },
  ...fields,
});
test.each([
  [[], 'text'],
  [[image({})], 'png S'],
  [[image({ bytes: 9_000 })], 'png-noisy S'],
  [[image({ mime: 'image/jpeg', bytes: 9_000, width: 1_000, height: 1_000 })], 'jpeg M'],
  [[image({ width: 2_000, height: 2_000 })], 'png L'],
  [[image({}), image({ width: 7_680, height: 4_320 })], 'png XL'],
])('the difficulty of %j is %s', (images, bin) => {
  expect(difficultyBin(images)).toBe(bin);
});

test.each([
  ['ChartQA', 'chart understanding'],
  ['hrbench_8k', 'high-resolution perception'],
  ['slake', 'domain-specific analysis'],
  ['MathVision', 'mathematical reasoning'],
  ['blindtest', undefined],
  ['constructor', undefined],
])('%s is of the category %s', (source, category) => {
  expect(categoryOf(source)).toBe(category);
});

describe('arms', () => {
  test('are policies over all runs, single pairs and the answer key behind the others', () => {
    const facts = [
      ...[fact({ policy: 'oracle' }), fact({ policy: 'fixed:A@@Direct' }), fact({ policy: 'random' })],
      ...[fact({ run: 'a', task: '1' }), fact({ run: 'b', task: '2' })],
    ];
    expect(armsOf(facts).map(({ name, note, facts: own }) => [name, note, own.length])).toEqual([
      ['keyword', '', 2],
      ['random', '', 1],
      ['fixed:A@@Direct', 'single model, no skills', 1],
      ['oracle', 'answers with the ground truth', 1],
    ]);
  });

  test('of two runs of the same task are two', () => {
    expect(armsOf([fact({ run: 'a' }), fact({ run: 'b' })]).map(({ name }) => name)).toEqual([
      'keyword (a)',
      'keyword (b)',
    ]);
  });

  test('with labels keep their order, and average what has the same label', () => {
    const facts = [fact({ run: 'x1', score: 0 }), fact({ run: 'x2', score: 1 }), fact({ run: 'full' })];
    const arms = labelledArms(
      facts,
      new Map([
        ['full', 'full registry'],
        ['x1', '2 skills'],
        ['x2', '2 skills'],
      ]),
    );
    expect(arms.map(({ name }) => name)).toEqual(['full registry', '2 skills']);
    expect([...taskScores(arms[1]?.facts ?? []).values()]).toMatchObject([{ value: 0.5, samples: 2 }]);
  });
});

test('a task’s score is the mean over its samples, not over rollouts', () => {
  const facts = [
    ...[fact({ task: 'a', cluster: 'a', score: 1 }), fact({ task: 'a', cluster: 'a', score: 0, sample: 1 })],
    ...[fact({ task: 'b', cluster: 'b', score: 0 }), fact({ task: 'c', cluster: 'c', score: null })],
  ];
  expect(accuracyOf(facts)).toMatchObject({ n: 2, clusters: 2, mean: 0.25 });
});

test('a policy that always calls the same pair is seen at once', () => {
  const calls = (pair: string, family: string) => fact({ family, pairs: [{ pair, ok: true }] });
  const same = Array.from({ length: 20 }, (_, index) => calls('A@@X', index % 2 === 0 ? 'f' : 'g'));
  expect(callFigures(same)).toMatchObject({ collapsed: true, entropy_bits: 0, evenness: 0, total: 20 });
  expect(callFigures([...same, calls('B@@Y', 'f'), calls('B@@Y', 'g')])).toMatchObject({ collapsed: false });
  expect(callFigures(same.map((each) => ({ ...each, family: 'f' })))).toMatchObject({ collapsed: false });
  expect(spreadOf([...same, fact({ score: 0 })])).toMatchObject({ collapsed: true, sufficed: false });
  expect(spreadOf([...same, fact({ score: null })])).toMatchObject({ collapsed: false, sufficed: true });
  const ungraded = same.map((each) => ({ ...each, score: null }));
  expect(spreadOf(ungraded)).toMatchObject({ collapsed: true, sufficed: false });
  expect(callFigures([])).toMatchObject({ collapsed: false, evenness: null, total: 0, pairs: [] });
});

describe('written forms', () => {
  const hostile = '<script>alert(1)</script> | `x` [y](javascript:z) "q"\n# no title';
  const sections: readonly Section[] = [
    {
      title: hostile,
      blocks: [
        { kind: 'text', text: hostile },
        { kind: 'list', items: [hostile] },
        { kind: 'table', columns: [{ title: hostile, align: 'right' }], rows: [[hostile]] },
        { kind: 'picture', alt: hostile, spec: {} },
      ],
    },
  ];

  test('HTML shows names as they are, and loads and runs nothing', () => {
    const html = toHtml(hostile, 'now', sections, () => '<svg></svg>');
    expect(html).not.toMatch(/<script|<link|<iframe|\son\w+=|src=|@import|url\(/i);
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(html).toContain("default-src 'none'");
    expect(html.match(/<svg>/g)).toHaveLength(1);
  });

  test('Markdown too', () => {
    const markdown = toMarkdown(hostile, 'now', sections);
    for (const line of markdown.split('\n').filter((each) => each.includes('script')))
      expect(line).toContain('\\<script\\>alert(1)\\</script\\> \\| \\`x\\` \\[y\\](javascript:z) "q" \\# no title');
    expect(markdown.split('\n').filter((line) => /^#+ /.test(line))).toHaveLength(2);
  });

  test('a picture’s ids are its own, so that many stand in one page', () => {
    const usage = { latency_ms: { mean: 900 }, cost_usd: { mean: 0.002 } };
    const arms = [{ name: 'kéyword', kind: 'policy', accuracy: { mean: 0.5 }, usage }] as const;
    const chart = { arms, pareto: ['kéyword'], pareto_cost: 'cost_usd' } as const;
    const svg = drawPicture(paretoChart(chart), 'p7-');
    expect(svg).toMatch(/^<svg /);
    for (const [, id = ''] of svg.matchAll(/\bid="([^"]+)"/g)) expect(id).toMatch(/^p7-/);
  });
});
