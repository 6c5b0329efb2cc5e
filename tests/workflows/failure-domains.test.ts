/** What becomes of a step whose model fails, hangs, is busy or down: stand-ins, deadlines, waiting, and what the policy reads. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createActivities } from '../../src/activities/create-activities.js';
import { driveInProcess } from '../../src/activities/drive-in-process.js';
import { CLOSED } from '../../src/domain/breaker.js';
import { KEY_REFUSED, MaestroError, type ErrorCode } from '../../src/domain/errors.js';
import type { EndpointModel } from '../../src/domain/registry.js';
import type { RolloutInput } from '../../src/domain/task.js';
import { observationText, type Observation } from '../../src/domain/transcript.js';
import { registerSearchAttributes } from '../../src/temporal/register-search-attributes.js';
import { answers, calls } from '../support/policy-scripts.js';
import { solver, step } from '../support/rig-snapshot.js';
import { answer, openRig, type Rig, type ScriptedExpert } from '../support/rollout-rig.js';
import { endpointModel, skill } from '../support/snapshot.js';

/** Each test has models `<group>-A`, `-B` and `-C` of its own: A's stand-ins are B and C. */
const GROUPS: Readonly<Record<string, Partial<EndpointModel>>> = {
  order: { maxAttempts: 1 },
  wrong: {},
  all: { maxAttempts: 2 },
  key: { maxAttempts: 3 },
  late: { maxAttempts: 50, timeoutMs: 800, deadlineMs: 8_000 },
  open: { maxAttempts: 1, fallbacks: [] },
  waits: { maxAttempts: 1 },
  garbage: { maxAttempts: 2, fallbacks: [] },
  busy: { concurrency: 1, deadlineMs: 1_500, timeoutMs: 1_000, fallbacks: [] },
  keeps: { temperature: 0 },
  alone: { maxAttempts: 1, fallbacks: [] },
};
const scripts = new Map<string, ScriptedExpert>();
const made: string[] = [];
let rig: Rig;

beforeAll(async () => {
  const groups = Object.entries(GROUPS);
  const models = groups.flatMap(([group, fields]) => {
    const names = group === 'alone' ? ['A'] : ['A', 'B', 'C'];
    return names.map((name) =>
      endpointModel(`${group}-${name}`, 'http://127.0.0.1:1/v1', {
        role: 'expert',
        skills: [group],
        fallbacks: name === 'A' ? [`${group}-B`, `${group}-C`] : [],
        ...(name === 'A' ? fields : { maxAttempts: 1, timeoutMs: fields.timeoutMs ?? 20_000 }),
      }),
    );
  });
  rig = await openRig({
    snapshot: {
      version: 1,
      models,
      services: [],
      skills: groups.map(([group]) => skill(group, { solvers: [solver('plain', [step('ask', { kind: 'ask' })])] })),
    },
    experts: Object.fromEntries(
      models.map(({ id }) => [
        id,
        (request) => {
          made.push(id);
          return (scripts.get(id) ?? (() => says(`${id} says so`)))(request);
        },
      ]),
    ),
    policies: {
      'ask-then-answer': ({ turns, task }) =>
        turns.length === 0 ? calls(task.family, task.question) : answers(seen(turns.at(-1)?.observation)),
      'answer-as-said': ({ turns, task }) =>
        turns.length === 0 ? calls(task.family, task.question) : answers(turns.at(-1)?.observation.text ?? ''),
    },
  });
  await registerSearchAttributes(rig.temporal.client.connection, 'default');
});

afterAll(() => rig.close());

function seen(observation: Observation | undefined): string {
  return observation === undefined ? 'nothing' : observationText(observation);
}

function says(text: string): ReturnType<typeof answer> {
  return answer(text, { confidence: undefined });
}

function fails(code: ErrorCode, message: string, data: MaestroError['data'] = {}): ScriptedExpert {
  return () => {
    throw new MaestroError(code, message, { data });
  };
}

const hangs: ScriptedExpert = ({ signal }) =>
  new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () =>
      reject(signal.reason instanceof Error ? signal.reason : new Error('aborted')),
    );
  });

let number = 0;

async function run(group: string, fields: Partial<RolloutInput> = {}, question = `q${number}`) {
  made.length = 0;
  const id = `${group}-${number++}`;
  const task = { id, question, family: `${group}-A@@${group}` };
  const beganAt = Date.now();
  const result = await (await rig.start(id, { task, policy: 'ask-then-answer', ...fields })).result();
  const record = await rig.results.getRollout(id);
  const turn = record?.turns[0];
  const step = record?.calls.find((row) => row.step === 'ask');
  return { result, turn, step, tookMs: Date.now() - beganAt, made: [...made] };
}

describe('stand-ins', () => {
  test('are asked in their declared order; the policy hears who answered, the ledger has its name', async () => {
    scripts.set('order-A', fails('EXPERT_UNAVAILABLE', "can't be reached: ECONNREFUSED"));
    scripts.set('order-B', fails('EXPERT_MALFORMED', 'no valid chat completion'));
    const { result, turn, step, made: order } = await run('order');
    expect(order).toEqual(['order-A', 'order-B', 'order-C']);
    expect(result.answer).toBe(
      'order-C says so\n(Answered by order-C in place of order-A (unavailable) and order-B (malformed).)',
    );
    expect(turn).toMatchObject({ status: 'ok', pair: 'order-A@@order' });
    expect(step).toMatchObject({ model: 'order-C', status: 'ok' });
  });

  test('give answers that are graded as their own: who stood in is told beside them', async () => {
    scripts.set('order-A', fails('EXPERT_UNAVAILABLE', "can't be reached: ECONNREFUSED"));
    scripts.set('order-B', ({ text }) => says(`B on ${text}`));
    const { result } = await run('order', { policy: 'answer-as-said' });
    expect(result.answer).toMatch(/^B on \S[^()]*$/);
  });

  test('are not asked what was rejected: another request is needed, or another pair', async () => {
    scripts.set('wrong-A', fails('EXPERT_REJECTED', '400 image too large'));
    const { result, made: order } = await run('wrong');
    expect(order).toEqual(['wrong-A']);
    expect(result.answer).toBe('[rejected] wrong-A: 400 image too large. Instead: wrong-B@@wrong, wrong-C@@wrong.');
  });

  test('that all fail: the failure is that of the pair, with what became of the others', async () => {
    scripts.set('all-A', fails('EXPERT_UNAVAILABLE', '503 overloaded'));
    scripts.set('all-B', fails('EXPERT_TIMED_OUT', 'no reply after 90 s'));
    scripts.set('all-C', fails('MISSING_KEY', 'no key'));
    const { result, turn, made: order } = await run('all');
    expect(order).toEqual(['all-A', 'all-A', 'all-B', 'all-C']);
    expect(turn).toMatchObject({ status: 'unavailable', calls: 0 });
    expect(result.answer).toBe(
      '[unavailable] all-A: 503 overloaded. In its place all-B: no reply after 90 s. In its place all-C: no key. ' +
        'Instead: all-B@@all, all-C@@all.',
    );
  });
});

test('stand-ins are asked in their order when a key is refused: whoever mends it reads of it, and the key is nowhere', async () => {
  const refused = (who: string) =>
    fails('EXPERT_REJECTED', `401 wrong key (model "${who}"). Check the key in the environment variable K.`, {
      ...{ model: who, status: 401, reason: KEY_REFUSED },
    });
  scripts.set('key-A', refused('key-A'));
  scripts.set('key-B', refused('key-B'));
  const helped = await run('key');
  expect(helped.made).toEqual(['key-A', 'key-B', 'key-C']);
  expect(helped.result.answer).toBe(
    'key-C says so\n(Answered by key-C in place of key-A (rejected: 401, its key was refused) and key-B (rejected: 401, its key was refused).)',
  );
  scripts.set('key-C', refused('key-C'));
  for (let time = 0; time < 5; time++) await run('key');
  const { result, made: order } = await run('key');
  // The server answers: its circuit stays closed, and so the reason is said each time.
  expect(order).toEqual(['key-A', 'key-B', 'key-C']);
  expect(result.answer).toMatch(
    /^\[rejected\] key-A: 401 wrong key \(model "key-A"\)\. Check the key in .* K\. In its place key-B: 401 wrong key /,
  );
  await rig.deps.gate.idle();
  expect(await rig.results.calls.breakers.find('key-A')).toBeUndefined();
});

test('the deadline bounds attempts and stand-ins together, and leaves time to these', async () => {
  for (const name of ['A', 'B', 'C']) scripts.set(`late-${name}`, hangs);
  const { result, turn, tookMs, made: order } = await run('late');
  expect(turn?.status).toBe('timed_out');
  expect(result.answer).toMatch(/^\[timed_out\] late-A: no reply after 0\.[1-8]\d* s/);
  expect(new Set(order)).toEqual(new Set(['late-A', 'late-B', 'late-C']));
  expect(tookMs).toBeLessThan(30_000);
});

test('an open circuit is said at once, without a call, and with what else could be called', async () => {
  scripts.set('open-A', fails('EXPERT_UNAVAILABLE', '503 overloaded'));
  for (let call = 0; call < 5; call++) expect((await run('open')).made).toEqual(['open-A']);
  const { result, made: order } = await run('open');
  expect(order).toEqual([]);
  expect(result.answer).toMatch(
    /^\[unavailable\] open-A: circuit open \(model "open-A"\): 5 calls in a row failed, .*503 overloaded\. Instead: open-B@@open, open-C@@open\.$/,
  );
});

test('nothing else can be called: that is said, too', async () => {
  scripts.set('alone-A', fails('EXPERT_UNAVAILABLE', 'away'));
  expect((await run('alone')).result.answer).toBe(
    '[unavailable] alone-A: away. No other model can be called for alone now.',
  );
});

describe('with on_outage wait', () => {
  test('a server that is away is waited for, longer than its attempts; nobody stands in', async () => {
    let failures = 0;
    scripts.set('waits-A', () => {
      if (failures++ < 3) throw new MaestroError('EXPERT_UNAVAILABLE', 'away');
      return says('back again');
    });
    const { result, made: order } = await run('waits', { on_outage: 'wait' });
    expect(result.answer).toBe('back again');
    expect(new Set(order)).toEqual(new Set(['waits-A']));
  });

  test('an open circuit is waited for until it may be tried again', async () => {
    const retryAtMs = Date.now() + 3_000;
    const open = { ...CLOSED, state: 'open', failures: 5, trips: 1, openedAtMs: 1, retryAtMs, reason: 'down' } as const;
    await rig.results.calls.breakers.update('waits-A', () => open);
    scripts.set('waits-A', () => says(String(Date.now())));
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    const { result, made: order } = await run('waits', { on_outage: 'wait' });
    expect(order).toEqual(['waits-A']);
    expect(Number(result.answer)).toBeGreaterThanOrEqual(retryAtMs);
    await rig.deps.gate.idle();
    expect(await rig.results.calls.breakers.find('waits-A')).toEqual(CLOSED);
  });

  test('garbage is no outage: it is observed after the attempts', async () => {
    scripts.set('garbage-A', fails('EXPERT_MALFORMED', 'no valid chat completion'));
    const { result, made: order } = await run('garbage', { on_outage: 'wait' });
    expect(order).toEqual(['garbage-A', 'garbage-A']);
    expect(result.answer).toMatch(/^\[malformed\] garbage-A: no valid chat completion/);
  });
});

describe('a model whose slots are all taken elsewhere', () => {
  const held = async (work: () => Promise<void>): Promise<void> => {
    const { lines } = rig.results.calls;
    const lease = { holder: 'another worker', expiresAtMs: Date.now() + 100_000 };
    const { place } = await lines.enter('busy-A', { limit: 1, ratePerMinute: undefined }, lease, Date.now());
    try {
      await work();
    } finally {
      await lines.leave(place);
    }
  };

  test('is observed as busy after the time that the step has for it', () =>
    held(async () => {
      const { result, made: order } = await run('busy');
      expect(order).toEqual([]);
      expect(result.answer).toMatch(/^\[unavailable\] busy-A: busy, no slot within \d+(\.\d)? s \(model "busy-A"\)/);
    }));

  test('is waited for when outages are', async () => {
    let waiting: ReturnType<typeof run> | undefined;
    await held(async () => {
      waiting = run('busy', { on_outage: 'wait' });
      await new Promise((resolve) => setTimeout(resolve, 3_000));
      expect(made).toEqual([]);
    });
    const { result, step } = await waiting!;
    expect(result.answer).toBe('busy-A says so');
    expect(step?.waitedMs).toBeGreaterThan(2_000);
  });
});

describe('the cache of calls', () => {
  test('serves another rollout for nothing, unless that wants none', async () => {
    expect((await run('keeps', {}, 'the same')).step).toMatchObject({ cached: false, usage: { calls: 1 } });
    await rig.deps.gate.idle();
    const again = await run('keeps', { seed: 5 }, 'the same');
    expect(again.made).toEqual([]);
    expect(again.step).toMatchObject({
      cached: true,
      usage: { calls: 0, promptTokens: 0, completionTokens: 0, costUsd: 0 },
    });
    expect(again.result.answer).toBe('keeps-A says so');
    const anew = await run('keeps', { cache: false }, 'the same');
    expect(anew.made).toEqual(['keeps-A']);
    expect(anew.step?.cached).toBe(false);
  });
});

test('in process the same calls are made', async () => {
  scripts.delete('wrong-A');
  const task = { id: 'inline', question: 'q', family: 'wrong-A@@wrong' };
  const activities = createActivities(rig.deps, () => ({
    runId: 'inline',
    quick: false,
    attempt: 1,
    endsAtMs: Date.now() + 60_000,
    signal: new AbortController().signal,
  }));
  const input = { rolloutId: 'inline', input: { task, policy: 'ask-then-answer' }, startedAtMs: Date.now() };
  const { turns } = await driveInProcess(activities, input);
  expect(turns).toMatchObject([{ status: 'ok', pair: 'wrong-A@@wrong' }]);
});
