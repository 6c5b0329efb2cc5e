import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isMaestroError } from '../../src/domain/errors.js';
import type { RouteRule, Skill, Solver } from '../../src/domain/registry.js';
import { outvoted } from '../../src/skills/outvoted.js';
import { routeToSolver } from '../../src/skills/router.js';

function makeSkill(fallback: string, rules: readonly Partial<RouteRule>[], solvers = ['a', 'b', 'c']): Skill {
  const solver = (id: string): Solver => ({
    id,
    aliases: [],
    summary: id,
    when: id,
    steps: [],
    output: '',
    repair: undefined,
  });
  return {
    id: 'S',
    aliases: [],
    summary: '',
    whenToUse: '',
    limits: '',
    keywords: [],
    needsImage: false,
    router: {
      kind: 'keyword',
      fallback,
      rules: rules.map((rule) => ({ solver: 'a', any: [], all: [], weight: 1, ...rule })),
    },
    solvers: solvers.map(solver),
  };
}

const routed = (skill: Skill, text: string): string => routeToSolver(skill, text).solver.id;

describe('phrases match whole words only', () => {
  test.each([
    ['action', 'interaction', false],
    ['action', 'a fraction of it', false],
    ['action', 'The action, please!', true],
    ['code', 'decoder', false],
    ['point', 'appointment', false],
    ['count', 'account solver', false],
    ['open', 'the door is opened', false],
    ['right', 'the right-hand door', true],
    ['right', 'a bright day', false],
    ['red line', 'the RED   line\ncrosses', true],
    ['red line', 'red dotted line', false],
    ['single coloured', 'single-coloured paths', true],
    ['single-coloured', 'SINGLE COLOURED', true],
    ['grün', 'eine grüne Linie', false],
    ['grün', 'GRÜN!', true],
    ['cafe\u0301', 'im Café', true],
    ['cafe', 'im Café', false],
    ['круг', 'Один круг.', true],
    ['круг', 'окружность и круги', false],
    ['x2', 'x2 = 4', true],
    ['x', 'x2 = 4', false],
    ['full width', 'ｆｕｌｌ ｗｉｄｔｈ', true],
    ['?', 'what?', false],
  ])('"%s" in "%s": %s', (phrase, text, found) => {
    const skill = makeSkill('b', [{ solver: 'a', any: [phrase] }]);
    expect(routed(skill, text)).toBe(found ? 'a' : 'b');
  });
});

describe('scores', () => {
  test('weights add up over the rules of a solver, and the highest sum wins', () => {
    const skill = makeSkill('c', [
      { solver: 'a', any: ['one'], weight: 3 },
      { solver: 'b', any: ['two'], weight: 2 },
      { solver: 'b', any: ['three'], weight: 2 },
    ]);
    expect(routeToSolver(skill, 'one two three')).toMatchObject({ solver: { id: 'b' }, scores: { a: 3, b: 4 } });
    expect(routed(skill, 'one two')).toBe('a');
  });

  test('a rule counts once, however many of its phrases occur', () => {
    const skill = makeSkill('c', [
      { solver: 'a', any: ['x', 'y', 'z'], weight: 2 },
      { solver: 'b', any: ['w'], weight: 3 },
    ]);
    expect(routed(skill, 'x y z x y z w')).toBe('b');
  });

  test('all phrases under "all" must be there, and one of "any"', () => {
    const skill = makeSkill('b', [{ solver: 'a', any: ['touch', 'overlap'], all: ['two', 'circles'] }]);
    expect(routed(skill, 'do two circles touch')).toBe('a');
    expect(routed(skill, 'do circles touch')).toBe('b');
    expect(routed(skill, 'two circles')).toBe('b');
  });

  test('ties go to the solver that the rules name first, no match to the fallback', () => {
    const skill = makeSkill('c', [
      { solver: 'b', any: ['x'] },
      { solver: 'a', any: ['x'] },
    ]);
    expect(routed(skill, 'x')).toBe('b');
    expect(routeToSolver(skill, 'nothing')).toMatchObject({ solver: { id: 'c' }, scores: { a: 0, b: 0 } });
    expect(routed(skill, '')).toBe('c');
  });

  test('a snapshot that lacks the solver is reported, not guessed around', () => {
    try {
      routeToSolver(makeSkill('gone', []), 'x');
      expect('returned').toBe('thrown');
    } catch (error) {
      expect(isMaestroError(error) && error.message).toContain('names solver gone');
    }
  });

  test('any text whatsoever routes to a declared solver, always the same one', () => {
    const skill = makeSkill('c', [
      { solver: 'a', any: ['circle'] },
      { solver: 'b', any: ['.*'], all: ['$'] },
    ]);
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        expect(['a', 'c']).toContain(routed(skill, text));
        expect(routeToSolver(skill, text)).toEqual(routeToSolver(skill, text));
      }),
    );
  });

  test('a megabyte of text is routed in time that grows with its length, not with its square', () => {
    const skill = makeSkill(
      'c',
      Array.from({ length: 200 }, (_, index) => ({ solver: 'a', any: [`word${index}`] })),
    );
    const started = performance.now();
    routed(skill, 'wor d '.repeat(200_000));
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});

describe('a solver that can never win', () => {
  const rule = (solver: string, any: readonly string[], all: readonly string[] = [], weight = 1): RouteRule => ({
    solver,
    any,
    all,
    weight,
  });
  test.each<[string, readonly RouteRule[], readonly string[]]>([
    ['has the words of one before it', [rule('a', ['x', 'y']), rule('b', ['y'])], ['b']],
    ['has the words of one with more weight', [rule('b', ['y']), rule('a', ['x', 'y'], [], 2)], ['b']],
    ['asks for more than one before it', [rule('a', ['x']), rule('b', [], ['x', 'z'])], ['b']],
    ['has a phrase that holds the word of one before it', [rule('a', ['x']), rule('b', ['very X'])], ['b']],
    ['would need one rule twice to be beaten', [rule('a', ['x']), rule('b', ['x']), rule('b', ['x'])], []],
    ['has a word of its own', [rule('a', ['x']), rule('b', ['x', 'z'])], []],
    ['comes first', [rule('b', ['x']), rule('a', ['x'])], ['a']],
    ['has more weight', [rule('a', ['x']), rule('b', ['x'], [], 2)], ['a']],
    ['asks for less', [rule('a', [], ['x', 'z']), rule('b', ['x'])], []],
    ['is the fallback', [rule('a', ['x']), rule('c', ['x'])], []],
  ])('%s', (_, rules, ids) => {
    expect(outvoted(rules, 'c', () => true).map(({ id }) => id)).toEqual(ids);
    expect(outvoted(rules, 'c', () => false)).toEqual([]);
  });

  test('is chosen for no text', () => {
    const phrases = fc.array(fc.constantFrom('p', 'q', 'r', 'p q'), { maxLength: 2 });
    const rules = fc.array(
      fc.record({
        solver: fc.constantFrom('a', 'b'),
        any: phrases,
        all: phrases,
        weight: fc.integer({ min: 1, max: 2 }),
      }),
      { minLength: 1, maxLength: 5 },
    );
    const text = fc.array(fc.constantFrom('p', 'q', 'r', 's'), { maxLength: 4 }).map((words) => words.join(' '));
    fc.assert(
      fc.property(rules, text, (some, words) => {
        const named = some.filter(({ any, all }) => any.length + all.length > 0);
        const lost = outvoted(named, 'c', () => true).map(({ id }) => id);
        expect(lost).not.toContain(routed(makeSkill('c', named), words));
      }),
    );
  });
});
