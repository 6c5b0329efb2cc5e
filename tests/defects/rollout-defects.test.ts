/** Faults of the reference system's loop and orchestrator, tried on a whole rollout (docs/reference-differences.md). */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { MaestroError } from '../../src/domain/errors.js';
import { observationText } from '../../src/domain/transcript.js';
import { registerSearchAttributes } from '../../src/temporal/register-search-attributes.js';
import { answers, calls } from '../support/policy-scripts.js';
import { answer, openRig, type Rig } from '../support/rollout-rig.js';
import { rigSnapshot } from '../support/rig-snapshot.js';

let rig: Rig;
let quickCalls: string[] = [];
let slowCalls: string[] = [];
let shown: string[] = [];

const LONG = `The head of it. ${'word '.repeat(1_200)}\nThe answer: 7`;

beforeAll(async () => {
  rig = await openRig({
    snapshot: rigSnapshot(),
    experts: {
      Quick: ({ text }) => {
        quickCalls.push(text);
        return answer(text === 'long' ? LONG : `quick:${text}`);
      },
      Slow: ({ text }) => {
        slowCalls.push(text);
        if (text === 'dead') throw new MaestroError('EXPERT_UNAVAILABLE', 'connection refused');
        if (slowCalls.length === 1) throw new MaestroError('EXPERT_UNAVAILABLE', 'down for a moment');
        return answer(`slow:${text}`);
      },
    },
    policies: {
      'ask-then-42': ({ turns, task }) => {
        shown = turns.map((turn) => turn.observation.text);
        return turns.length === 0 ? calls(task.family, task.question) : answers('42');
      },
    },
  });
  await registerSearchAttributes(rig.temporal.client.connection, 'default');
});

afterAll(() => rig.close());

async function run(id: string, pair: string, question: string) {
  quickCalls = [];
  slowCalls = [];
  const task = { id, question, family: pair, ground_truth: '42' };
  return (await rig.start(id, { task, policy: 'ask-then-42' })).result();
}

test('a step that is tried again does not pay for the other steps again', async () => {
  const result = await run('one-step', 'Quick@@Chain', 'x');
  expect(result.turns[0]).toContain('  ok  ');
  expect(slowCalls).toEqual(['x', 'x']);
  expect(quickCalls).toEqual(['x', 'quick:x+slow:x']);
});

test('an expert is asked as often as its card says, and not once more', async () => {
  const result = await run('attempts', 'Slow@@Plain', 'dead');
  expect(result.turns[0]).toContain('unavailable');
  expect(slowCalls).toEqual(['dead', 'dead']);
});

test('a long reply keeps its head, and its end', async () => {
  await run('head', 'Quick@@Plain', 'long');
  const text = observationText({ status: 'ok', text: shown[0] ?? '', confidence: undefined });
  expect(text).toMatch(/^The head of it\.[^]*\d characters left out[^]*\nThe answer: 7$/);
  expect(text.length).toBeGreaterThan(1_000);
});

describe('a name means the same to the call and to the reward', () => {
  test.each([
    ['Quick@@Plain', 1],
    ['quick@@p-l-a-i-n', 1],
    ['Nobody@@Plain', 0],
    ['Quick@@Plainest', 0],
    ['Slow@@Look', 0],
  ])('%s and a right answer earn %d', async (pair, reward) => {
    expect(await run(`name-${pair}`, pair, 'q')).toMatchObject({ correct: true, reward });
  });
});
