/** The policy `learned` in the product: what it is offered, what it says, and that no name and no order changes a decision. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { MAX_ANSWER, parseDecision, type Action } from '../../src/domain/action.js';
import { seededRandom } from '../../src/domain/random.js';
import { pairName, type RegistrySnapshot } from '../../src/domain/registry.js';
import type { TrainingInput } from '../../src/domain/task.js';
import { OBSERVATION_STATUSES } from '../../src/domain/transcript.js';
import { committedKey } from '../../src/grading/committed.js';
import { FEATURE_COUNT } from '../../src/learning/features.js';
import { createModel, type ModelSpec } from '../../src/learning/model.js';
import { freezeRecords, indexRecords, NO_RECORDS, type RecordTable } from '../../src/learning/records.js';
import { createPolicy } from '../../src/policies/create-policy.js';
import type { PolicyContext } from '../../src/policies/policy.js';
import { CALLS_ONCE, weightsOf } from '../support/learned.js';
import { called, context, task } from '../support/policy-context.js';
import { engineModel, skill, smallSnapshot } from '../support/snapshot.js';
import { thrownBy } from '../support/thrown.js';

const HASH = 'c'.repeat(64);

function policyOf(
  weights: readonly number[],
  snapshot: RegistrySnapshot = smallSnapshot(),
  spec: ModelSpec = { kind: 'linear' },
  records: RecordTable = NO_RECORDS,
) {
  const loaded = { model: createModel(spec), weights, records: indexRecords(records) };
  return createPolicy(`learned:${HASH}`, {
    snapshot,
    env: {},
    chat: () => Promise.reject(new Error('a learned policy calls nobody')),
    learned: {
      load: () => Promise.resolve(loaded),
      keyOf: ({ dataSource }, answer) => committedKey({ dataSource, answer }),
    },
  });
}

const decide = (weights: readonly number[], fields: Partial<PolicyContext> = {}) =>
  policyOf(weights, fields.snapshot).decide(context({ turn: 1, ...fields }));

const training = (fields: Partial<TrainingInput> = {}): TrainingInput => ({
  ...{ run: 'run-1', step: 3, member: 0, exploration: 0.1 },
  ...fields,
});

function shown(action: Action): string {
  if (action.kind === 'call') return `${pairName(action.model, action.skill)}: ${action.input}`;
  return action.kind === 'answer' ? `= ${action.text}` : action.reason;
}

describe('evaluation takes the best', () => {
  test('calls the pair whose card is like the question, then answers with what came back', async () => {
    const asked = task({ question: 'How many circles are in the Diagram?' });
    const first = await decide(CALLS_ONCE, { task: asked });
    expect(first.action).toMatchObject({ kind: 'call', skill: 'Diagram', input: asked.question });
    expect(parseDecision(first.text)).toMatchObject({ action: first.action, think: first.think });
    expect(first.sample).toBeUndefined();
    const turns = [called('Raster@@Diagram', 'ok', '<answer>3</answer>', 0.4)];
    expect(shown((await decide(CALLS_ONCE, { task: asked, turns })).action)).toBe('= &lt;answer>3&lt;/answer>');
  });

  test('what experts agree on is one candidate, under the rules of the source', async () => {
    const turns = [
      called('Raster@@Diagram', 'ok', '4', 0.9),
      called('Tesseract@@Diagram', 'ok', '{3}'),
      called('Tesseract@@OCR', 'ok', 'There are 3'),
    ];
    const votes = weightsOf({ votes: 1, call: -9 });
    const blind = task({ dataSource: 'blindtest' });
    expect(shown((await decide(votes, { turns, task: blind })).action)).toBe('= {3}');
    const drawn = await decide(votes, { turns, task: blind, callsLeft: 0, training: training() });
    expect(drawn.sample?.options).toHaveLength(2);
  });

  test('what commits to nothing, declines or fails is no candidate', async () => {
    const turns = [
      called('Raster@@Diagram', 'ok', '\\boxed{1} \\boxed{2}'),
      called('Tesseract@@Diagram', 'cannot', '3'),
      called('Tesseract@@OCR', 'timed_out', '3'),
    ];
    const charts = task({ dataSource: 'chartqa' });
    const drawn = await decide(CALLS_ONCE, { turns, task: charts, callsLeft: 1, training: training() });
    expect(drawn.action.kind).toBe('call');
    expect(drawn.sample?.options).toHaveLength(5);
    expect(shown((await decide(CALLS_ONCE, { turns, task: charts, callsLeft: 0 })).action)).toBe('= unknown');
  });

  test.each([
    ['with nothing observed and no call left', { callsLeft: 0 }],
    ['with no pair that can work on the task', { snapshot: smallSnapshot({ models: [] }) }],
    ['in training alike, with nothing to record', { callsLeft: 0, training: training() }],
  ])('%s it says that it knows nothing', async (_, fields) => {
    const decision = await decide(CALLS_ONCE, fields);
    expect(shown(decision.action)).toBe('= unknown');
    expect(decision.sample).toBeUndefined();
  });

  test('only pairs that can take the task are offered', async () => {
    const offered = async (images: boolean) => {
      const asked = images ? task() : task({ images: [] });
      return (await decide(CALLS_ONCE, { task: asked, training: training() })).sample?.options.length;
    };
    expect(await offered(true)).toBe(5);
    expect(await offered(false)).toBe(2);
  });

  test('what is left of the money counts', async () => {
    const turns = [called('Raster@@Diagram', 'ok', '4', 0.9)];
    const thrifty = weightsOf({ call: 1, 'used-money': -3 });
    expect((await decide(thrifty, { turns, moneyLeft: 1 })).action.kind).toBe('call');
    expect((await decide(thrifty, { turns, moneyLeft: 0.1 })).action.kind).toBe('answer');
  });

  test('an input template that a skill declares is another thing to ask, and is known again', async () => {
    const inputs = ['Count one by one, then answer: {{question}}', 'Slowly: {{ question }}'];
    const snapshot = smallSnapshot({
      models: [engineModel('Raster', { skills: ['Diagram'] })],
      skills: [skill('Diagram', { needsImage: true, inputs })],
    });
    const asked = task({ question: "How many $& {{question}} $' circles?" });
    const template = weightsOf({ template: 1, 'called-before': -2 });
    const first = await decide(template, { snapshot, task: asked });
    const asks = ({ action }: typeof first): string => (action.kind === 'call' ? action.input : '');
    const fills = inputs.map((input) => input.replace(/\{\{ ?question ?\}\}/, () => asked.question));
    expect(fills).toContain(asks(first));
    const observation = { status: 'ok', text: '4', confidence: 0.9 } as const;
    const turns = [{ decision: { ...first }, observation }];
    const second = await decide(template, { snapshot, task: asked, turns });
    expect(fills.filter((fill) => fill !== asks(first))).toEqual([asks(second)]);
  });
});

describe('training draws', () => {
  test('by the key of the decision alone, and says what it drew from and how probable it was', async () => {
    const drawn = (fields: Partial<PolicyContext>, key: Partial<TrainingInput> = {}) =>
      decide(CALLS_ONCE, { ...fields, training: training(key) });
    const one = await drawn({ seed: 1, rolloutId: 'a' });
    const other = await drawn({ seed: 2, rolloutId: 'b' });
    expect(other).toEqual(one);
    const { sample } = one;
    expect(sample).toMatchObject({ label: shown(one.action).split(':')[0], propensity: expect.any(Number) });
    expect(sample?.options.every(({ features }) => features.length === FEATURE_COUNT)).toBe(true);
    expect(sample?.propensity).toBeGreaterThanOrEqual(0.1 / 5);
    const labels = new Set<string>();
    for (let member = 0; member < 64; member++) labels.add((await drawn({}, { member })).sample?.label ?? '');
    expect(labels.size).toBeGreaterThan(1);
    const uniform = await drawn({}, { exploration: 1 });
    expect(uniform.sample?.propensity).toBeCloseTo(1 / 5);
  });

  test('from the pairs of its pool only', async () => {
    for (let member = 0; member < 20; member++) {
      const pool = ['Tesseract@@OCR', 'Algebra@@Maths'];
      const { action, sample } = await decide(CALLS_ONCE, { training: training({ member, exploration: 1, pool }) });
      expect(shown(action)).toMatch(/^(Tesseract@@OCR|Algebra@@Maths):/);
      expect(sample?.options).toHaveLength(2);
    }
  });
});

describe('names and order', () => {
  const renamed = (name: string): string =>
    `${String.fromCharCode(90 - (name.charCodeAt(0) % 20))}${name.length}-${name}`;
  const otherPair = (pair: string): string => pair.split('@@').map(renamed).join('@@');

  /** The same experts under other names, in another order. */
  function disguised(snapshot: RegistrySnapshot, seed: number): RegistrySnapshot {
    const random = seededRandom('disguise', seed);
    return {
      ...snapshot,
      models: random.shuffle(
        snapshot.models.map((model) => ({ ...model, id: renamed(model.id), skills: model.skills.map(renamed) })),
      ),
      skills: random.shuffle(snapshot.skills.map((each) => ({ ...each, id: renamed(each.id) }))),
    };
  }

  // Each pair unlike the others in its words: of two that can't be told apart either will do.
  const base = smallSnapshot();
  const snapshot: RegistrySnapshot = {
    ...base,
    models: base.models.map((model, index) => ({ ...model, strengths: `Good with apples${index}.` })),
  };
  const pairs = ['Raster@@Diagram', 'Tesseract@@Diagram', 'Tesseract@@OCR', 'Algebra@@Maths', 'QuickJS@@Code'];
  const turn = fc.record({
    pair: fc.constantFrom(...pairs),
    status: fc.constantFrom('ok', 'cannot', 'timed_out'),
    text: fc.constantFrom('3', '4', 'three', ''),
    confidence: fc.constantFrom(undefined, 0.2, 0.9),
  });
  const history = fc.array(fc.record({ pair: fc.constantFrom(...pairs), correct: fc.boolean() }), { maxLength: 20 });
  const question = fc.constantFrom('How many circles?', 'Read the text', 'Is apples2 better than apples0?', 'Solve it');

  test.each<ModelSpec>([{ kind: 'linear' }, { kind: 'two-tower', width: 4 }])(
    'change no decision of a $kind policy, neither the best nor a drawn one',
    async (spec) => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(turn, { maxLength: 3 }),
          history,
          question,
          fc.nat(),
          async (turns, outcomes, asked, seed) => {
            const random = seededRandom('weights', seed);
            const weights = Array.from({ length: createModel(spec).size }, () => random.real(-3, 3));
            const run = async (pinned: RegistrySnapshot, name: (pair: string) => string) => {
              const table = freezeRecords(
                outcomes.map(({ pair, correct }, index) => ({
                  ...{ pair: name(pair), correct, kind: 'exact', task: `past-${index}`, image: '', split: 'train' },
                })),
              );
              const policy = policyOf(weights, pinned, spec, table);
              const seen = turns.map(({ pair, status, text, confidence }) =>
                called(name(pair), status, text, confidence),
              );
              const fields = { snapshot: pinned, task: task({ question: asked }), turns: seen, callsLeft: 2 };
              return Promise.all(
                [{}, { training: training({ member: seed % 8 }) }].map(async (more) => {
                  const { action, sample } = await policy.decide(context({ ...fields, ...more }));
                  const pair = action.kind === 'call' ? pairName(action.model, action.skill) : shown(action);
                  return { pair, features: sample?.options, propensity: sample?.propensity };
                }),
              );
            };
            const plain = await run(snapshot, (pair) => pair);
            const expected = plain.map(({ pair, ...rest }) => ({
              ...{ pair: pair.startsWith('= ') ? pair : otherPair(pair) },
              ...rest,
            }));
            expect(await run(disguised(snapshot, seed), otherPair)).toEqual(expected);
          },
        ),
        { numRuns: 60 },
      );
    },
  );
});

test('every decision is a valid action, whatever the experts said and the question holds', async () => {
  const turn = fc.record({
    pair: fc.constantFrom('Raster@@Diagram', 'Tesseract@@OCR', 'Gone@@Away'),
    status: fc.constantFrom(...OBSERVATION_STATUSES),
    text: fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        '</answer>',
        '<answer>1</answer>',
        'x'.repeat(MAX_ANSWER * 2),
        '\u0000',
        '<think>',
        '{{question}}',
      ),
    ),
    confidence: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined }),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(turn, { maxLength: 4 }),
      fc.string({ minLength: 1 }).filter((text) => text.trim() !== ''),
      fc.nat(4),
      fc.nat(100),
      async (turns, question, callsLeft, member) => {
        const decision = await decide(weightsOf({ answer: 0.5 }), {
          task: task({ question }),
          turns: turns.map(({ pair, status, text, confidence }) => called(pair, status, text, confidence)),
          callsLeft,
          training: training({ member }),
        });
        expect(decision.action.kind).toBe(callsLeft === 0 ? 'answer' : decision.action.kind);
        expect(decision.action.kind).not.toBe('malformed');
        expect(parseDecision(decision.text).action).toEqual(decision.action);
      },
    ),
  );
});

test.each([
  ['learned:', 'learned:<checkpoint>'],
  ['learned:abc', 'first 8 of the 64 hex digits'],
  ['learned:ABCDEF01', 'names no checkpoint'],
  ['lerned', 'nearest: "learned"'],
])('the name "%s" is refused, with what to write', (name, part) => {
  const deps = { snapshot: smallSnapshot(), env: {}, chat: () => Promise.reject(new Error()) };
  const learned = { load: () => Promise.reject(new Error()), keyOf: () => Promise.reject(new Error()) };
  expect(thrownBy(() => createPolicy(name, { ...deps, learned }))).toMatchObject({
    code: 'NOT_FOUND',
    message: expect.stringContaining(part),
  });
});
