/** `maestro review`: what waits for a person, and how a verdict reaches it. */
import { expect, test } from '@jest/globals';
import { until } from '../chaos/support/until.js';
import { runBuilt } from './support/run-built.js';
import { onlyJson, startCli, temporaryFolder } from './support/run-cli.js';

const folder = temporaryFolder();
const maestro = (...args: readonly string[]) => runBuilt(args, { cwd: folder.path });

test('an answer without a truth is listed, judged by a person, and recorded with who and when', async () => {
  const asking = startCli(['ask', 'What is 12 * 12?', '--review', '600', '--json'], { cwd: folder.path });
  let waiting: readonly Record<string, unknown>[] = [];
  await until('it waits', async () => {
    const listed = await maestro('review', '--json');
    if (listed.code !== 0) return false;
    const value = onlyJson(listed.stdout)['waiting'];
    waiting = Array.isArray(value) ? value : [];
    return waiting.length === 1;
  });
  expect(waiting[0]).toMatchObject({ question: 'What is 12 * 12?', answer: '144', why: 'there is no ground truth' });
  const id = String(waiting[0]?.['id']);
  expect((await maestro('review')).stdout).toMatch(
    new RegExp(`^${id}\n +question +What is 12 \\* 12\\?\n +answer +144\n +open +there is no ground truth\n +until `),
  );

  const sent = await maestro('review', id, '--right', '--by', 'ada', '--note', 'I counted');
  expect(sent).toMatchObject({ code: 0, stdout: `Sent: ${id} scores 1, says ada. See it with: maestro show ${id}\n` });
  expect(onlyJson((await asking.ended).stdout)).toMatchObject({ correct: true, reward: 1 });
  expect((await maestro('show', id)).stdout).toMatch(
    /\nverdict +right, reward 1\ndecided +ada at 2\d{3}-.*, score 1: I counted\n/,
  );
  expect((await maestro('review')).stdout).toBe('Nothing waits for a verdict.\n');

  const late = await maestro('review', id, '--wrong', '--by', 'bob');
  expect(late).toMatchObject({ code: 2 });
  expect(late.stderr).toMatch(/waits no longer: it is completed/);
}, 120_000);

test.each([
  [['x', '--right', '--wrong', '--by', 'a'], /one of --right, --wrong and --score/],
  [['x', '--by', 'a'], /one of --right, --wrong and --score/],
  [['--right', '--by', 'a'], /say whose answer/],
  [['x', '--score', '2', '--by', 'a'], /--score: must be a number from 0 to 1/],
  [['x', '--right'], /--by: say who/],
  [['nobody', '--right', '--by', 'a'], /knows no rollout "nobody"/],
])('%j is refused', async (args, message) => {
  const ended = await maestro('review', ...args);
  expect(ended.code).toBe(2);
  expect(ended.stderr).toMatch(message);
});
