/** `maestro grade`, as arguments and as lines of standard input. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { runMain } from './support/run-main.js';

const BIN = fileURLToPath(new URL('../../bin/maestro.js', import.meta.url));
const run = (...args: string[]) => runMain(['grade', ...args], { cwd: '/tmp' });

function piped(input: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [BIN, 'grade', ...args], { input, encoding: 'utf8' });
  return { status, lines: stdout.split('\n').filter((line) => line !== ''), stderr };
}

describe('maestro grade', () => {
  test('prints what each rule of the source says, and why', async () => {
    const { code, stdout } = await run('chartqa', '--answer', 'o', '--truth', 'Go-Jek');
    expect(code).toBe(0);
    expect(stdout.trimEnd().split('\n')).toEqual([
      expect.stringMatching(/^wrong {2}chartqa\/report@1 .*"o" is not "Go-Jek"$/),
      expect.stringMatching(/^wrong {2}chartqa\/reward@1 /),
      expect.stringMatching(/^right {2}chartqa\/maestro-2605@1 .*"o" matches "Go-Jek"$/),
    ]);
  });

  test('one rule, as JSON', async () => {
    const { stdout } = await run('math', '--answer', '(x-1)(x+1)', '--truth', 'x^2-1', '--rule', 'reward', '--json');
    expect(JSON.parse(stdout)).toEqual({
      verdicts: {
        reward: {
          ...{ correct: true, score: 1, extracted: '(x-1)(x+1)', rule: 'math/reward@2' },
          why: '"(x-1)(x+1)" is mathematically "x^2-1"',
        },
      },
    });
  });

  test.each([
    ['red|blue|green', 'blue'],
    ['["red", "blue|or so"]', 'B. blue|or so'],
  ])('options %s', async (options, answer) => {
    const { stdout } = await run(
      'hrbench-4k',
      '--answer',
      answer,
      '--truth',
      'B',
      '--options',
      options,
      '--rule',
      'reward',
    );
    expect(stdout).toMatch(/^right/);
  });

  test('several truths, the kind of answer, a category', async () => {
    const truths = await run('--answer', 'b', '--truth', 'a', '--truth', 'b', '--rule', 'reward');
    expect(truths.stdout).toMatch(/^right {2}exact\/reward/);
    const closed = await run(
      'slake',
      '--answer',
      'Yes, it is',
      '--truth',
      'Yes',
      '--answer-type',
      'CLOSED',
      '--rule',
      'reward',
    );
    expect(closed.stdout).toMatch(/^right/);
    const formula = await run('ocrbench', '--answer', 'X', '--truth', 'x', '--category', 'HME100k', '--rule', 'report');
    expect(formula.stdout).toMatch(/^wrong/);
  });

  test('what can not be decided is open', async () => {
    const { stdout } = await run('judge', '--answer', 'a car', '--truth', 'an automobile');
    expect(stdout).toMatch(/^open .*judge/);
  });

  test.each<[args: readonly string[], message: RegExp]>([
    [['chartq', '--answer', 'a', '--truth', 'a'], /no rule for the data source "chartq".*"chartqa"/s],
    [['chartqa', '--answer', 'a'], /--truth/],
    [['chartqa', '--answer', 'a', '--truth', 'a', '--rule', 'kind'], /--rule/],
    [['hrbench-4k', '--answer', 'a', '--truth', 'a', '--rule', 'maestro-2605'], /no rule maestro-2605/],
    [['hrbench-4k', '--answer', 'a', '--truth', 'a', '--options', '[1]'], /--options/],
  ])('%j is refused', async (args, message) => {
    const { code, stderr } = await run(...args);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });
});

describe('lines of standard input', () => {
  const line = (fields: object) => JSON.stringify({ source: 'chartqa', answer: '41.5', ground_truth: '42', ...fields });

  test('are graded one by one; faulty ones are named, and the rest goes on', () => {
    const input = [
      line({}),
      '',
      'no json',
      line({ answer: undefined }),
      line({ source: 'nope' }),
      line({ answer: '9' }),
    ];
    const { status, lines, stderr } = piped(input.join('\n'), '--rule', 'reward', '--json');
    expect(status).toBe(2);
    expect(lines.map((each): unknown => JSON.parse(each))).toMatchObject([
      { line: 1, source: 'chartqa', verdicts: { reward: { correct: true } } },
      { line: 6, source: 'chartqa', verdicts: { reward: { correct: false } } },
    ]);
    expect(stderr).toMatch(/line 3: not valid JSON/);
    expect(stderr).toMatch(/line 4: answer/);
    expect(stderr).toMatch(/line 5: There is no rule/);
  });

  test('have options, and a source of the command where they have none', () => {
    const input = JSON.stringify({ answer: 'red', ground_truth: ['B'], options: ['blue', 'red'] });
    const { status, lines } = piped(input, 'vstar');
    expect(status).toBe(0);
    expect(lines[1]).toMatch(/^1: right {2}vstar\/reward/);
  });

  test('none at all is an error', () => {
    const { status, stderr } = piped('');
    expect(status).toBe(2);
    expect(stderr).toMatch(/--answer and --truth/);
  });
});
