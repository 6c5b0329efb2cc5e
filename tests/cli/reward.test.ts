/** `--reward` of ask and eval, and what they and `maestro show` tell of verdicts. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { runBuilt } from './support/run-built.js';
import { onlyJson, temporaryFolder } from './support/run-cli.js';

const folder = temporaryFolder();
const maestro = (...args: readonly string[]) => runBuilt(args, { cwd: folder.path });

const MINE = `name: mine
version: 2
answer: { right: 10, wrong: 0 }
format: { well_formed: 1, malformed: -5 }
calls: { per: 0.5, free: 0, at_most: 2 }
`;

test('ask: the parts of the reward, by the user’s own file; show has every rule', async () => {
  await writeFile(join(folder.path, 'mine.yaml'), MINE);
  const question = ['ask', 'What is 12 * 12?', '--truth', '144', '--data-source', 'numeric:5%'];
  const asked = onlyJson((await maestro(...question, '--reward', 'mine.yaml', '--json')).stdout);
  expect(asked).toMatchObject({
    ...{ answer: '144', correct: true, reward: 10.5, reward_file: 'mine@2' },
    reward_terms: { answer: 10, format: 1, cost: 0, latency: 0, calls: -0.5 },
    verdicts: { report: true, reward: true },
  });
  // Another reward is another rollout: it is composed when the rollout ends.
  expect(onlyJson((await maestro(...question, '--json')).stdout)).toMatchObject({ found: 'new', reward: 1 });

  const id = String(asked['id']);
  const shown = (await maestro('show', id)).stdout;
  expect(shown).toMatch(/\nverdict +right, reward 10\.5\n/);
  expect(shown).toMatch(/\nrules +report: right, .*\(numeric\/report@1\)\n +reward: right, .*\(numeric\/reward@1\)\n/);
  expect(shown).toMatch(/\nreward +10\.5 = answer 10 \+ format 1 \+ calls -0\.5 \(mine@2, [0-9a-f]{12}\)\n/);
  const json = onlyJson((await maestro('show', id, '--json')).stdout);
  expect(json['verdict']).toMatchObject({
    ...{ correct: true, score: 1, rule: 'numeric/reward@1' },
    rules: { report: { correct: true, extracted: '144', rule: 'numeric/report@1' } },
    reward: { name: 'mine', version: 2, answer: 10, calls: -0.5, total: 10.5 },
  });
}, 120_000);

test('eval: counts by rule; every line has the verdicts; a resumed run keeps its reward', async () => {
  const args = ['eval', 'arith', '--limit', '4', '--out', 'out.jsonl'];
  const report = onlyJson((await maestro(...args, '--reward', 'thrifty', '--json')).stdout);
  expect(report['rules']).toEqual({
    report: { right: 4, wrong: 0, undecided: 0 },
    reward: { right: 4, wrong: 0, undecided: 0 },
  });
  const lines = (await readFile(join(folder.path, 'out.jsonl'), 'utf8')).trim().split('\n');
  for (const line of lines) {
    expect(onlyJson(line)).toMatchObject({ reward_file: 'thrifty@1', verdicts: { report: true, reward: true } });
  }
  const other = await maestro('eval', '--resume', String(report['run']), '--reward', 'paper');
  expect(other).toMatchObject({ code: 2 });
  expect(other.stderr).toMatch(/began with another value of --reward/);
}, 120_000);

test.each([
  ['a file that is not there', 'nothing.yaml', /no reward file .*nothing\.yaml/],
  [
    'a file that declares none',
    'broken.yaml',
    /broken\.yaml does not declare a reward:\n.*broken\.yaml:1: answer: is missing/,
  ],
])(
  '%s is refused before anything runs',
  async (_, file, message) => {
    await writeFile(join(folder.path, 'broken.yaml'), 'name: broken\nversion: 1\n');
    const ended = await maestro('ask', 'What is 2 + 2?', '--reward', file);
    expect(ended.code).toBe(2);
    expect(ended.stderr).toMatch(message);
  },
  60_000,
);
