/** Three worker processes before one endpoint: its limit holds over all of them, also when one of them dies. */
import { afterEach, expect, test } from '@jest/globals';
import { startOpenAiStub, type OpenAiStub } from '../../support/openai-stub.js';
import { linesOf, startChild, type Child } from '../../store/support/files.js';
import { openGates } from './support/gates.js';

let stub: OpenAiStub | undefined;
const children: Child[] = [];
afterEach(async () => {
  for (const child of children.splice(0)) child.process.kill('SIGKILL');
  await stub?.close();
});

/** So long a process may stand still without losing what it has. */
const LEASE_MS = 8_000;
const CHILD = '../../activities/calls/support/gate-child.ts';

function start(...parameters: readonly (string | number)[]): Child {
  const child = startChild(CHILD, ...parameters.map(String));
  children.push(child);
  return child;
}

/** Requests that are neither answered nor given up. */
function inFlight(): number {
  return stub?.requests.filter((request) => request.status === undefined && !request.aborted).length ?? 0;
}

async function until(what: string, holds: () => Promise<boolean> | boolean): Promise<void> {
  const endsAt = Date.now() + 60_000;
  while (!(await holds())) {
    if (Date.now() > endsAt) throw new Error(`not within a minute: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

test('all of them together never make more calls at once than the model allows, and as many as it allows', async () => {
  const opened = await openGates({ count: 1 });
  const { url } = opened;
  const seen: number[] = [];
  stub = await startOpenAiStub({
    reply: async ({ body, index }) => {
      seen.push(inFlight());
      await new Promise((resolve) => setTimeout(resolve, 20 + ((index * 37) % 60)));
      seen.push(inFlight());
      return JSON.stringify(body.messages.at(-1));
    },
  });
  const workers = ['a', 'b', 'c'].map((name) => start(url, stub!.url, name, 25, 4));
  for (const child of workers) expect(await child.ended).toEqual({ code: 0, errors: '' });
  expect(stub.answered()).toBe(75);
  for (const child of workers) expect(child.lines).toHaveLength(27);
  expect(Math.max(...seen)).toBe(4);
  await opened.close();
});

test('the places of a killed process come back to the others, who keep to the limit', async () => {
  const opened = await openGates({ count: 1 });
  const { url, stores } = opened;
  const lengths = () => stores[0]!.calls.lines.lengths();
  const seen: number[] = [];
  stub = await startOpenAiStub({
    reply: async ({ body }) => {
      seen.push(inFlight());
      // What the first one asks is never answered.
      if (JSON.stringify(body.messages).includes('doomed')) await new Promise(() => undefined);
      return 'fine';
    },
  });
  const doomed = start(url, stub.url, 'doomed', 5, 2, LEASE_MS);
  await until('two calls are under way', () => inFlight() === 2);
  const other = start(url, stub.url, 'other', 4, 2, LEASE_MS);
  await until('the others stand in line', async () => (await lengths())[0]?.places === 9);
  expect(stub.requests).toHaveLength(2);

  doomed.process.kill('SIGKILL');
  expect(await other.ended).toEqual({ code: 0, errors: '' });
  expect(other.lines).toEqual(['ready', 'fine', 'fine', 'fine', 'fine', 'done']);
  expect(Math.max(...seen)).toBe(2);
  expect(await lengths()).toEqual([]);
  await opened.close();
});

test('a process that is told to end gives its places back at once', async () => {
  const opened = await openGates({ count: 1 });
  const { url, stores } = opened;
  stub = await startOpenAiStub({ reply: () => 'fine' });
  const worker = start(url, stub.url, 'a', 3, 1);
  await linesOf(worker, 5);
  expect((await worker.ended).code).toBe(0);
  expect(await stores[0]!.calls.lines.lengths()).toEqual([]);
  await opened.close();
});
