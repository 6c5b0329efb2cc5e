/** `maestro show` of rollouts in every state: running, without an end, ended without a record, finished. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Client } from '@temporalio/client';
import { startRollout } from '../../src/cli/rollout/start-rollout.js';
import { connectClient, resolveTarget } from '../../src/temporal/connection.js';
import { until } from '../chaos/support/until.js';
import { runBuilt } from './support/run-built.js';
import { onlyJson, startCli, temporaryFolder } from './support/run-cli.js';
import { openSumsPlace, type SumsPlace } from './support/sums-eval.js';

const folder = temporaryFolder();
let place: SumsPlace;
let client: Client;

const maestro = (...args: readonly string[]) => runBuilt(args, { cwd: folder.path, env: place.env });

beforeAll(async () => {
  place = await openSumsPlace(folder.path);
  await maestro('up', '--detach');
  const options = { env: {}, dataDir: `${folder.path}/data`, log: () => undefined, start: false };
  client = await connectClient(await resolveTarget(options));
});
afterAll(async () => {
  await client.connection.close();
  await place.sums.close();
});

test('a running rollout is found by the beginning of its id, with its turns so far and what it waits for', async () => {
  place.sums.hold('running/2/decide');
  const asking = startCli(['ask', '[running] What is 12 times 12?', '--policy', 'chat:Chooser', '--json'], {
    cwd: folder.path,
    env: place.env,
  });
  await place.sums.arrived('running/2/decide');
  const id = await until('it says which rollout', () => /rollout (ask-[0-9a-f]{16})/.exec(asking.stderr())?.[1]);

  const shown = await maestro('show', id.slice(0, 12));
  expect(shown).toMatchObject({ code: 0, stderr: '' });
  expect(shown.stdout).toMatch(new RegExp(`^${id}  running\nquestion  \\[running\\] What is 12 times 12\\?\n`));
  expect(shown.stdout).toMatch(/Turn 1 {2}Multiplier@@Products\n.*think.*\n.*asked.*\n.*step .*\n.*reply +144\n/);
  expect(shown.stdout).toMatch(/\nwaits for the decision of chat:Chooser\n/);
  const json = onlyJson((await maestro('show', id, '--json')).stdout);
  expect(json).toMatchObject({
    ...{ id, finished: false, status: 'running', about: 'the decision of chat:Chooser' },
    turns: [{ turn: 1, decision: 'Multiplier@@Products', calls: 3 }],
  });

  // Ctrl-C there ends the waiting only, and says the same.
  asking.kill('SIGINT');
  const ended = await asking.ended;
  expect(ended.code).toBe(130);
  const told = onlyJson(ended.stdout);
  expect(told).toMatchObject({ id, interrupted: true, turns: json['turns'], resume: `maestro show ${id}` });
  expect(told['calls']).toHaveLength(3);

  place.sums.release('running/2/decide');
  await client.workflow.getHandle(id).result();
  expect(onlyJson((await maestro('show', id, '--json')).stdout)).toMatchObject({ id, finished: true, answer: '144' });
});

test('a rollout that could not begin is shown with the reason; a beginning of several ids is not enough', async () => {
  const task = { id: 'x', question: 'What is seen?', images: ['nowhere.png'] };
  for (const id of ['faulty-1', 'faulty-2']) {
    const { handle } = await startRollout(client, { task }, { id });
    await expect(handle.result()).rejects.toThrow();
  }
  const shown = await maestro('show', 'faulty-1');
  expect(shown).toMatchObject({ code: 0, stderr: '' });
  expect(shown.stdout).toMatch(/^faulty-1 {2}failed\nquestion {2}What is seen\?\n/);
  expect(shown.stdout).toMatch(/reason .*task\.images\.0: no image at .*\/nowhere\.png/);
  // The server's list of workflows is behind by a moment.
  const several = await until('both are listed', async () => {
    const { code, stderr } = await maestro('show', 'faulty');
    return code === 2 && stderr.includes('begins the ids') ? stderr : undefined;
  });
  expect(several).toContain('faulty-1, faulty-2. Give more of it.');
});

test('without a server, what the ledger holds is shown, and what could tell more', async () => {
  place.sums.hold('alone/2/decide');
  const { task, policy } = { task: { id: 'alone', question: '[alone] What is 3 times 5?' }, policy: 'chat:Chooser' };
  await startRollout(client, { task, policy }, { id: 'alone-1' });
  await place.sums.arrived('alone/2/decide');
  await maestro('down');
  const shown = await maestro('show', 'alone');
  expect(shown.code).toBe(0);
  expect(shown.stdout).toMatch(/^alone-1 {2}not finished; start the Temporal server \(maestro up --detach\)/);
  expect(shown.stdout).toMatch(/Turn 1 {2}Multiplier@@Products\n/);
  const missing = await maestro('show', 'nobody');
  expect(missing).toMatchObject({ code: 2, stderr: expect.stringMatching(/maestro up --detach/) });
});
