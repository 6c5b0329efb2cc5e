/** `maestro baselines` by the real program: two batches and a report; again, it finds all of it done. */
import { expect, test } from '@jest/globals';
import { runBuilt } from './support/run-built.js';
import { onlyJson, runCli, temporaryFolder } from './support/run-cli.js';

const LIMIT_MS = 120_000;
const folder = temporaryFolder();
const pairs = ['--pair', 'Algebra@@Algebra', '--pair', 'QuickJS@@Code'];
const args = ['baselines', 'arith', '--limit', '2', '--policy', 'oracle', ...pairs, '--json'];

test(
  'single pairs are chosen on tasks of another seed, and judged with the policies on the same tasks',
  async () => {
    const { code, stdout } = await runCli(args, { cwd: folder.path });
    expect(code).toBe(0);
    const report = onlyJson(stdout);
    expect(report).toMatchObject({
      title: 'Baselines on arith',
      arms: [
        { name: 'keyword', kind: 'policy', tasks: 2, solved: 2, accuracy: { mean: 1 } },
        { name: 'random', kind: 'policy', tasks: 2 },
        { name: 'fixed:Algebra@@Algebra', note: 'single pair', tasks: 2, solved: 2 },
        { name: 'fixed:QuickJS@@Code', note: 'single pair', tasks: 2 },
        { name: 'oracle', kind: 'answer key', tasks: 2, solved: 2 },
        { name: 'best single pair', kind: 'reference', note: 'always Algebra@@Algebra, chosen on train', solved: 2 },
        { name: 'routing reference', kind: 'reference', tasks: 2 },
        { name: 'hindsight (any pair)', kind: 'hindsight', tasks: 2, solved: 2 },
      ],
      baselines: { single_pair: 'Algebra@@Algebra', hindsight: 1 },
      runs: [{ rollouts: 10 }],
    });

    const again = await runBuilt(args, { cwd: folder.path });
    expect({ ...onlyJson(again.stdout), made_at: '' }).toEqual({ ...report, made_at: '' });
  },
  LIMIT_MS,
);

test(
  'an ablation runs the same tasks under parts of the registry, and names what it leaves out',
  async () => {
    const ablation = ['ablate', 'arith', '--limit', '2', '--pool', '1', '--subsets', '1', '--json'];
    const { code, stdout, stderr } = await runCli(ablation, { cwd: folder.path });
    expect(code).toBe(0);
    const { arms, comparisons, runs, remarks } = onlyJson(stdout) as {
      arms: { name: string; tasks: number }[];
      comparisons: { a: string; b: string; tasks: number }[];
      runs: object[];
      remarks: string[];
    };
    expect(arms.map(({ name, tasks }) => [name, tasks])).toEqual([
      ['full registry', 2],
      [expect.stringMatching(/^no model pool \(.+ only\)$/), 2],
      ['1 skill', 2],
    ]);
    expect(runs).toHaveLength(3);
    expect(comparisons).toHaveLength(2);
    expect(stderr).toContain('Left out: no skills');
    expect(remarks).toContainEqual(expect.stringContaining('Left out: no skills'));
  },
  LIMIT_MS,
);
