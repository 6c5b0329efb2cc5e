/** `maestro report` on a store of made rollouts: what it prints, writes and refuses. No server is started. */
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { openResultStore } from '../../src/store/open-result-store.js';
import { makeWorld } from '../report/support/world.js';
import { onlyJson, runCli, temporaryFolder } from './support/run-cli.js';
import { runMain } from './support/run-main.js';

const folder = temporaryFolder();
const maestro = (...args: readonly string[]) => runMain(args, { cwd: folder.path });

const solved = z.object({ arms: z.array(z.object({ solved: z.number() })) });

beforeAll(async () => {
  await mkdir(join(folder.path, 'data'), { recursive: true });
  const store = await openResultStore(pathToFileURL(join(folder.path, 'data', 'results.db')).href);
  const fixed = ['fixed:Glass@@Chart', 'fixed:Lens@@Zoom'];
  await makeWorld(store, { run: 'train', mark: '-t', policies: fixed, samples: 1, tasks: 8 });
  await makeWorld(store, { run: 'test', mark: '', policies: ['keyword', 'random', ...fixed], samples: 1, tasks: 8 });
  await store.close();
});

test('prints Markdown, or one JSON object', async () => {
  const text = await maestro('report', 'test');
  expect(text.code).toBe(0);
  expect(text.stdout).toContain('# Report of test');
  expect(text.stdout).toMatch(/\| 1 \| keyword \| policy \| 24 \| 24 \| \d+\.\d %/);
  expect(text.stdout).toContain('published by the paper');
  expect(text.stdout).toContain('| 70.1 % |');
  expect(text.stdout).toContain('no training run was named');
  const json = onlyJson((await maestro('report', 'test', '--json', '--title', 'Mine')).stdout);
  expect(json).toMatchObject({
    version: 1,
    title: 'Mine',
    rule: 'report',
    runs: [{ name: 'test', rollouts: 96 }],
    out: [],
  });
});

test('writes one page that needs nothing else, and the same as JSON and Markdown', async () => {
  const out = ['r.html', 'r.json', 'r.md'].flatMap((file) => ['--out', file]);
  const { code, stdout } = await runCli(['report', 'test', '--train', 'train', ...out], { cwd: folder.path });
  expect(code).toBe(0);
  for (const file of ['r.html', 'r.json', 'r.md']) expect(stdout).toContain(join(folder.path, file));
  const html = await readFile(join(folder.path, 'r.html'), 'utf8');
  expect(html).not.toMatch(/<script|<link|<iframe|\ssrc=|@import|url\(["']?https?:/i);
  // Accuracy, Pareto, latency, time, timeline, and two heat maps.
  expect(html.match(/<figure/g)).toHaveLength(7);
  expect(html.match(/<svg/g)).toHaveLength(7);
  const json: unknown = JSON.parse(await readFile(join(folder.path, 'r.json'), 'utf8'));
  expect(json).toMatchObject({ version: 1, baselines: { train: ['train'] } });
  const markdown = await readFile(join(folder.path, 'r.md'), 'utf8');
  const titles = (html.match(/<h2>[^<]+/g) ?? []).map((title) => title.slice('<h2>'.length));
  expect(markdown.match(/^## .+$/gm)?.map((title) => title.slice(3))).toEqual(titles);
  expect(titles).toEqual(expect.arrayContaining(['Gap closed', 'Paired on the same tasks', 'Where the time goes']));
  // Every cell of every table is in both.
  const cells = [...html.matchAll(/<td[^>]*>([^<]+)<\/td>/g)].map(([, cell = '']) => cell.replace(/&lt;/g, '<'));
  const plain = markdown.replace(/\\/g, '');
  expect(cells.length).toBeGreaterThan(200);
  for (const cell of cells) expect(plain).toContain(`| ${cell.replace(/&#39;/g, "'")} |`);
});

test('runs are read together: each rollout counts once', async () => {
  const ids = ['test/c0/keyword/0', 'test/c1/keyword/0'];
  const json = onlyJson((await maestro('report', ids.join(','), 'test', '--json')).stdout);
  expect(json['runs']).toEqual([
    { name: ids.join(','), rollouts: 2 },
    { name: 'test', rollouts: 94 },
  ]);
  expect(json['arms']).toMatchObject([{ name: 'keyword', rollouts: 24 }, {}, {}, {}]);
});

test('of a batch is the same by its own command; it says how many rollouts were run again', async () => {
  const [own, general] = [
    await maestro('batch', 'report', 'test', '--json'),
    await maestro('report', 'test', '--json'),
  ];
  const [mine, theirs] = [onlyJson(own.stdout), onlyJson(general.stdout)];
  expect({ ...mine, made_at: '' }).toEqual({ ...theirs, made_at: '' });
  expect(mine['remarks']).toContainEqual(expect.stringMatching(/^\d+ of 96 rollouts were run again/));
});

test('one arm can be what all others are compared with', async () => {
  const { comparisons } = onlyJson((await maestro('report', 'test', '--base', 'random', '--json')).stdout);
  expect(comparisons).toMatchObject([{ a: 'keyword', b: 'random' }]);
});

test('our strict rule is at most as kind as the published one', async () => {
  const rightBy = async (rule: string): Promise<number> => {
    const { arms } = solved.parse(onlyJson((await maestro('report', 'test', '--rule', rule, '--json')).stdout));
    return arms.reduce((sum, arm) => sum + arm.solved, 0);
  };
  expect(await rightBy('reward')).toBeLessThan(await rightBy('report'));
});

describe('refuses', () => {
  test.each([
    [['report', 'tset'], 'has no run, suite or rollout "tset"'],
    [['report', 'test', '--out', 'r.pdf'], 'ends in none of .html, .json, .md'],
    [['report', 'test', '--train', 'test'], 'of the training runs are in the report as well'],
    [['report', 'test', '--rule', 'maestro-2605'], 'must be "report" or "reward"'],
    [['batch', 'report', 'nobody'], 'no rollout of batch "nobody"'],
    [['batch', 'report', 'test', '--out', 'r.pdf'], 'ends in none of .html, .json, .md'],
    [['report'], "missing required argument 'runs'"],
    [['baselines', 'arith', '--seed', '5', '--train-seed', '5'], 'must be chosen on other tasks'],
    [['baselines', 'mine.jsonl'], 'must be chosen on other tasks'],
  ])('%j: %s', async (args, said) => {
    const { code, stdout, stderr } = await maestro(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr.replace(/\s+/g, ' ')).toContain(said);
  });

  test('an ablation where workers would not see its registries', async () => {
    const { code, stderr } = await runMain(['ablate', 'arith'], { cwd: folder.path, env: { MAESTRO_WORKER: 'none' } });
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('unset MAESTRO_WORKER') });
  });
});
