/** The command line when things go wrong in the middle: interrupted evaluations, killed workers, tasks of every kind of fault. */
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { findSuite } from '../../src/datasets/suite.js';
import { openResultStore } from '../../src/store/open-result-store.js';
import { onlyJson, runCli, temporaryFolder } from './support/run-cli.js';

const folder = temporaryFolder();
const maestro = (...args: readonly string[]) => runCli(args, { cwd: folder.path });
const picture = findSuite('blindtest').item(5);

async function linesOf(file: string): Promise<readonly Record<string, unknown>[]> {
  const text = await readFile(join(folder.path, file), 'utf8');
  return text.trim().split('\n').map(onlyJson);
}

beforeAll(async () => {
  const image = picture.image ?? new Uint8Array();
  await mkdir(join(folder.path, 'pictures'));
  await writeFile(join(folder.path, 'pictures', 'grid.png'), image);
  await writeFile(join(folder.path, 'pictures', 'half.png'), image.subarray(0, image.length / 2));
  await copyFile(join(folder.path, 'pictures', 'grid.png'), join(folder.path, 'grid.png'));
  const { question, groundTruth, dataSource, family } = picture;
  const grid = { question, ground_truth: groundTruth, data_source: dataSource, family };
  const lines = [
    { id: 'by path', ...grid, images: ['pictures/grid.png'] },
    { id: 'by url', ...grid, images: [`data:image/png;base64,${Buffer.from(image).toString('base64')}`] },
    '{"id": "broken',
    { id: 'no picture', ...grid, images: ['pictures/none.png'] },
    { id: 'half a picture', ...grid, images: ['pictures/half.png'] },
    { id: 'corrupt', ...grid, images: ['pictures/grid.png', `data:image/png;base64,${'AAAA'.repeat(9)}`] },
    { id: 'by url', question: 'twice?' },
    { id: 'wrong', question: 'What is 6 * 7?', ground_truth: '41', data_source: 'arith', family: 'sum' },
    { id: 'open', question: 'What is 6 * 7?', data_source: 'arith', family: 'sum', mine: 'kept out' },
    { id: 'misspelt', question: 'x', groundTruth: '1' },
  ];
  const text = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n');
  await writeFile(join(folder.path, 'tasks.jsonl'), `${text}\n`);
});

test('Two commands that start at once share one server and one worker', async () => {
  const [a, b] = await Promise.all([maestro('up', '--detach', '--json'), maestro('up', '--detach', '--json')]);
  expect([a.code, b.code]).toEqual([0, 0]);
  expect(onlyJson(a.stdout)).toEqual(onlyJson(b.stdout));
  expect(onlyJson((await maestro('status', '--json')).stdout)).toMatchObject({
    server: { kind: 'embedded', state: 'running' },
    worker: { state: 'ready', pid: onlyJson(a.stdout)['worker_pid'] },
  });
}, 60_000);

test('A file of tasks with every kind of fault: each is named, the rest is run, and nothing is lost', async () => {
  const ended = await maestro('eval', 'tasks.jsonl', '--out', 'results.jsonl', '--concurrency', '3', '--json');
  expect(ended.code).toBe(2);
  const report = onlyJson(ended.stdout);
  expect(report).toMatchObject({
    ...{ suite: 'tasks', policy: 'keyword', total: 7, right: 2, wrong: 1, failed: 3, ungraded: 1 },
    families: { grid: { total: 5, right: 2, failed: 3 }, sum: { total: 2, wrong: 1, ungraded: 1 } },
    faults: [{ line: 3 }, { line: 7 }, { line: 10 }],
    failures: [
      { id: 'no picture', reason: expect.stringMatching(/^NOT_FOUND: .*none\.png/) },
      { id: 'half a picture', reason: expect.stringMatching(/^INVALID_IMAGE: .*half\.png.*truncated/) },
      {
        id: 'corrupt',
        reason: expect.stringMatching(
          /^INVALID_IMAGE: .*tasks\.jsonl, line 6: field "images\.1": the data URL: not an/,
        ),
      },
    ],
  });
  const lines = await linesOf('results.jsonl');
  expect(lines.map((line) => line['id'])).toEqual([
    'by path',
    'by url',
    'no picture',
    'half a picture',
    'corrupt',
    'wrong',
    'open',
  ]);
  const fields = [
    ...['id', 'answer', 'correct', 'reward', 'outcome', 'calls', 'latency_ms'],
    ...['verdicts', 'reward_terms', 'reward_file', 'dataset'],
  ];
  for (const line of lines) {
    expect(Object.keys(line)).toEqual(line['outcome'] === 'error' ? [...fields, 'error'] : fields);
  }
  expect(lines[5]).toMatchObject({ answer: '42', correct: false, reward: 0, outcome: 'answered', calls: 1 });
  expect(lines[6]).toMatchObject({ answer: '42', correct: null, outcome: 'answered' });
}, 120_000);

test('An interrupted evaluation says how to go on, and going on repeats nothing that is finished', async () => {
  const store = pathToFileURL(join(folder.path, 'data', 'results.db')).href;
  let sent = false;
  const first = await runCli(['eval', 'blindtest', '--limit', '30', '--concurrency', '2', '--out', 'blind.jsonl'], {
    cwd: folder.path,
    onStderr: (stderr, kill) => {
      // After the first line of progress some tasks are done, and others are in flight.
      if (sent || !/[1-9]\d*\/30 done/.test(stderr)) return;
      sent = true;
      kill('SIGINT');
    },
  });
  expect(first).toMatchObject({ code: 130, stdout: '' });
  const command = /Go on with: maestro (.*)/.exec(first.stderr)?.[1] ?? '';
  expect(command).toMatch(/^eval --resume blindtest-\d{8}-\d{6}-[0-9a-f]{4} --concurrency 2 --out blind\.jsonl$/);
  const run = command.split(' ')[2] ?? '';
  const done = await linesOf('blind.jsonl');
  expect(done.length).toBeGreaterThan(0);
  expect(done.length).toBeLessThan(30);

  const results = await openResultStore(store);
  const before = new Map((await results.listRollouts({ batch: run })).map((row) => [row.id, row.startedAt]));
  const second = await maestro(...command.split(' '), '--json');
  const after = await results.listRollouts({ batch: run });
  await results.close();

  expect(second.code).toBe(0);
  expect(onlyJson(second.stdout)).toMatchObject({ run, total: 30, failed: 0 });
  expect(after).toHaveLength(30);
  expect(before.size).toBeGreaterThanOrEqual(done.length);
  for (const row of after) if (before.has(row.id)) expect(row.startedAt).toBe(before.get(row.id));
  const ids = (await linesOf('blind.jsonl')).map((line) => line['id']);
  expect(ids).toEqual(Array.from({ length: 30 }, (_, index) => findSuite('blindtest').item(index).id));
}, 180_000);

describe('With --json, Ctrl-C ends in one object that says how to go on', () => {
  test('in an evaluation: what is done so far, and the command that goes on', async () => {
    const ended = await runCli(['eval', 'blindtest', '--limit', '400', '--concurrency', '2', '--json'], {
      cwd: folder.path,
      onStderr: (stderr, kill) => /[1-9]\d*\/400 done/.test(stderr) && kill('SIGINT'),
    });
    expect(ended.code).toBe(130);
    const report = onlyJson(ended.stdout);
    expect(report).toMatchObject({ interrupted: true, suite: 'blindtest', of_tasks: 400, faults: [], failures: [] });
    expect(report['total']).toBeGreaterThan(0);
    expect(report['total']).toBeLessThan(400);
    expect(report['resume']).toBe(`maestro eval --resume ${String(report['run'])} --concurrency 2`);
  }, 120_000);

  test('while server and worker are being started: that nothing has begun', async () => {
    const started = Date.now();
    const ended = await runCli(['ask', 'What is 2 + 2?', '--json'], {
      cwd: folder.path,
      env: { MAESTRO_DATA_DIR: join(folder.path, 'early') },
      onStderr: (stderr, kill) => stderr.includes('Starting the Temporal server') && kill('SIGINT'),
    });
    expect(ended.code).toBe(130);
    expect(onlyJson(ended.stdout)).toEqual({ interrupted: true, resume: 'run the same command again' });
    expect(ended.stderr).not.toMatch(/\n {4}at /);
    expect(Date.now() - started).toBeLessThan(30_000);
    await runCli(['down'], { cwd: folder.path, env: { MAESTRO_DATA_DIR: join(folder.path, 'early') } });
  }, 120_000);
});

test('maestro down under an evaluation ends it with advice, and with nothing else', async () => {
  let stopping: Promise<unknown> | undefined;
  const ended = await runCli(['eval', 'blindtest', '--limit', '400', '--concurrency', '16'], {
    cwd: folder.path,
    onStderr: (stderr) => {
      if (/[1-9]\d*\/400 done/.test(stderr)) stopping ??= maestro('down');
    },
  });
  await stopping;
  expect(ended.stderr).not.toContain('Channel');
  expect(ended.stderr).not.toMatch(/\n {4}at |Warning/);
  expect(ended).toMatchObject({ code: 5, stdout: '' });
  expect(ended.stderr).toMatch(
    /error: .*stopped meanwhile[^]*Go on with: maestro eval --resume blindtest-\S+ --concurrency 16\n/,
  );
}, 120_000);

describe('A question', () => {
  test('is the same question wherever its picture lies, and is shown from the store when it was answered', async () => {
    const ask = (image: string) =>
      maestro(
        'ask',
        picture.question,
        '--image',
        image,
        '--data-source',
        'blindtest',
        '--family',
        picture.family,
        '--json',
      );
    const first = onlyJson((await ask('grid.png')).stdout);
    expect(first).toMatchObject({ outcome: 'answered', found: 'new', calls: 1 });
    expect(onlyJson((await ask('pictures/grid.png')).stdout)).toMatchObject({ id: first['id'], found: 'finished' });
    const shown = await maestro('show', String(first['id']).slice(0, 14));
    expect(shown).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/Raster@@Diagram_Reasoning > grid-structure.*ok/),
    });
    expect(shown.stdout).not.toContain('\u001b');
  }, 60_000);

  test('that two people ask at once is answered once', async () => {
    const [a, b] = await Promise.all([
      maestro('ask', 'What is 17 * 3?', '--json'),
      maestro('ask', 'What is 17 * 3?', '--json'),
    ]);
    const answers = [onlyJson(a.stdout), onlyJson(b.stdout)];
    expect(answers[0]?.['id']).toBe(answers[1]?.['id']);
    expect(answers).toMatchObject([{ answer: '51' }, { answer: '51' }]);
  }, 60_000);

  test('that nobody could answer in its limits ends with 1, and is run anew when it is asked again', async () => {
    const ask = () => maestro('ask', 'What is 17 * 4?', '--max-seconds', '0.001', '--json');
    const first = await ask();
    expect(first.code).toBe(1);
    expect(onlyJson(first.stdout)).toMatchObject({ outcome: 'budget', answer: null });
    expect(onlyJson((await ask()).stdout)['id']).not.toBe(onlyJson(first.stdout)['id']);
  }, 60_000);
});

test('The demonstration of a crash kills its worker, and no recorded call is made again', async () => {
  const ended = await maestro('demo', 'crash', '--seed', '3', '--json');
  expect(ended.stderr).toContain('is gone: starting it again');
  expect(onlyJson(ended.stdout)).toMatchObject({ outcome: 'answered', correct: true, repeated: 0 });
  expect(ended.code).toBe(0);
}, 120_000);
