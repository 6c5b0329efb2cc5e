/** Learning curves of training runs: means and bands over runs, shares of the calls, and what is written of them. */
import { describe, expect, test } from '@jest/globals';
import type { StepReport, Validation } from '../../src/domain/training-run.js';
import { drawPicture } from '../../src/report/draw.js';
import { toHtml } from '../../src/report/html.js';
import { buildLearningReport, type CallCounts, type LearningRun } from '../../src/report/learning/learning-report.js';
import { learningSections } from '../../src/report/learning/sections.js';
import { toMarkdown } from '../../src/report/markdown.js';

function step(number: number, reward: number, calls: CallCounts): LearningRun['steps'][number] {
  const report: StepReport = {
    ...{ step: number, reward, accuracy: reward > 0.5 ? reward : null, callsPerRollout: 2, costUsd: 0.25 },
    ...{
      groups: 2,
      members: 8,
      zeroVariance: 1,
      identicalActions: 0,
      allFailed: 0,
      dropped: 0,
      refills: 1,
      missing: 0,
    },
    ...{ shares: [], information: 0.5, crossed: [], exploration: 0.05, metrics: {} },
  };
  return { report, calls };
}

function validation(at: number, accuracy: number): Validation {
  return { step: at, policy: `learned:${'ab'.repeat(32)}`, reward: accuracy, accuracy };
}

const first = { sums: { 'A@@X': 3, 'B@@X': 1 }, charts: { 'A@@X': 4 } };
const last = { sums: { 'A@@X': 4 }, charts: { 'C@@Y': 4 } };
const RUNS: readonly LearningRun[] = [
  {
    ...{ run: 'run-<1>', suites: ['sums'], state: 'completed: all 2 steps are done' },
    steps: [step(1, 0.2, first), step(2, 0.8, last)],
    validations: [validation(0, 0.25), validation(2, 0.75)],
  },
  {
    ...{ run: 'run-2', suites: ['sums'], state: 'running' },
    steps: [step(1, 0.4, first)],
    validations: [validation(0, 0.5)],
  },
];

const build = (runs: readonly LearningRun[]) => buildLearningReport({ title: 'Learning', madeAt: 'now', runs });

describe('learning curves', () => {
  test('are means over the runs that have the step, with a band where there are several', () => {
    const { curves } = build(RUNS);
    const of = (measure: string) => curves.filter((point) => point.measure === measure);
    expect(of('reward')).toEqual([
      {
        measure: 'reward',
        step: 1,
        runs: 2,
        mean: expect.closeTo(0.3),
        low: expect.closeTo(0.2),
        high: expect.closeTo(0.4),
      },
      { measure: 'reward', step: 2, runs: 1, mean: 0.8, low: null, high: null },
    ]);
    // Step 1 graded nothing.
    expect(of('accuracy').map((point) => [point.step, point.mean])).toEqual([[2, 0.8]]);
    expect(of('validation').map((point) => [point.step, point.runs, point.mean])).toEqual([
      [0, 2, 0.375],
      [2, 1, 0.75],
    ]);
  });

  test('show who is called: shares add up at each step, and the heat maps are of the first and last steps', () => {
    const { shares, before, after } = build(RUNS);
    expect(shares).toEqual([
      { step: 1, pair: 'A@@X', share: 14 / 16 },
      { step: 1, pair: 'B@@X', share: 2 / 16 },
      { step: 2, pair: 'A@@X', share: 0.5 },
      { step: 2, pair: 'C@@Y', share: 0.5 },
    ]);
    expect(before).toMatchObject({
      total: 16,
      by_family: expect.arrayContaining([{ family: 'sums', pair: 'B@@X', calls: 2 }]),
    });
    // The second run has one step, which is its first and its last.
    expect(after.total).toBe(16);
  });

  test('are written as HTML with pictures and as Markdown, names as they are', () => {
    const sections = learningSections(build(RUNS));
    const html = toHtml('Learning', 'now', sections, drawPicture);
    expect(html.match(/<svg/g)).toHaveLength(5);
    expect(html).toContain('run-&lt;1&gt;');
    expect(html).not.toContain('NaN');
    const markdown = toMarkdown('Learning', 'now', sections);
    expect(markdown).toContain('| 2 | 1 | 75.0 % |');
    expect(markdown).toContain('75.0 % \\(step 2, abababababab\\)'.replace(/\\/g, ''));
  });

  test('of a run without an update say so', () => {
    const sections = learningSections(build([{ ...RUNS[0]!, steps: [], validations: [] }]));
    expect(toMarkdown('Learning', 'now', sections)).toContain('No update yet.');
  });
});
