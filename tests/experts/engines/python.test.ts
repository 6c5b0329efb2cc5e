/** The engine `python`: what programs print and return, how tests judge them, and what hostile ones can't do. */
import { afterAll, describe, expect, test } from '@jest/globals';
import type { ExpertReply } from '../../../src/domain/expert.js';
import { createPythonEngine } from '../../../src/experts/engines/python/engine.js';
import { readReport } from '../../../src/experts/engines/python/read-report.js';
import { askProgram, said, type AskedProgram } from './support/ask-engine.js';

const engine = createPythonEngine();
afterAll(() => engine.close());

const call = (text: string, asked?: AskedProgram): Promise<ExpertReply> =>
  askProgram(engine, text, asked ?? { params: { timeout_ms: 60_000 } });

const tested = (text: string, tests: string): Promise<ExpertReply> =>
  call(text, { task: 'test', params: { tests, timeout_ms: 60_000 } });

describe('what a program prints and returns', () => {
  test.each([
    ['1 + 2', '3'],
    ['Run:\n```python\nprint("hé", 1)\nprint("日本 👍")\n[1, "a"]\n```', "hé 1\n日本 👍\n[1, 'a']"],
    ['import sys\nprint("out")\nprint("err", file=sys.stderr)\nsys.stdout.write("no end")', 'out\nerr\nno end\n6'],
    ['import sys\nif __name__ == "__main__":\n    print("main")\nsys.exit()', 'main'],
    ['import asyncio\nasync def f():\n    await asyncio.sleep(0.01)\n    return 7\nasyncio.run(f())', '7'],
    ['from dataclasses import dataclass\n@dataclass\nclass P:\n    x: int\nP(1)', 'P(x=1)'],
    ['with open("/tmp/a.txt", "w") as f:\n    f.write("kept")\nopen("/tmp/a.txt").read()', 'kept'],
  ])('%j', async (code, expected) => {
    expect(said(await call(code))).toBe(expected);
  });
});

describe('programs that fail say why', () => {
  test.each([
    ['raise ValueError("no good")', /threw an error:\nTraceback[^]*"program\.py", line 1[^]*ValueError: no good/],
    ['x = (', /SyntaxError: '\(' was never closed/],
    ['import sys\nsys.exit(3)', /exited with status 3/],
    ['def f(n): return f(n + 1)\nf(0)', /RecursionError/],
    ['input()', /EOFError/],
    ['import numpy', /No module named 'numpy'/],
    ['x = 1', /without a value/],
    ['', /no program to run: give Python/],
    ['```js\n1\n```', /no program to run: give Python/],
    ['raise KeyboardInterrupt("x" * 100_000)', /KeyboardInterrupt: x+…$/],
  ])('%j', async (code, reason) => {
    const reply = await call(code);
    expect(reply).toMatchObject({ kind: 'cannot', usage: { calls: 1, costUsd: 0 } });
    expect(said(reply)).toMatch(reason);
  });

  test('an endless loop is ended, and what it printed before is told', async () => {
    const reply = await call('print("so far")\nwhile True: pass', { params: { timeout_ms: 2000 } });
    expect(said(reply)).toMatch(/did not end within 2000 ms\.\nBefore that it printed: so far/);
  });

  test('native code that never looks up is ended too', async () => {
    const reply = await call('pow(7, 10**9) % 10', { params: { timeout_ms: 500 } });
    expect(said(reply)).toMatch(/did not end within 500 ms/);
  });

  test('64 KB of output are kept', async () => {
    const reply = await call('for i in range(100_000): print("é" * 10)');
    expect(reply.kind === 'answer' ? reply.data : {}).toMatchObject({ truncated: true });
    expect(Buffer.byteLength(said(reply))).toBeLessThanOrEqual(64 * 1024);
    expect(said(reply)).not.toContain('\ufffd');
  });
});

describe('programs that take all they can', () => {
  test.each([
    ['memory at once', 'x = "a" * 400_000_000', /more than 256 MB/],
    ['memory bit by bit', 'x = []\nwhile True: x.append(bytearray(10_000_000))', /more than 256 MB/],
    ['memory for output', 'print("x" * 200_000_000)', /more than 256 MB/],
    [
      'files',
      'for i in range(60):\n    with open(f"/tmp/{i}", "wb") as f: f.write(b"x" * 50_000_000)',
      /more than 256 MB/,
    ],
    ['one file', 'open("/tmp/x", "wb").truncate(2_000_000_000)', /more than 256 MB/],
    ['a pipe', 'import os\nr, w = os.pipe()\nfor i in range(40): os.write(w, b"x" * 50_000_000)', /more than 256 MB/],
    // In a thread of ours, this line would end our process.
    ['the heap of JavaScript', 'open("a/" * 60_000_000)', /broke its interpreter/],
    [
      'the stack',
      'import sys\nsys.setrecursionlimit(10**9)\ndef f(n): return f(n + 1)\nf(0)',
      /too deeply|broke its interpreter/,
    ],
    ['the way out', 'import os\nos._exit(0)', /broke its interpreter/],
  ])('%s', async (_, code, reason) => {
    expect(said(await call(code, { params: { timeout_ms: 60_000 } }))).toMatch(reason);
  });

  test('leave the engine as it was', async () => {
    expect(said(await call('2 + 2'))).toBe('4');
  });
});

describe('tests after a program', () => {
  test.each([
    ['def add(a, b):\n    return a + b', 'assert add(1, 2) == 3'],
    [
      'Sure.\n```python\ndef add(a, b):\n    return a + b\n```',
      '```python\nassert add(1, 2) == 3\nassert add("a", "b") == "ab"\n```',
    ],
    ['x = [1]', 'x.append(2)\nassert 2 in x, "not in it"\nassert len(x) == 2'],
    ['def f(): raise KeyError("k")', 'try:\n    f()\nexcept KeyError:\n    pass\nelse:\n    assert False'],
    [
      'f = lambda: 5',
      'import unittest\nclass T(unittest.TestCase):\n    def test(self): self.assertEqual(f(), 5)\nassert unittest.main(exit=False, argv=["x"]).result.wasSuccessful()',
    ],
  ])('%j passes', async (code, tests) => {
    expect(await tested(code, tests)).toMatchObject({ kind: 'answer', data: { passed: true, failure: '' } });
  });

  test.each([
    [
      'def add(a, b):\n    return a - b',
      'assert add(1, 2) == 3',
      /failed its tests:[^]*"tests\.py", line 1[^]*assert add\(1, 2\) == 3[^]*AssertionError: the left side is -1/,
    ],
    ['f = lambda: 1', 'assert f() == 2, "f is wrong"', /AssertionError: f is wrong/],
    ['f = lambda: 1', '\n\nassert g() == 2', /line 1[^]*NameError: name 'g' is not defined/],
    ['def f(x):\n    return x[5]', 'assert f([1]) == 2', /"tests\.py", line 1[^]*"program\.py", line 2[^]*IndexError/],
    ['raise ValueError("early")', 'assert True', /The program threw an error:[^]*ValueError: early/],
    ['def f(:', 'assert True', /SyntaxError/],
    ['f = lambda: 1', 'assert f() ==', /SyntaxError/],
    ['import sys\nsys.exit(0)', 'assert False', /called exit before the tests were done/],
    ['import sys\ndef f(): sys.exit(0)', 'assert f() == 1', /called exit before the tests were done/],
    ['print("hm")\nf = lambda: 1', 'assert f() > 1', /left side is 1\nBefore that it printed: hm/],
    ['I can not do that.\n```bash\nls\n```', 'assert True', /no program to run/],
  ])('%j fails, and says how', async (code, tests, failure) => {
    const reply = await tested(code, tests);
    expect(reply).toMatchObject({ kind: 'answer', data: { passed: false } });
    expect(said(reply)).toMatch(failure);
    expect(said(reply).length).toBeLessThan(3_000);
  });

  test('that never end are ended, and have failed', async () => {
    const [code, tests] = ['def f():\n    while True: pass', 'assert f() == 1'];
    const reply = await call(code, { task: 'test', params: { tests, timeout_ms: 1000 } });
    expect(reply).toMatchObject({ kind: 'answer', data: { passed: false } });
    expect(said(reply)).toMatch(/did not end within 1000 ms/);
  });

  test('are needed', async () => {
    expect(said(await tested('x = 1', ''))).toMatch(/cannot: There are no tests.*Python/);
  });
});

describe('the sandbox', () => {
  test('has no way to JavaScript, and no libraries that could make one', async () => {
    const code = `
import importlib, sys
for name in ["js", "pyodide_js", "pyodide", "pyodide.code", "pyodide.ffi", "pyodide.http", "_pyodide", "_pyodide_core", "micropip", "ctypes", "_ctypes"]:
    try:
        importlib.import_module(name)
        print("imported", name)
    except ModuleNotFoundError as error:
        print(error)
print([name for name in sys.modules if "pyodide" in name or name == "js"])`;
    const lines = said(await call(code)).split('\n');
    expect(lines).toHaveLength(12);
    expect(lines.slice(0, -1).every((line) => /^No module named '.*' in the sandbox$/.test(line))).toBe(true);
    expect(lines.at(-1)).toBe('[]');
    expect(said(await call('from js import process'))).toMatch(/No module named 'js' in the sandbox/);
    expect(said(await call('__import__("pyodide_js")'))).toMatch(/No module named 'pyodide_js'/);
  });

  test('reaches no file, process, network or thread of the host, and sees no variables', async () => {
    const code = `
import os, socket, subprocess, threading, urllib.request
for name, attempt in {
    "file": lambda: open("/etc/passwd"),
    "folder": lambda: os.listdir("/work"),
    "process": lambda: subprocess.run(["id"]),
    "url": lambda: urllib.request.urlopen("http://127.0.0.1/"),
    "socket": lambda: socket.create_connection(("127.0.0.1", 80)),
    "thread": lambda: threading.Thread(target=print).start(),
}.items():
    try:
        attempt()
        print(name, "worked")
    except Exception as error:
        print(name, type(error).__name__)
print(sorted(os.listdir("/")), sorted(os.environ))`;
    expect(said(await call(code))).toBe(
      [
        'file FileNotFoundError',
        'folder FileNotFoundError',
        'process OSError',
        'url URLError',
        'socket OSError',
        'thread RuntimeError',
        "['dev', 'home', 'lib', 'proc', 'tmp'] ['HOME', 'LANG', 'LD_LIBRARY_PATH', 'LOGNAME', 'PATH', 'PWD', 'PYTHONINSPECT', 'USER', '_']",
      ].join('\n'),
    );
  });

  test('holds no JavaScript object that a program could dig out', async () => {
    const code = `
import gc, types
print([o for o in gc.get_objects() if type(o).__name__ in ("JsProxy", "JsCallable", "JsBuffer", "JsDoubleProxy")])
print([o.__name__ for o in gc.get_objects() if isinstance(o, types.ModuleType) and "pyodide" in repr(o)])`;
    expect(said(await call(code))).toBe('[]\n[]');
  });

  test('is fresh for each program', async () => {
    await call('import builtins\nbuiltins.kept = 1\nbuiltins.len = lambda x: 99\nopen("/tmp/kept", "w").write("x")');
    const left = await call('import os, builtins\nprint(hasattr(builtins, "kept"), len([1]), os.listdir("/tmp"))');
    expect(said(left)).toBe('False 1 []');
  });

  test('an abort ends a running program at once, and the next call works', async () => {
    const stop = new AbortController();
    const running = call('while True: pass', { signal: stop.signal });
    setTimeout(() => stop.abort(new Error('cancelled')), 300);
    await expect(running).rejects.toThrow('cancelled');
    await expect(call('1', { signal: AbortSignal.abort(new Error('too late')) })).rejects.toThrow('too late');
    expect(said(await call('1'))).toBe('1');
  });

  test('calls at the same time do not mix', async () => {
    const replies = await Promise.all([1, 2, 3, 4].map((n) => call(`x = ${n}\nprint(x)\nx * 10`)));
    expect(replies.map(said)).toEqual(['1\n10', '2\n20', '3\n30', '4\n40']);
  });

  test('another task is refused', async () => {
    await expect(call('1', { task: 'solve' })).rejects.toMatchObject({ code: 'EXPERT_REJECTED' });
  });

  test('works again after it was closed', async () => {
    await engine.close();
    expect(said(await call('1'))).toBe('1');
  });
});

describe('a report that a program may have written', () => {
  const output = { text: 'out', truncated: false };
  test.each([
    '',
    'broken',
    '{}',
    '[]',
    '{"ok": 1}',
    '{"ok": true}',
    '{"ok": true, "value": 5}',
    '{"ok": false, "kind": "x"}',
  ])('%j is no report', (report) => {
    expect(readReport(report, output, true)).toMatchObject({
      kind: 'failed',
      reason: expect.stringMatching(/broke/),
    });
  });
});
