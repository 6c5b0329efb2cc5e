/** Calls of endpoints and engines with all that surrounds them, against a real server. */
import { afterEach, describe, expect, test } from '@jest/globals';
import { createCallExpert, type CallExpert, type CallLimits } from '../../../src/activities/calls/call-expert.js';
import { gatedChat } from '../../../src/activities/calls/gated-chat.js';
import { createPurse } from '../../../src/activities/calls/purse.js';
import type { Expert, ExpertReply } from '../../../src/domain/expert.js';
import type { Model } from '../../../src/domain/registry.js';
import { createChatClient } from '../../../src/experts/openai/chat-client.js';
import { createOpenAiExpert } from '../../../src/experts/openai/openai-expert.js';
import type { CallStore } from '../../../src/store/call-store.js';
import { startOpenAiStub, type OpenAiStub, type StubOptions } from '../../support/openai-stub.js';
import { endpointModel, engineModel } from '../../support/snapshot.js';
import { rejection } from '../../support/thrown.js';
import { openGates, type GatesOptions, type TestGates } from './support/gates.js';

let stub: OpenAiStub;
let gates: TestGates;
let calls: readonly CallExpert[];
afterEach(async () => {
  await stub.close();
  await gates.close();
  expect(gates.warnings).toEqual([]);
});

const clock = { now: () => Date.now(), elapsed: () => performance.now() };
/** A clock that stands: however long a busy machine takes, as much is left of a step's time as the test says. */
const standing = (() => {
  const at = Date.now();
  return { now: () => at, elapsed: () => performance.now() };
})();

async function open(
  stubOptions: StubOptions,
  options: GatesOptions = {},
  { now, elapsed } = clock,
): Promise<CallExpert> {
  stub = await startOpenAiStub(stubOptions);
  gates = await openGates({ now, ...options });
  const endpoint = createOpenAiExpert({ chat: createChatClient({ env: {} }) });
  calls = gates.gates.map((gate, index) =>
    createCallExpert({
      ...{ expertFor: () => endpoint, gate, results: gates.stores[index]!, clock: { now, elapsed } },
    }),
  );
  return calls[0]!;
}

function request(model: Model, text = 'how many?') {
  return { model, task: '', params: {}, text, system: '', images: [], seed: 7 };
}

function limits(fields: Partial<CallLimits> = {}): CallLimits {
  return { signal: new AbortController().signal, endsAtMs: Date.now() + 30_000, final: true, cache: true, ...fields };
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const textOf = (reply: ExpertReply): string => (reply.kind === 'answer' ? reply.text : `cannot: ${reply.reason}`);
const lengths = () => gates.stores[0]!.calls.lines.lengths();

describe('an engine', () => {
  test('is called without a look into the store, within its time', async () => {
    const used: string[] = [];
    const wrap = (store: CallStore): CallStore =>
      new Proxy(store, {
        get: (target, name, receiver) => {
          used.push(String(name));
          return Reflect.get(target, name, receiver) as unknown;
        },
      });
    await open({}, { wrap });
    used.length = 0;
    const expert: Expert = {
      call: async ({ text, signal }) => {
        if (text === 'hang') await new Promise((resolve) => signal.addEventListener('abort', resolve));
        signal.throwIfAborted();
        return { kind: 'cannot', reason: text, usage: { calls: 1, promptTokens: 0, completionTokens: 0, costUsd: 0 } };
      },
    };
    const { 0: gate } = gates.gates;
    const callEngine = createCallExpert({ expertFor: () => expert, gate: gate!, results: gates.stores[0]!, clock });
    const model = engineModel('E', { timeoutMs: 200 });
    const patient = engineModel('E', { timeoutMs: 60_000 });
    expect(await callEngine(request(patient, 'quick'), limits())).toMatchObject({
      cached: false,
      hedged: false,
      waitedMs: 0,
    });
    const late = await rejection(callEngine(request(model, 'hang'), limits()));
    expect(late).toMatchObject({
      code: 'EXPERT_TIMED_OUT',
      message: expect.stringMatching(/^no reply after 0\.2 s \(model "E"\)/),
    });
    expect(used).toEqual([]);
  });
});

describe('an endpoint', () => {
  test('gives its place back after every end, and its failures count', async () => {
    const call = await open({ reply: () => 'three' });
    const model = endpointModel('M', stub.url, { timeoutMs: 30_000 });
    expect(textOf((await call(request(model), limits())).reply)).toBe('three');
    await stub.setMood({ kind: 'status', status: 503 });
    expect((await rejection(call(request(model), limits()))).code).toBe('EXPERT_UNAVAILABLE');
    await stub.setMood({ kind: 'hang' });
    const short = { ...model, timeoutMs: 300 };
    expect((await rejection(call(request(short), limits()))).message).toMatch(/^no reply after 0\.3 s/);
    await gates.gates[0]!.idle();
    expect(await gates.stores[1]!.calls.breakers.find('M')).toMatchObject({ failures: 2, state: 'closed' });
    await stub.setMood({ kind: 'status', status: 400 });
    expect((await rejection(call(request(model), limits()))).message).toMatch(/^400 the mood is 400/);
    await gates.gates[0]!.idle();
    expect(await gates.stores[1]!.calls.breakers.find('M')).toMatchObject({ failures: 0, state: 'closed' });
    expect(await lengths()).toEqual([]);
  });

  test('of a batch with a budget is paid before it is sent, be it an expert or a policy', async () => {
    const call = await open({ reply: () => 'three' });
    const { budgets } = gates.stores[1]!.calls;
    const gate = gates.gates[0]!;
    const model = endpointModel('M', stub.url, { price: { inputPerMTok: 0, outputPerMTok: 0, perCall: 1 } });
    await budgets.set('b', { usd: 2 });
    const purse = createPurse({
      ...{ budgets, now: clock.now },
      afterwards: (what, work) => gate.afterwards(what, work),
    });
    const chat = gatedChat(createChatClient({ env: {} }), gate, clock.now, { purse, batch: 'b' });
    const ask = { model, messages: [{ role: 'user', text: 'hm' } as const], seed: 1 };
    await call(request(model), limits({ batch: 'b' }));
    await chat({ ...ask, signal: limits().signal });
    expect((await rejection(call(request(model, 'more?'), limits({ batch: 'b' })))).code).toBe('BUDGET_SPENT');
    expect((await rejection(chat({ ...ask, signal: limits().signal }))).code).toBe('BUDGET_SPENT');
    expect(stub.requests.length).toBe(2);
    expect(await budgets.find('b', Date.now())).toMatchObject({ settled: { usd: 2, calls: 2 }, open: { calls: 0 } });
    // What can't be paid gives its place back, and says nothing of its server.
    await gate.idle();
    expect(await lengths()).toEqual([]);
    expect(await gates.stores[0]!.calls.breakers.find('M')).toBeUndefined();
  });

  test('is given up when the step is over, before its own time is', async () => {
    const call = await open({ mood: { kind: 'hang' } }, {}, standing);
    const model = endpointModel('M', stub.url, { timeoutMs: 20_000 });
    const error = await rejection(call(request(model), limits({ endsAtMs: standing.now() + 400 })));
    expect(error).toMatchObject({ code: 'EXPERT_TIMED_OUT', message: expect.stringContaining('deadline_s') });
  });

  test('is not sent what could not be answered in time any more, and is not blamed for it', async () => {
    const call = await open({ reply: () => 'late' }, {}, standing);
    const model = endpointModel('M', stub.url, { timeoutMs: 2_000 });
    const error = await rejection(call(request(model), limits({ endsAtMs: standing.now() + 100, final: false })));
    expect(error).toMatchObject({ code: 'EXPERT_UNAVAILABLE', final: true, data: { reason: 'busy' } });
    expect(error.message).toMatch(/^busy, after 0\.\d s in line \d+ ms of the step's time were left/);
    expect(stub.requests).toEqual([]);
    await gates.gates[0]!.idle();
    expect(await gates.stores[0]!.calls.breakers.find('M')).toBeUndefined();
  });

  test('is not reached by a cancelled call any more, which says nothing of its health', async () => {
    const call = await open({ mood: { kind: 'hang' } });
    const model = endpointModel('M', stub.url);
    const controller = new AbortController();
    const calling = call(request(model), limits({ signal: controller.signal }));
    while (stub.requests.length === 0) await pause(5);
    controller.abort(new DOMException('cancelled', 'AbortError'));
    await expect(calling).rejects.toMatchObject({ name: 'AbortError' });
    while (stub.requests[0]?.aborted !== true) await pause(5);
    await gates.gates[0]!.idle();
    expect(await gates.stores[0]!.calls.breakers.find('M')).toBeUndefined();
    expect(await lengths()).toEqual([]);
  });
});

describe('a second call', () => {
  const latency = { p50Ms: 20, p95Ms: 100 };
  const price = { inputPerMTok: 0, outputPerMTok: 0, perCall: 0.25 };

  /** The first call hangs until the test ends, the second is answered. */
  function slowFirst(second: string) {
    return { reply: ({ index }: { index: number }) => (index === 0 ? new Promise<string>(() => undefined) : second) };
  }

  test('is made after the usual time; the first reply counts, the other call is aborted at once, both are paid', async () => {
    const call = await open(slowFirst('second'));
    const model = endpointModel('M', stub.url, { hedge: true, latency, price, timeoutMs: 600_000 });
    const made = await call(request(model), limits({ endsAtMs: Date.now() + 600_000 }));
    expect(made).toMatchObject({ hedged: true, cached: false });
    expect(textOf(made.reply)).toBe('second');
    expect(made.reply.usage).toMatchObject({ calls: 2, costUsd: 0.5 });
    // Long before its own time is over, which is that of the test.
    while (stub.requests[0]?.aborted !== true) await pause(5);
    expect(stub.requests).toHaveLength(2);
    await gates.gates[0]!.idle();
    expect(await lengths()).toEqual([]);
    expect(await gates.stores[0]!.calls.breakers.find('M')).toBeUndefined();
  });

  test('is not made when the first is quick, nor when there is no room for it', async () => {
    const call = await open({ reply: ({ index }) => (index === 0 ? 'quick' : { content: 'slow', delayMs: 400 }) });
    const quick = endpointModel('M', stub.url, { hedge: true, latency: { p50Ms: 20, p95Ms: 20_000 } });
    expect(await call(request(quick), limits())).toMatchObject({ hedged: false, reply: { usage: { calls: 1 } } });
    const full = endpointModel('N', stub.url, { hedge: true, latency, concurrency: 1 });
    expect(await call(request(full), limits())).toMatchObject({ hedged: false, reply: { usage: { calls: 1 } } });
    expect(stub.requests).toHaveLength(2);
  });

  test('helps when the first one fails late; when both fail, the first failure counts', async () => {
    const call = await open({ reply: ({ index }) => ({ content: index % 2 === 0 ? '' : 'good', delayMs: 250 }) });
    const model = endpointModel('M', stub.url, { hedge: true, latency });
    expect(textOf((await call(request(model), limits())).reply)).toBe('good');
    await stub.setMood({ kind: 'slow', ms: 0 });
    await stub.close();
    stub = await startOpenAiStub({ reply: () => ({ content: '', delayMs: 250 }) });
    const both = endpointModel('N', stub.url, { hedge: true, latency });
    expect((await rejection(call(request(both), limits()))).code).toBe('EXPERT_MALFORMED');
    expect(stub.requests).toHaveLength(2);
  });
});

describe('the cache of calls', () => {
  const cold = (fields = {}) => endpointModel('M', stub.url, { temperature: 0, ...fields });

  test('serves the same question again to any worker, for nothing', async () => {
    const [, second] = [await open({ reply: () => ({ content: 'three', reasoning: 'one, two, three' }) }), calls[1]!];
    const first = await calls[0]!(request(cold()), limits());
    expect(first).toMatchObject({ cached: false, reply: { usage: { calls: 1 } } });
    await gates.gates[0]!.idle();
    const hit = await second({ ...request(cold()), seed: 8 }, limits());
    const nothing = { calls: 0, promptTokens: 0, completionTokens: 0, costUsd: 0 };
    expect(hit).toEqual({
      reply: { ...first.reply, usage: nothing },
      cached: true,
      hedged: false,
      waitedMs: expect.any(Number),
    });
    expect(stub.requests).toHaveLength(1);
    expect(await gates.stores[2]!.calls.cache.stats()).toMatchObject([{ model: 'M', entries: 1, hits: 1 }]);
  });

  test('lets one caller ask, over all workers, while the others wait for its reply', async () => {
    await open({ reply: async () => pause(300).then(() => 'three') });
    const model = cold();
    const made = await Promise.all(
      Array.from({ length: 15 }, (_, index) => calls[index % 3]!(request(model), limits())),
    );
    expect(stub.requests).toHaveLength(1);
    expect(made.filter(({ cached }) => !cached)).toHaveLength(1);
    expect(new Set(made.map(({ reply }) => textOf(reply)))).toEqual(new Set(['three']));
  });

  test('keeps no failure: the next caller asks itself', async () => {
    const call = await open({ reply: () => 'three' });
    await stub.setMood({ kind: 'status', status: 500 }, 2);
    const made = await Promise.allSettled(calls.map((one) => one(request(cold()), limits())));
    expect(made.filter(({ status }) => status === 'rejected')).toHaveLength(2);
    expect((await call(request(cold()), limits())).cached).toBe(true);
    expect(stub.requests).toHaveLength(3);
  });

  test('keeps an honest "cannot"', async () => {
    const call = await open({ reply: () => ({ content: null, refusal: 'I won’t' }) });
    for (const cached of [false, true]) {
      const made = await call(request(cold()), limits());
      expect([textOf(made.reply), made.cached]).toEqual(['cannot: I won’t', cached]);
      await gates.gates[0]!.idle();
    }
  });

  test.each([
    ['the rollout wants none', {}, { cache: false }],
    ['the card allows none', { cache: false }, {}],
    ['the model is not deterministic', { temperature: 0.2 }, {}],
    ['the server decides on the temperature', { temperature: undefined }, {}],
  ])('is not used when %s', async (_, fields, off) => {
    const call = await open({ reply: () => 'three' });
    for (let time = 0; time < 2; time++) {
      expect((await call(request(cold(fields)), limits(off))).cached).toBe(false);
      await gates.gates[0]!.idle();
    }
    expect(await gates.stores[0]!.calls.cache.stats()).toEqual([]);
  });

  test('waits for another’s call no longer than for room, and ends when it is cancelled', async () => {
    await open({ mood: { kind: 'hang' } });
    const controller = new AbortController();
    const hanging = calls[0]!(request(cold({ timeoutMs: 60_000 })), limits({ signal: controller.signal }));
    while (stub.requests.length === 0) await pause(5);
    const short = limits({ endsAtMs: Date.now() + 800 });
    const busy = await rejection(calls[1]!(request(cold()), short));
    expect(busy).toMatchObject({ code: 'EXPERT_UNAVAILABLE', final: true, data: { reason: 'busy' } });
    expect(busy.message).toMatch(/^busy, the same call is under way elsewhere and brought nothing within \d+(\.\d)? s/);
    controller.abort(new DOMException('cancelled', 'AbortError'));
    await expect(hanging).rejects.toMatchObject({ name: 'AbortError' });
  });
});
