/** The engine `quickjs`: what programs print and return, and what hostile ones can't do. */
import { afterAll, describe, expect, test } from '@jest/globals';
import type { ExpertReply } from '../../../src/domain/expert.js';
import { createQuickJsEngine } from '../../../src/experts/engines/quickjs/engine.js';
import { runProgram } from '../../../src/experts/engines/quickjs/run-program.js';
import type { ProgramResult } from '../../../src/experts/engines/sandbox/program.js';
import { processorTime } from '../../support/processor-time.js';
import { askProgram, type AskedProgram } from './support/ask-engine.js';

const run = (code: string, timeoutMs = 300): Promise<ProgramResult> =>
  runProgram({ code, tests: undefined, timeoutMs });

/** What the program printed and its value; a failure shows its reason instead. */
async function shown(code: string): Promise<string> {
  const result = await run(code, 30_000);
  return result.kind === 'failed'
    ? result.reason
    : [result.printed, result.value].filter((part) => part !== '').join('\n');
}

describe('what a program prints and returns', () => {
  test.each([
    ['1 + 2', '3'],
    ['console.log("a", 1, true)', 'a 1 true'],
    ['console.log("first"); 7 * 6', 'first\n42'],
    ['print("x"); console.error("y")', 'x\ny'],
    ['const squares = [1, 2, 3].map((n) => n * n); squares', '[1,4,9]'],
    ['({ a: 1, b: [2] })', '{"a":1,"b":[2]}'],
    ['2n ** 100n', '1267650600228229401496703205376'],
    ['"text"', 'text'],
    ['null', 'null'],
    ['NaN', 'NaN'],
    ['Promise.resolve(5)', '5'],
    ['(async () => { await null; return "done"; })()', 'done'],
    ['const loop = {}; loop.self = loop; loop', '[object Object]'],
    ['Symbol("s")', 'Symbol(s)'],
    ['/* ünïcödé */ "日本 👍"', '日本 👍'],
  ])('%s', async (code, expected) => {
    expect(await shown(code)).toBe(expected);
  });
});

describe('programs that fail say why', () => {
  test.each([
    ['throw new TypeError("no good")', /threw TypeError: no good/],
    ['throw "bare"', /threw bare/],
    ['throw null', /threw null/],
    ['let x = ;', /SyntaxError/],
    ['missing()', /ReferenceError/],
    ['Promise.reject(new Error("later"))', /threw Error: later/],
    ['while (true) {}', /did not end within 300 ms/],
    ['for (;;) { try { for (;;) {} } catch {} }', /did not end within 300 ms/],
    ['(async () => { for (;;) await null; })()', /did not end within 300 ms/],
    ['/(a+)+$/.test("a".repeat(50) + "!")', /did not end within 300 ms/],
    ['const a = []; for (;;) a.push(new Array(10000).fill(1))', /more than 32 MB|did not end/],
    ['"x".repeat(100_000_000)', /more than 32 MB/],
    ['new ArrayBuffer(200_000_000)', /more than 32 MB/],
    ['function deep() { return deep() + 1 } deep()', /stack|InternalError|RangeError/i],
  ])('%s', async (code, reason) => {
    const result = await run(code);
    expect(result.kind).toBe('failed');
    expect(result.kind === 'failed' ? result.reason : '').toMatch(reason);
  });

  test('what was printed before the failure is kept', async () => {
    expect(await run('console.log("so far"); throw new Error("stop")')).toMatchObject({
      kind: 'failed',
      printed: 'so far',
    });
  });
});

describe('the sandbox', () => {
  test.each([
    'process',
    'require',
    'fetch',
    'Deno',
    'XMLHttpRequest',
    'setTimeout',
    'WebAssembly',
    'Buffer',
    'std',
    'os',
  ])('has no %s', async (name) => {
    expect(await shown(`typeof ${name}`)).toBe('undefined');
  });

  test('reaches no host object through constructors', async () => {
    const code =
      'console.log.constructor("return typeof process")() + typeof globalThis.constructor.constructor("return this")().process';
    expect(await shown(code)).toBe('undefinedundefined');
  });

  test('imports no module', async () => {
    expect((await run('import fs from "fs"; fs')).kind).toBe('failed');
    expect((await run('import("fs")')).kind).toBe('failed');
  });

  test('is fresh for each program', async () => {
    await run('globalThis.kept = 1; Array.prototype.map = () => "spoilt"');
    expect(await shown('typeof kept + [1].map((n) => n + 1)')).toBe('undefined2');
  });

  test('still works after programs that used up time, memory and stack', async () => {
    await run('while (true) {}', 50);
    await run('const a = []; for (;;) a.push("x".repeat(100000))');
    await run('const f = () => f() + 1; f()');
    expect(await shown('1 + 1')).toBe('2');
  });

  test('ends an endless loop soon after its deadline', async () => {
    const used = processorTime();
    await run('for (;;) {}', 100);
    expect(used()).toBeLessThan(1000);
  });

  test.each([
    '2n ** 10000000n',
    '"x".repeat(1e7).split("").sort().join("")',
    'JSON.stringify(new Array(1e7).fill({}))',
    'let a = []; for (let i = 0; i < 1e5; i++) a = [a]; JSON.stringify(a)',
    'eval("(".repeat(20000))',
    'const o = { get x() { return this.x; } }; o.x',
    'let s = "a"; for (;;) s += s',
    'Array.from({ length: 4294967295 }, (_, i) => i)',
  ])('a bomb inside built-in code ends as a failure in time: %s', async (code) => {
    const used = processorTime();
    expect((await run(code, 200)).kind).toBe('failed');
    expect(used()).toBeLessThan(3000);
    expect(await shown('2 + 2')).toBe('4');
  });

  test('a promise that never settles has no value', async () => {
    expect(await run('new Promise(() => {})')).toMatchObject({ kind: 'ended', value: '' });
  });

  test('a value that makes trouble when shown ends within the deadline', async () => {
    const used = processorTime();
    const result = await run('({ toJSON() { for (;;) {} } })', 100);
    expect(used()).toBeLessThan(1000);
    expect(result.kind).toBe('failed');
  });

  test('keeps at most 64 K characters of output', async () => {
    const many = await run('for (let i = 0; i < 100000; i++) console.log("0123456789")');
    const printed = many.printed;
    expect(printed.length).toBeLessThanOrEqual(64 * 1024);
    const one = await run('"y".repeat(1000000)');
    expect(one.kind === 'ended' ? one.value.length : -1).toBeLessThanOrEqual(64 * 1024);
  });
});

describe('the engine', () => {
  const engine = createQuickJsEngine();
  afterAll(() => engine.close());
  const call = (text: string, asked?: AskedProgram): Promise<ExpertReply> => askProgram(engine, text, asked);

  test('answers with the output, one call of usage and no cost', async () => {
    expect(await call('```js\nconsole.log(6 * 7)\n```')).toMatchObject({
      kind: 'answer',
      text: '42',
      confidence: 1,
      usage: { calls: 1, promptTokens: 0, completionTokens: 0, costUsd: 0 },
    });
  });

  test.each([
    ['no text', '', /no program/],
    ['a text of more than 100,000 characters', '0'.repeat(100_001), /longer than/],
    ['a program without output or value', 'undefined', /without a value/],
    ['a program that throws', 'throw new Error("bad")', /Error: bad/],
  ])('can not run %s', async (_, text, reason) => {
    const reply = await call(text);
    expect(reply).toMatchObject({ kind: 'cannot', usage: { calls: 1 } });
    expect(reply.kind === 'cannot' ? reply.reason : '').toMatch(reason);
  });

  test.each([
    [50, '50 ms'],
    [999_999, '2000 ms'],
    ['soon', '300 ms'],
    [-5, '1 ms'],
    [Number.NaN, '300 ms'],
  ])('a time limit of %j is taken as %s', async (timeoutMs, limit) => {
    const reply = await call('for (;;) {}', { params: { timeout_ms: timeoutMs } });
    expect(reply.kind === 'cannot' ? reply.reason : '').toContain(limit);
  });

  test.each([
    ['const f = () => 2', { passed: true, failure: '' }, /passed its tests/],
    [
      '```js\nconsole.log("hm"); const f = () => 3\n```',
      { passed: false },
      /got 3 and expected 2[^]*Before that it printed: hm/,
    ],
    ['```python\nf = lambda: 2\n```', { passed: false }, /no program to run: give JavaScript/],
    ['0'.repeat(100_001), { passed: false }, /longer than/],
  ])('tests %j', async (text, data, said) => {
    const reply = await call(text, { task: 'test', params: { tests: 'So:\n```js\nassert.equal(f(), 2)\n```' } });
    expect(reply).toMatchObject({ kind: 'answer', data });
    expect(reply.kind === 'answer' ? reply.text : '').toMatch(said);
  });

  test('tests that hold no program of the language test nothing', async () => {
    for (const tests of ['', '```python\nassert True\n```']) {
      const reply = await call('1', { task: 'test', params: { tests } });
      expect(reply.kind === 'cannot' ? reply.reason : '').toMatch(/no tests.*JavaScript/);
    }
  });

  test.each([
    ['assert.equal(1 + 1, 2)', true],
    ['assert.equal(1 + 1, 3)', false],
  ])('a program may bring its own tests: %s', async (text, passed) => {
    expect(await call(text, { task: 'test' })).toMatchObject({ kind: 'answer', data: { passed } });
  });

  test('an abort ends a running program at once, and the next call works', async () => {
    const stop = new AbortController();
    const used = processorTime();
    const running = call('for (;;) {}', { params: { timeout_ms: 2000 }, signal: stop.signal });
    setTimeout(() => stop.abort(new Error('cancelled')), 100);
    await expect(running).rejects.toThrow('cancelled');
    expect(used()).toBeLessThan(1500);
    expect(await call('1')).toMatchObject({ kind: 'answer', text: '1' });
  });

  test('built-in code that QuickJS never interrupts is ended with its thread, and the next call works', async () => {
    const used = processorTime();
    const reply = await call('new Array(1e9).join("x")', { params: { timeout_ms: 100 } });
    expect(reply.kind === 'cannot' ? reply.reason : '').toContain('did not end within 100 ms');
    expect(used()).toBeLessThan(4500);
    expect(await call('1')).toMatchObject({ kind: 'answer', text: '1' });
  });

  test('another task is refused', async () => {
    await expect(call('1', { task: 'solve' })).rejects.toMatchObject({ code: 'EXPERT_REJECTED' });
  });

  test('calls at the same time do not mix their output', async () => {
    const replies = await Promise.all(Array.from({ length: 20 }, (_, i) => call(`console.log(${i}); ${i} * 2`)));
    expect(replies.map((reply) => (reply.kind === 'answer' ? reply.text : ''))).toEqual(
      Array.from({ length: 20 }, (_, i) => `${i}\n${i * 2}`),
    );
  });
});
