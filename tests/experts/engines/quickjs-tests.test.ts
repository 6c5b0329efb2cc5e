/** The engine `quickjs`: tests that are run after a program. */
import { describe, expect, test } from '@jest/globals';
import { runProgram } from '../../../src/experts/engines/quickjs/run-program.js';
import type { ProgramResult } from '../../../src/experts/engines/sandbox/program.js';

describe('tests after a program', () => {
  const tested = (code: string, tests: string, timeoutMs = 30_000): Promise<ProgramResult> =>
    runProgram({ code, tests, timeoutMs });

  test.each([
    ['const add = (a, b) => a + b', 'assert(add(1, 2) === 3)'],
    ['function f() { return [1, { a: 2 }] }', 'assert.deepEqual(f(), [1, { a: 2 }])'],
    ['class Box { v = 1 }', 'assert.deepStrictEqual(new Box(), new Box()); assert.equal(new Box().v, "1")'],
    ['let n = 0', 'n++; assert.strictEqual(n, 1); assert.notEqual(n, 2); assert.ok(true)'],
    ['function f() { throw new TypeError("x") }', 'assert.throws(() => f(), TypeError)'],
    ['const f = async () => 5', '(async () => { assert.equal(await f(), 5) })()'],
    ['function f() { return new Map([[1, new Set([2])]]) }', 'assert.deepEqual(f(), new Map([[1, new Set([2])]]))'],
    ['const d = new Date(5)', 'assert.deepEqual(d, new Date(5)); assert.deepEqual(/a/g, /a/g)'],
    ['const f = () => NaN', 'assert.strictEqual(f(), NaN); console.assert(true)'],
    ['const f = () => 1', 'const assert = require("node:assert"); assert.equal(f(), 1)'],
    ['const assert = { mine: true }', 'if (!assert.mine) throw 1'],
    ['const o = {}; o.self = o; const p = {}; p.self = p', 'assert.deepEqual(o, p)'],
  ])('%s passes %s', async (code, tests) => {
    expect(await tested(code, tests)).toMatchObject({ kind: 'ended', value: '' });
  });

  test.each([
    [
      'const add = (a, b) => a - b',
      'assert.equal(add(1, 2), 3)',
      /failed its tests: AssertionError: got -1 and expected 3 \(tests\.js:1\)/,
    ],
    ['const f = () => [1]', '\nassert.deepEqual(f(), [2])', /got \[1\] and expected \[2\] \(tests\.js:2\)/],
    ['const f = () => "1"', 'assert.strictEqual(f(), 1)', /got "1" and expected 1/],
    ['const f = () => 1', 'assert(f() === 2, "f is wrong")', /AssertionError: f is wrong/],
    ['const f = () => 1', 'console.assert(f() === 2)', /AssertionError/],
    ['function f() {\n  return missing;\n}', 'f()', /ReferenceError: .*missing.* \(program\.js:2, from tests\.js:1\)/],
    ['const f = () => 1', 'assert.throws(f)', /nothing was thrown/],
    ['const f = async () => 5', '(async () => { assert.equal(await f(), 6) })()', /got 5 and expected 6/],
    ['throw new Error("early")', 'assert(true)', /The program threw Error: early/],
    ['let x = ;', 'assert(true)', /SyntaxError/],
    ['const f = () => 1', 'assert(;', /SyntaxError/],
    ['const f = () => 1', 'assert.deepEqual(new Date(5), new Date(6))', /AssertionError/],
    ['const f = () => 1', 'require("fs")', /no module fs/],
  ])('%s fails %s', async (code, tests, reason) => {
    const result = await tested(code, tests);
    expect(result.kind === 'failed' ? result.reason : 'it passed').toMatch(reason);
  });

  test('fails tests that never end', async () => {
    const result = await tested('const f = () => { for (;;) {} }', 'f()', 300);
    expect(result.kind === 'failed' ? result.reason : 'it passed').toMatch(/did not end within 300 ms/);
  });
});
