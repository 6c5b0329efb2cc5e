/** `maestro ask` with a chat model behind an OpenAI-compatible endpoint: the real program, worker and server, a stub model. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { findSuite } from '../../src/datasets/suite.js';
import { startOpenAiStub, type OpenAiStub, type StubReply } from '../support/openai-stub.js';
import { runBuilt } from './support/run-built.js';
import { onlyJson, runCli, temporaryFolder, type Ended } from './support/run-cli.js';

const folder = temporaryFolder();
const picture = findSuite('blindtest').item(5);
const KEY = 'sk-test-0123456789abcdef';
let stub: OpenAiStub;

/** Asks the raster engine first, then says what that said. */
function scripted(text: string, hasTools: boolean): StubReply {
  const said = /rows=\{\d+\} columns=\{\d+\}/.exec(text)?.[0];
  const pair = 'Raster@@Diagram_Reasoning';
  if (hasTools) {
    return said === undefined
      ? { toolCalls: [{ name: 'call_expert', arguments: JSON.stringify({ pair, input: picture.question }) }] }
      : { toolCalls: [{ name: 'answer', arguments: JSON.stringify({ answer: said }) }] };
  }
  return said === undefined
    ? { content: `<think>A grid.</think><search>${pair}: ${picture.question}</search>` }
    : { content: `<answer>${said}</answer>` };
}

beforeAll(async () => {
  stub = await startOpenAiStub({
    key: KEY,
    models: ['stub-model'],
    reply: ({ body }) => scripted(JSON.stringify(body.messages.slice(2).at(-1) ?? ''), body.tools !== undefined),
  });
  await writeFile(join(folder.path, 'grid.png'), picture.image ?? new Uint8Array());
});
afterAll(() => stub.close());

function ask(policy: string, ...more: readonly string[]): Promise<Ended> {
  const args = [
    'ask',
    picture.question,
    '--image',
    'grid.png',
    '--data-source',
    'blindtest',
    '--policy',
    policy,
    '--json',
  ];
  return runCli([...args, ...more], {
    cwd: folder.path,
    env: { MAESTRO_ENDPOINT_BASE_URL: stub.url, MAESTRO_ENDPOINT_MODEL: 'stub-model', OPENAI_API_KEY: KEY },
  });
}

describe('A chat model as policy', () => {
  test.each(['chat:Endpoint', 'chat-tools:Endpoint'])(
    '%s sees the picture, calls an expert and answers',
    async (policy) => {
      const before = stub.answered();
      const truth = String(picture.groundTruth);
      const ended = await ask(policy, '--truth', truth);
      expect(ended.code).toBe(0);
      expect(onlyJson(ended.stdout)).toMatchObject({ outcome: 'answered', correct: true, found: 'new' });
      expect(stub.answered() - before).toBe(2);
      const sent = JSON.stringify(stub.requests.at(-1)?.body?.messages ?? []);
      expect(sent).toContain('data:image/png;base64,');
      expect(ended.stdout + ended.stderr).not.toContain(KEY);
    },
    120_000,
  );

  test('that refuses the key ends the rollout with what to do, at once', async () => {
    await stub.setMood({ kind: 'status', status: 401 });
    const ended = await ask('chat:Endpoint', '--again');
    await stub.setMood({ kind: 'ok' });
    expect(ended.code).toBe(4);
    expect(onlyJson(ended.stdout)).toMatchObject({
      outcome: 'policy_failed',
      reason: expect.stringMatching(/401.*OPENAI_API_KEY/),
    });
  });

  test('that is down is waited for, and said so: for what, until when, what to do; the end says it again', async () => {
    await stub.setMood({ kind: 'status', status: 503 });
    const ended = await ask('chat:Endpoint', '--again', '--max-seconds', '12');
    await stub.setMood({ kind: 'ok' });
    expect(ended.code).toBe(1);
    expect(ended.stderr).toMatch(
      /decide, attempt \d failed: Policy "chat:Endpoint": 503 the mood is 503.* \(model "Endpoint" at http/,
    );
    expect(ended.stderr).toMatch(/It is tried again until 20\d\d-.*Z, and goes on by itself .*maestro show ask-/);
    const { id, outcome, reason } = onlyJson(ended.stdout);
    expect(outcome).toBe('budget');
    expect(reason).toMatch(/503 the mood is 503.* \(model "Endpoint" at http:\/\/127.*maestro services check/);
    const shown = await runBuilt(['show', String(id)], { cwd: folder.path });
    expect(shown.stdout).toMatch(
      /Turn 1 {2}no decision\n {2}failed {2}decide, attempt 1 on chat:Endpoint, .*: POLICY_UNAVAILABLE .*503/,
    );
    const told = onlyJson((await runBuilt(['show', String(id), '--json'], { cwd: folder.path })).stdout);
    expect(told).toMatchObject({
      tainted: true,
      cost_usd: 0,
      failed_calls: expect.arrayContaining([expect.anything()]),
    });
    expect(ended.stderr + shown.stdout + JSON.stringify(told)).not.toContain(KEY);
  });

  test('that never answers is waited for until the time of the rollout is up', async () => {
    await stub.setMood({ kind: 'hang' });
    const ended = await ask('chat:Endpoint', '--again', '--max-seconds', '4');
    await stub.setMood({ kind: 'ok' });
    expect(ended.code).toBe(1);
    expect(onlyJson(ended.stdout)).toMatchObject({ outcome: 'budget', answer: null });
  });
});
