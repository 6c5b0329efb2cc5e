/** The engine `algebra`: how much it solves, that it rather says `cannot` than something wrong, and that nothing keeps it busy. */
import { afterAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { findSuite } from '../../../src/datasets/suite.js';
import type { ExpertReply } from '../../../src/domain/expert.js';
import { createAlgebraEngine } from '../../../src/experts/engines/algebra/engine.js';
import { solveQuestion } from '../../../src/experts/engines/algebra/solve.js';
import { createGrading } from '../../../src/grading/grading.js';
import { engineModel } from '../../support/snapshot.js';
import { HELD_OUT } from './algebra-held-out.js';
import { PROBLEMS, TRAPS, UNANSWERABLE } from './algebra-problems.js';
import { processorTime } from '../../support/processor-time.js';

const grading = createGrading();

type Outcome = 'right' | 'cannot' | 'wrong';

async function outcomeOf(question: string, truth: string | readonly string[]): Promise<Outcome> {
  const solution = await solveQuestion(question);
  if (solution.kind === 'cannot') return 'cannot';
  const groundTruth = [truth].flat();
  const verdict = await grading.by('reward', { answer: solution.text, groundTruth, dataSource: 'arith' });
  return verdict?.correct === true ? 'right' : 'wrong';
}

async function tally(
  problems: readonly (readonly [string, string | readonly string[]])[],
): Promise<Record<Outcome, number>> {
  const counts = { right: 0, cannot: 0, wrong: 0 };
  for (const [question, truth] of problems) counts[await outcomeOf(question, truth)]++;
  return counts;
}

/** The answer, or `cannot`. */
async function answer(question: string): Promise<string> {
  const solution = await solveQuestion(question);
  return solution.kind === 'cannot' ? 'cannot' : solution.text;
}

describe('the suite arith', () => {
  const suite = findSuite('arith');
  test.each([1, 2, 3].flatMap((seed) => suite.families.map((family) => [seed, family] as const)))(
    'seed %i, %s: at least 95 %% right in every wording, none wrong',
    async (seed, family) => {
      const items = Array.from({ length: 160 }, (_, i) => suite.item(i, seed)).filter((item) => item.family === family);
      const counts = await tally(
        items.flatMap((item) => item.wordings.map((wording) => [wording, item.groundTruth] as const)),
      );
      expect(counts.wrong).toBe(0);
      expect(counts.right / (counts.right + counts.cannot)).toBeGreaterThanOrEqual(0.95);
    },
  );
});

describe('other words than the suite', () => {
  const problems = Object.entries(PROBLEMS).flatMap(([kind, list]) =>
    list.map(([question, truth]) => [kind, question, truth] as const),
  );
  test.each(problems)('%s: %s -> %s', async (_, question, truth) => {
    expect(await outcomeOf(question, truth)).toBe('right');
  });

  test('problems it was not worked on: at least 90 % right, less than 5 % wrong', async () => {
    const counts = await tally(HELD_OUT);
    expect(counts.right / HELD_OUT.length).toBeGreaterThanOrEqual(0.9);
    expect(counts.wrong / HELD_OUT.length).toBeLessThan(0.05);
  });
});

describe('what does not follow is not answered', () => {
  test.each(UNANSWERABLE)('%s', async (question) => {
    expect(await answer(question)).toBe('cannot');
  });

  test.each(TRAPS)('%s is %s, if anything', async (question, truth) => {
    expect(await outcomeOf(question, truth ?? 'unanswerable')).not.toBe('wrong');
  });
});

describe('answers are exact, with nothing around them', () => {
  test.each([
    ['1/3 + 1/6', '0.5'],
    ['1/3 + 1/4', '7/12'],
    ['0.1 + 0.2', '0.3'],
    ['2^100', '1267650600228229401496703205376'],
    ['-7 + 3', '-4'],
    ['x^2 = 2', '-1.41421356237, 1.41421356237'],
    ['x^3 - 6x^2 + 11x - 6 = 0', '1, 2, 3'],
    ['x^3 - 2x - 5 = 0', '2.09455148154'],
    ['x^5 - x = 0', '-1, 0, 1'],
    ['2x = 3', '1.5'],
    ['3x = 1', '1/3'],
    ['1/(x - 1) = 1/(x - 1) + x - 1', 'cannot'],
    ['sqrt(x) = -2', 'cannot'],
    ['x^2 = -4', 'cannot'],
    ['sin(x) = 0.5', 'cannot'],
  ])('%s is %s', async (question, expected) => {
    expect(await answer(question)).toBe(expected);
  });

  test('no real root of a polynomial is missed', async () => {
    const whole = fc.uniqueArray(fc.integer({ min: -30, max: 30 }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(whole, async (roots) => {
        const product = roots.map((root) => `(x ${root < 0 ? '+' : '-'} ${Math.abs(root)})`).join('*');
        const expected = [...roots].sort((a, b) => a - b).join(', ');
        expect(await answer(`Solve ${product} = 0`)).toBe(expected);
      }),
      { numRuns: 60 },
    );
  });

  test('far apart irrational roots are all found', async () => {
    const found = (await answer('x^6 - 1000000x^5 + 999999x - 720720 = 0')).split(', ').map(Number);
    expect(found).toHaveLength(2);
    expect(found[0]).toBeCloseTo(-1.13115518668, 9);
    expect(found[1]).toBeCloseTo(1e6, 3);
  });

  test('sums and products of whole numbers agree with big integers', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.bigInt({ min: 1n, max: 10n ** 40n }),
        fc.bigInt({ min: 1n, max: 10n ** 40n }),
        async (a, b) => {
          expect(await answer(`${a} * ${b} - ${a}`)).toBe(String(a * b - a));
        },
      ),
      { numRuns: 100 },
    );
  });
});

describe('hostile questions', () => {
  test.each([
    '9^9^9^9',
    '2^(2^(2^(2^2)))',
    '10^401',
    '201!',
    '((((3!)!)!)!)!',
    '1 / 0',
    '5 mod 0',
    'x^100 = 1',
    '(((x+1)^8)^8)^8 = 3',
    'e^x = x^5 + sin(x)',
    'import("fs")',
    'createUnit("a")',
    'parse("x")',
    'simplify("x+x")',
    'derivative("x^2","x")',
    'constructor.constructor("return 1")()',
    '__proto__ = 1',
    'nerdamer.setFunction = 3',
    'ones(10000,10000)',
    'range(0, 1e9)',
  ])('%s is not answered', async (question) => {
    expect(await answer(question)).toBe('cannot');
  });

  const PIECES = [
    '1 ', '1,', '1 and ', '(', '((1', '-', '1+', '^2', 'a ', 'x=', 'x=1 ', 'five ', 'one half ', '1 km ', '1 km and ', 'how many ', '$1 each ',
    'Ann and ', 'Ann is 3 times as old as ', '3:4 ', '1/2 of ', '50% of ', '12:30 ', 'twice ', 'add 1 to ', 'n times n ', 'a number ',
    'think of a number ', '!', 'sqrt(', 'x^2+', ' ', '\u0000', '√', '1,000,', 'one is 3 ', '3 pens cost ', '15 pages every ', 'please what is ',
  ]; // prettier-ignore
  test.each(PIECES)('4,000 characters of %j take less than a second and throw nothing', async (piece) => {
    const used = processorTime();
    await solveQuestion(piece.repeat(4000).slice(0, 4000));
    expect(used()).toBeLessThan(1000);
  });

  test('any mixture of its own words throws nothing', async () => {
    const words = fc.constantFrom(
      ...PIECES,
      ...PIECES.map((piece) => piece.trim()),
      '3',
      '7.5',
      '1/2',
      '=',
      '?',
      '. ',
      'x',
      ' km/h',
      ' hours',
      '%',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(words, { maxLength: 30 }), async (parts) => {
        const solution = await solveQuestion(parts.join(' '));
        expect(['solved', 'cannot']).toContain(solution.kind);
      }),
      { numRuns: 300 },
    );
  });
});

describe('the engine', () => {
  const engine = createAlgebraEngine();
  afterAll(() => engine.close());
  const call = (text: string, signal = new AbortController().signal, task = 'solve'): Promise<ExpertReply> =>
    engine.call({
      model: engineModel('Algebra', { engine: 'algebra' }),
      task,
      params: {},
      text,
      system: '',
      images: [],
      seed: 0,
      signal,
    });

  test('answers with a number, a confidence, the method and one call of usage', async () => {
    expect(await call('What is 1/3 + 1/4?')).toMatchObject({
      kind: 'answer',
      text: '7/12',
      confidence: 0.99,
      data: { method: 'expression' },
      usage: { calls: 1, promptTokens: 0, completionTokens: 0, costUsd: 0 },
    });
  });

  test.each([
    ['nothing', '  ', /no question/],
    ['4,001 characters', '1'.repeat(4001), /longer than 4000/],
    ['a question of another kind', 'Who was Ada Lovelace?', /not understood/],
    ['a division by zero', 'What is 1 / 0?', /division by zero/],
  ])('can not answer %s', async (_, text, reason) => {
    const reply = await call(text);
    expect(reply).toMatchObject({ kind: 'cannot', usage: { calls: 1 } });
    expect(reply.kind === 'cannot' ? reply.reason : '').toMatch(reason);
  });

  test('an aborted call rejects with the reason, and the next one is answered', async () => {
    await expect(call('1 + 1', AbortSignal.abort(new Error('cancelled')))).rejects.toThrow('cancelled');
    expect(await call('1 + 1')).toMatchObject({ text: '2' });
  });

  test('another task is refused', async () => {
    await expect(call('1', undefined, 'run')).rejects.toMatchObject({ code: 'EXPERT_REJECTED' });
  });

  test('calls at the same time are all answered', async () => {
    const replies = await Promise.all(Array.from({ length: 30 }, (_, i) => call(`${i} * ${i}`)));
    expect(replies.map((reply) => (reply.kind === 'answer' ? reply.text : ''))).toEqual(
      Array.from({ length: 30 }, (_, i) => String(i * i)),
    );
  });
});
