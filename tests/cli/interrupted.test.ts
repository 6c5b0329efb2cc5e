/** The command line when things go wrong in the middle: interrupted evaluations, killed workers, tasks of every kind of fault. */
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { findSuite } from '../../src/datasets/suite.js';
import { until } from '../chaos/support/until.js';
import { runBuilt } from './support/run-built.js';
import { onlyJson, runCli, temporaryFolder } from './support/run-cli.js';
import { openSumsPlace, totalsOf, type SumsPlace } from './support/sums-eval.js';

const folder = temporaryFolder();
/** As a person runs it, where its process matters; the others in here. */
const runAlone = (...args: readonly string[]) => runCli(args, { cwd: folder.path });
const maestro = (...args: readonly string[]) => runBuilt(args, { cwd: folder.path });
const picture = findSuite('blindtest').item(5);

async function linesOf(file: string): Promise<readonly Record<string, unknown>[]> {
  const text = await readFile(join(folder.path, file), 'utf8');
  return text.trim().split('\n').map(onlyJson);
}

let place: SumsPlace;
beforeAll(async () => {
  place = await openSumsPlace(folder.path);
});
afterAll(() => place.sums.close());

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
  const [a, b] = await Promise.all([runAlone('up', '--detach', '--json'), runAlone('up', '--detach', '--json')]);
  expect([a.code, b.code]).toEqual([0, 0]);
  expect(onlyJson(a.stdout)).toEqual(onlyJson(b.stdout));
  expect(onlyJson((await maestro('status', '--json')).stdout)).toMatchObject({
    server: { kind: 'embedded', state: 'running' },
    worker: { state: 'ready', pid: onlyJson(a.stdout)['worker_pid'] },
  });
});

test('A file of tasks with every kind of fault: each is named, the rest is run, and nothing is lost', async () => {
  const ended = await runAlone('eval', 'tasks.jsonl', '--out', 'results.jsonl', '--concurrency', '3', '--json');
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
  });

  test('that two people ask at once is answered once', async () => {
    const [a, b] = await Promise.all([
      runAlone('ask', 'What is 17 * 3?', '--json'),
      runAlone('ask', 'What is 17 * 3?', '--json'),
    ]);
    const answers = [onlyJson(a.stdout), onlyJson(b.stdout)];
    expect(answers[0]?.['id']).toBe(answers[1]?.['id']);
    expect(answers).toMatchObject([{ answer: '51' }, { answer: '51' }]);
  });

  test('that nobody could answer in its limits ends with 1, and is run anew when it is asked again', async () => {
    const ask = () => maestro('ask', 'What is 17 * 4?', '--max-seconds', '0.001', '--json');
    const first = await ask();
    expect(first.code).toBe(1);
    expect(onlyJson(first.stdout)).toMatchObject({ outcome: 'budget', answer: null });
    expect(onlyJson((await ask()).stdout)['id']).not.toBe(onlyJson(first.stdout)['id']);
  });
});

test('Ctrl-C while server and worker are being started ends, with --json, in one object: nothing has begun', async () => {
  const started = Date.now();
  const ended = await runCli(['ask', 'What is 2 + 2?', '--json'], {
    cwd: folder.path,
    env: { MAESTRO_DATA_DIR: join(folder.path, 'early') },
    onStderr: (stderr, kill) => stderr.includes('Starting the Temporal server') && kill('SIGINT'),
  });
  expect(ended.code).toBe(130);
  expect(onlyJson(ended.stdout)).toEqual({ interrupted: true, resume: 'run the same command again' });
  expect(ended.stderr).not.toMatch(/\n {4}at /);
  expect(Date.now() - started).toBeLessThan(100_000);
  await runCli(['down'], { cwd: folder.path, env: { MAESTRO_DATA_DIR: join(folder.path, 'early') } });
}, 120_000);

describe('An evaluation', () => {
  const idsOf = (name: string, count: number): string[] => Array.from({ length: count }, (_, at) => `${name}-${at}`);
  const decisions = (ids: readonly string[]): string[] => ids.map((id) => `${id}/1/decide`);

  test('that is interrupted says how to go on, and going on repeats nothing that is finished', async () => {
    const ids = idsOf('goes-on', 6);
    const held = decisions(ids.slice(3, 5));
    const running = await place.evaluateForPeople(ids, held, '--concurrency', '2', '--out', 'sums.jsonl');
    await until('three tasks are done, and two in flight', () => running.stderr().includes('3/6 done'));
    running.kill('SIGINT');
    const first = await running.ended;
    expect(first).toMatchObject({ code: 130, stdout: '' });
    const command = /Go on with: maestro (.*)/.exec(first.stderr)?.[1] ?? '';
    expect(command).toMatch(/^eval --resume goes-on-0-\d{8}-\d{6}-[0-9a-f]{4} --concurrency 2 --out sums\.jsonl$/);
    const run = command.split(' ')[2] ?? '';
    expect((await linesOf('sums.jsonl')).map((line) => line['id']).sort()).toEqual(ids.slice(0, 3));

    const results = await place.results();
    const before = new Map((await results.listRollouts({ batch: run })).map((row) => [row.id, row.startedAt]));
    for (const key of held) place.sums.release(key);
    const second = await runBuilt([...command.split(' '), '--json'], { cwd: folder.path, env: place.env });
    const after = await results.listRollouts({ batch: run });
    await results.close();

    expect(totalsOf(second)).toMatchObject({ run, total: 6, right: 6, failed: 0 });
    expect(after).toHaveLength(6);
    expect(before.size).toBeGreaterThanOrEqual(3);
    for (const row of after) if (before.has(row.id)) expect(row.startedAt).toBe(before.get(row.id));
    expect((await linesOf('sums.jsonl')).map((line) => line['id'])).toEqual(ids);
    for (const key of decisions(ids.slice(0, 3))) expect(place.sums.arrivals.get(key)).toHaveLength(1);
  });

  test('that is interrupted with --json ends in one object: what is done so far, and the command that goes on', async () => {
    const ids = idsOf('told', 4);
    const held = decisions(ids.slice(2));
    const running = await place.evaluate(ids, held, '--concurrency', '2');
    await until('two tasks are done', () => running.stderr().includes('2/4 done'));
    running.kill('SIGINT');
    const ended = await running.ended;
    for (const key of held) place.sums.release(key);
    expect(ended.code).toBe(130);
    const report = onlyJson(ended.stdout);
    expect(report).toMatchObject({
      interrupted: true,
      suite: 'told-0',
      of_tasks: 4,
      total: 2,
      faults: [],
      failures: [],
    });
    expect(report['resume']).toBe(`maestro eval --resume ${String(report['run'])} --concurrency 2`);
  });

  test('under which maestro down is called ends with advice, and with nothing else', async () => {
    const ids = idsOf('down', 16);
    const running = await place.evaluateForPeople(ids, decisions(ids), '--concurrency', '16');
    await maestro('down');
    const ended = await running.ended;
    for (const key of decisions(ids)) place.sums.release(key);
    expect(ended.stderr).not.toContain('Channel');
    expect(ended.stderr).not.toMatch(/\n {4}at |Warning/);
    expect(ended).toMatchObject({ code: 5, stdout: '' });
    expect(ended.stderr).toMatch(
      /error: .*stopped meanwhile[^]*Go on with: maestro eval --resume down-0-\S+ --concurrency 16\n/,
    );
  });
});

test('The demonstration of a crash kills its worker, and no recorded call is made again', async () => {
  const ended = await runAlone('demo', 'crash', '--seed', '3', '--json');
  expect(ended.stderr).toContain('is gone: starting it again');
  expect(onlyJson(ended.stdout)).toMatchObject({ outcome: 'answered', correct: true, repeated: 0 });
  expect(ended.code).toBe(0);
}, 120_000);
