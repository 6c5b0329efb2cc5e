import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { MAX_ANSWER, parseDecision } from '../../src/domain/action.js';
import { OBSERVATION_STATUSES } from '../../src/domain/transcript.js';
import { pairName } from '../../src/domain/registry.js';
import { createPolicy } from '../../src/policies/create-policy.js';
import { rankPairs } from '../../src/policies/keyword-policy.js';
import { keywordScore } from '../../src/policies/keyword-score.js';
import { fittingPairs } from '../../src/policies/pairs.js';
import type { PolicyContext } from '../../src/policies/policy.js';
import { called, context, NOTHING_LEARNED, task } from '../support/policy-context.js';
import { solver, step } from '../support/rig-snapshot.js';
import { thrownBy } from '../support/thrown.js';
import { endpointModel, engineModel, skill, smallSnapshot } from '../support/snapshot.js';

const deps = {
  snapshot: smallSnapshot(),
  env: {},
  chat: () => Promise.reject(new Error('local policies call nobody')),
  learned: NOTHING_LEARNED,
};

async function decide(name: string, fields: Partial<PolicyContext> = {}): Promise<string> {
  const { action } = await createPolicy(name, deps).decide(context(fields));
  switch (action.kind) {
    case 'call':
      return pairName(action.model, action.skill);
    case 'answer':
      return `= ${action.text}`;
    case 'malformed':
      return action.reason;
  }
}

describe('keyword', () => {
  test.each([
    ['How many circles are there?', true, 'Raster@@Diagram'],
    ['Which letter can you read?', true, 'Tesseract@@OCR'],
    ['solve: 2x = 4', false, 'Algebra@@Maths'],
    ['What is 3+4?', false, 'Algebra@@Maths'],
    ['Write a program.', false, 'QuickJS@@Code'],
    ['Something else altogether', true, 'Raster@@Diagram'],
    ['Something else altogether', false, 'Algebra@@Maths'],
    ['Read the letter', false, 'Algebra@@Maths'],
    ['Solve the equation in the picture', true, 'Algebra@@Maths'],
    ['Solve it: how many circles?', true, 'Raster@@Diagram'],
    ['Solve the sum of the circles', true, 'Raster@@Diagram'],
  ])('%s (image: %s) goes to %s', async (question, image, pair) => {
    const asked = task({ question, ...(image ? {} : { images: [] }) });
    expect(await decide('keyword', { task: asked })).toBe(pair);
  });

  test('asks with the whole question and explains itself', async () => {
    const decision = await createPolicy('keyword', deps).decide(context());
    expect(decision.action).toMatchObject({ kind: 'call', input: 'How many circles are there?' });
    expect(decision.think).toContain('Raster@@Diagram');
    expect(parseDecision(decision.text)).toMatchObject({ action: decision.action, think: decision.think });
  });

  const raster = 'Raster@@Diagram';
  test.each([
    ['believes a sure expert', [called(raster, 'ok', '3', 0.9)], '= 3'],
    ['believes an expert without a confidence', [called(raster, 'ok', '3')], '= 3'],
    ['asks on when the expert cannot', [called(raster, 'cannot', 'too dark')], 'Tesseract@@Diagram'],
    ['asks on when the expert fails', [called(raster, 'timed_out', 'slow')], 'Tesseract@@Diagram'],
    ['asks on when the answer is blank', [called(raster, 'ok', ' \n', 1)], 'Tesseract@@Diagram'],
    ['asks on when the expert is unsure', [called(raster, 'ok', '3', 0.3)], 'Tesseract@@Diagram'],
    [
      'answers with the more confident of two',
      [called(raster, 'ok', '3', 0.3), called('Tesseract@@Diagram', 'ok', '4', 0.4)],
      '= 4',
    ],
    [
      'keeps the earlier of two equals',
      [called(raster, 'ok', '3', 0.3), called('Tesseract@@Diagram', 'ok', '4', 0.3)],
      '= 3',
    ],
    [
      'goes to skills without any keyword when all others failed',
      [called(raster, 'cannot'), called('Tesseract@@Diagram', 'unavailable')],
      'Tesseract@@OCR',
    ],
    [
      'gives up honestly when nothing is left',
      ['Raster@@Diagram', 'Tesseract@@Diagram', 'Tesseract@@OCR', 'Algebra@@Maths', 'QuickJS@@Code'].map((pair) =>
        called(pair, 'cannot'),
      ),
      '= unknown',
    ],
  ])('%s', async (_name, turns, expected) => {
    expect(await decide('keyword', { turns, callsLeft: 3 })).toBe(expected);
  });

  test('answers with what it has when no call is left', async () => {
    expect(await decide('keyword', { turns: [called(raster, 'ok', '3', 0.1)], callsLeft: 0 })).toBe('= 3');
    expect(await decide('keyword', { turns: [called(raster, 'cannot')], callsLeft: 0 })).toBe('= unknown');
  });

  test('prefers the cheaper model within a skill and ignores models that are unavailable', () => {
    const price = { inputPerMTok: 1, outputPerMTok: 2, perCall: 0 };
    const dear = engineModel('Dear', { skills: ['Count'], price });
    const cheap = engineModel('Cheap', { skills: ['Count'] });
    const dead = engineModel('Dead', { skills: ['Count'], unavailable: 'no key' });
    const snapshot = smallSnapshot({ models: [dear, dead, cheap], skills: [skill('Count')] });
    expect(rankPairs(snapshot, task()).map((pair) => pair.name)).toEqual(['Cheap@@Count', 'Dear@@Count']);
  });

  test('asks an endpoint that takes no images about tasks without any, and a local engine about all', () => {
    const blind = endpointModel('Blind', 'http://127.0.0.1:1/v1', { skills: ['Count'], modalities: ['text'] });
    const engine = engineModel('Engine', { skills: ['Count'], modalities: ['text'] });
    const snapshot = smallSnapshot({ models: [blind, engine], skills: [skill('Count')] });
    const names = (images: boolean) =>
      fittingPairs(snapshot, images ? task() : task({ images: [] })).map((pair) => pair.name);
    expect([names(false), names(true)]).toEqual([['Blind@@Count', 'Engine@@Count'], ['Engine@@Count']]);
  });

  test.each([
    [['sum'], 'What is the summer like?', 0],
    [['sum'], 'The SUM, please', 1],
    [['sum', 'Sum'], 'sum sum', 1],
    [['how many circles', 'circles'], 'How many\n circles?', 4],
    [['lines intersect'], 'intersect lines', 0],
    [[''], 'anything', 0],
    [['naïve'], 'a naïve guess', 1],
  ])('keywords %j in "%s" score %i', (keywords, question, score) => {
    expect(keywordScore({ keywords }, question)).toBe(score);
  });
});

describe('random', () => {
  test('depends on the seed only, and reaches every fitting pair about equally often', async () => {
    const counts = new Map<string, number>();
    for (let seed = 0; seed < 1_000; seed++) {
      const choice = await decide('random', { seed });
      expect(await decide('random', { seed })).toBe(choice);
      counts.set(choice, (counts.get(choice) ?? 0) + 1);
    }
    const fitting = fittingPairs(smallSnapshot(), task()).map((pair) => pair.name);
    expect([...counts.keys()].sort()).toEqual([...fitting].sort());
    for (const count of counts.values()) expect(count).toBeGreaterThan(130);
  });

  test('answers with the last answer, and calls again after a failure', async () => {
    expect(await decide('random', { turns: [called('Raster@@Diagram', 'ok', '5')] })).toBe('= 5');
    expect(await decide('random', { turns: [called('Raster@@Diagram', 'cannot')] })).toContain('@@');
    expect(await decide('random', { turns: [called('Raster@@Diagram', 'cannot')], callsLeft: 0 })).toBe('= unknown');
  });
});

describe('fixed and oracle', () => {
  test('fixed calls its pair by any alias once, then answers with what came back', async () => {
    expect(await decide('fixed:raster_geometry@@diagram')).toBe('Raster@@Diagram');
    expect(await decide('fixed:QuickJS@@Code')).toBe('QuickJS@@Code');
    expect(await decide('fixed:Raster@@Diagram', { turns: [called('Raster@@Diagram', 'ok', '9', 0.1)] })).toBe('= 9');
    expect(await decide('fixed:Raster@@Diagram', { turns: [called('Raster@@Diagram', 'timed_out')] })).toBe(
      '= unknown',
    );
    expect(await decide('fixed:Raster@@Diagram', { callsLeft: 0 })).toBe('= unknown');
  });

  test('fixed takes the alias of a solver, which the call names then', async () => {
    const named = { ...solver('counter', [step('look')]), aliases: ['Old_Counting_Solver'] };
    const snapshot = smallSnapshot({
      skills: [skill('Diagram', { solvers: [solver('other', [step('see')]), named] })],
    });
    const policy = createPolicy('fixed:Raster@@old-counting-solver', { ...deps, snapshot });
    const { action } = await policy.decide(context());
    expect(action).toMatchObject({ kind: 'call', model: 'Raster', skill: 'old-counting-solver' });
    expect(thrownBy(() => createPolicy('fixed:Raster@@counter', { ...deps, snapshot })).code).toBe('NOT_FOUND');
  });

  test('oracle makes one call and then gives the first right answer, whatever came back', async () => {
    expect(await decide('oracle')).toBe('Raster@@Diagram');
    const turns = [called('Raster@@Diagram', 'ok', 'wrong', 1)];
    expect(await decide('oracle', { turns, task: task({ groundTruth: ['B', 'beta'] }) })).toBe('= B');
  });

  test('oracle without an answer key fails and says why', async () => {
    await expect(decide('oracle', { task: task({ groundTruth: [] }) })).rejects.toMatchObject({
      code: 'POLICY_FAILED',
      message: expect.stringContaining('ground_truth'),
    });
  });
});

test.each([
  ['keywrd', 'NOT_FOUND', 'nearest: "keyword"'],
  ['', 'NOT_FOUND', 'fixed:<Model@@Skill>'],
  ['keyword:x', 'NOT_FOUND', 'Choose one of'],
  ['chat:', 'NOT_FOUND', 'chat:<model id>'],
  ['fixed:Rastr@@Diagram', 'NOT_FOUND', 'Raster@@Diagram'],
  ['fixed:Raster@@OCR', 'NOT_FOUND', 'Tesseract@@OCR'],
  ['fixed:Raster', 'NOT_FOUND', 'no pair'],
  ['chat:gpt', 'NOT_FOUND', 'add an endpoint'],
  ['chat:Raster', 'NOT_FOUND', 'expert only'],
])('the policy name "%s" is refused with %s and what there is', (name, code, part) => {
  expect(thrownBy(() => createPolicy(name, deps))).toMatchObject({ code, message: expect.stringContaining(part) });
});

test('every local decision is a valid action, whatever the experts said and the question holds', async () => {
  const names = ['keyword', 'random', 'fixed:Raster@@Diagram', 'oracle'];
  const turn = fc.record({
    pair: fc.constantFrom('Raster@@Diagram', 'Tesseract@@Diagram', 'Tesseract@@OCR', 'Gone@@Away'),
    status: fc.constantFrom(...OBSERVATION_STATUSES),
    text: fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('</answer>', '<answer>1</answer>', 'x'.repeat(MAX_ANSWER * 2), '\u0000', '<think>'),
    ),
    confidence: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined }),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...names),
      fc.array(turn, { maxLength: 4 }),
      fc.string({ minLength: 1 }).filter((text) => text.trim() !== ''),
      fc.nat(4),
      async (name, turns, question, callsLeft) => {
        const decision = await createPolicy(name, deps).decide(
          context({
            task: task({ question }),
            turns: turns.map(({ pair, status, text, confidence }) => called(pair, status, text, confidence)),
            callsLeft,
          }),
        );
        expect(decision.action.kind).toBe(callsLeft === 0 ? 'answer' : decision.action.kind);
        expect(decision.action.kind).not.toBe('malformed');
        expect(parseDecision(decision.text).action).toEqual(decision.action);
      },
    ),
  );
});
