import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { composeReward, PAPER_REWARD } from '../../src/domain/reward.js';
import type { TurnRecord } from '../../src/domain/trajectory.js';
import { loadReward, parseReward } from '../../src/grading/reward-file.js';
import { withFolder } from '../registry/fixture.js';
import { thrownBy } from '../support/thrown.js';

const FILE = 'name: mine\nversion: 1\nanswer: { right: 1, wrong: 0 }\nformat: { well_formed: 0, malformed: -1 }\n';

describe('shipped rewards', () => {
  test('the file of the paper says what the code says', async () => {
    const { spec, hash } = await loadReward('paper');
    expect(spec).toEqual(PAPER_REWARD);
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
  });

  test('all differ, and being right pays best under each', async () => {
    const all = await Promise.all(['paper', 'strict', 'thrifty'].map((name) => loadReward(name)));
    expect(new Set(all.map(({ hash }) => hash)).size).toBe(3);
    const usage = { calls: 9, promptTokens: 0, completionTokens: 0, costUsd: 99 };
    const turn: TurnRecord = {
      ...{
        turn: 1,
        action: 'call',
        pair: '',
        solver: '',
        route: '',
        status: 'ok',
        outputStep: '',
        note: '',
        summary: '',
      },
      ...{ confidence: null, usage },
    };
    const dear = { outcome: 'answered', turns: Array.from({ length: 20 }, () => turn), latencyMs: 1e9 } as const;
    const cheap = { outcome: 'answered', turns: [{ ...turn, usage: { ...usage, costUsd: 0 } }], latencyMs: 0 } as const;
    for (const { spec } of all) {
      const right = composeReward(spec, { ...dear, correct: true, score: 1 });
      const wrong = composeReward(spec, { ...cheap, correct: false, score: 0 });
      expect(right.total).toBeGreaterThan(wrong.total);
    }
  });

  test('one that is not there is an error that names the file', async () => {
    await expect(loadReward('nothing')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(loadReward('./nothing.yaml')).rejects.toThrow(/nothing\.yaml/);
  });
});

describe('a file', () => {
  test('has the hash of what it says, whatever its comments, order and defaults', () => {
    const { hash } = parseReward(FILE, 'a.yaml');
    const other = `# mine\nformat: { malformed: -1, well_formed: 0, voids_answer: false }\nversion: 1\nanswer: { wrong: 0, right: 1, rule: reward }\nname: mine\ncost: null\n`;
    expect(parseReward(other, 'b.yaml').hash).toBe(hash);
    expect(parseReward(FILE.replace('-1', '-2'), 'c.yaml').hash).not.toBe(hash);
  });

  test.each([
    ['no YAML', '{', /a\.yaml:1: \(yaml\): /],
    ['a field that is unknown', `${FILE}bonus: 1\n`, /a\.yaml:5: bonus: is unknown, use one of name, version/],
    ['a field that is missing', FILE.replace('version: 1\n', ''), /version/],
    ['a rule that is unknown', FILE.replace('right: 1', 'right: 1, rule: kind'), /answer\.rule/],
    ['an amount that is no number', FILE.replace('right: 1', 'right: .nan'), /answer\.right/],
    ['a penalty that pays', `${FILE}cost: { per: -1, at_most: 1 }\n`, /cost\.per/],
    ['a key that stands twice', `${FILE}version: 2\n`, /a\.yaml:5: \(yaml\): Map keys must be unique/],
    ['a list', '- 1\n', /a\.yaml:1: \(file\): has the wrong type, write a block of fields/],
    ['nothing', '', /a\.yaml:1: \(file\): has the wrong type, write a block of fields/],
  ])('with %s is refused', (_, text, message) => {
    expect(() => parseReward(text, 'a.yaml')).toThrow(message);
  });

  test('is told every fault at once', () => {
    const text = FILE.replace('version: 1', 'version: 0').replace('right: 1', 'right: much');
    const lines = thrownBy(() => parseReward(text, 'a.yaml')).message.split('\n');
    expect(lines).toEqual([
      'a.yaml does not declare a reward:',
      '  a.yaml:2: version: is too small, use at least 1',
      '  a.yaml:3: answer.right: has the wrong type, write a number',
    ]);
  });

  test.each<[string, string | Uint8Array, string, RegExp]>([
    [
      'of more than 64 KiB',
      `# ${'x'.repeat(65 * 1024)}\n${FILE}`,
      'TOO_LARGE',
      /mine\.yaml has \d+ bytes: keep it below 65536/,
    ],
    ['that is not text', new Uint8Array([0xff, 0xfe, 0x00]), 'INVALID_INPUT', /mine\.yaml is not UTF-8 text/],
  ])('%s is refused', async (_, content, code, message) => {
    await withFolder({ 'mine.yaml': content }, async (folder) => {
      await expect(loadReward(join(folder, 'mine.yaml'))).rejects.toMatchObject({
        code,
        message: expect.stringMatching(message),
      });
    });
  });

  test.each(['/dev/zero', tmpdir()])('that is none, %s, is refused and not waited for', async (path) => {
    await expect(loadReward(path)).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message: `${path} is no file: name one that holds text.`,
    });
  });
});
