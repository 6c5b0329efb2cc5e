/** The program in a model's reply, and how a stub is kept. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { codeIn } from '../../../src/experts/code/code-in.js';
import { fencedBlocks } from '../../../src/experts/code/fences.js';
import { stubIn, withStub } from '../../../src/experts/code/python-stub.js';

describe('the program in a reply', () => {
  test.each([
    ['bare code', 'print(1)', 'print(1)'],
    ['one fence', 'Sure:\n```python\nprint(1)\n```\nThat is it.', 'print(1)'],
    ['the last of several fences', '```python\nprint(1)\n```\nBetter:\n```python\nprint(2)\n```', 'print(2)'],
    ['the last of the right language', '```python\nprint(1)\n```\n```bash\npython x.py\n```', 'print(1)'],
    ['its language before one without a name', '```python\nprint(1)\n```\nOutput:\n```\n1\n```', 'print(1)'],
    ['a fence without a name', 'Here:\n```\nprint(1)\n```', 'print(1)'],
    ['no fence of that language', '```js\n1\n```', ''],
    ['an empty last fence', '```python\nprint(1)\n```\n```python\n\n```', 'print(1)'],
    ['a fence that is not closed', 'Code:\n```python\nprint(1)\nprint(2)', 'print(1)\nprint(2)'],
    ['a fence in a sentence', 'The code is: ```python\nprint(1)\n```', 'print(1)'],
    ['a fence closed behind code', '```python\nprint(1)```', 'print(1)'],
    ['a longer fence around a fence', '````python\ns = """\n```\n"""\n````', 's = """\n```\n"""'],
    ['tildes', '~~~py\nprint("```")\n~~~', 'print("```")'],
    ['a tag in capitals with more behind it', '```Python title="a.py"\nprint(1)\n```', 'print(1)'],
    ['an indented fence of a list', '1. So:\n   ```python\n   if x:\n       y()\n   ```', 'if x:\n    y()'],
    [
      'inner indentation',
      '```python\n\n    def f():\n        return 1\n\n\n    f()\n```',
      'def f():\n    return 1\n\n\nf()',
    ],
    ['tabs', '```python\n\tif x:\n\t\ty()\n```', 'if x:\n\ty()'],
    ['Windows lines', '```python\r\nx = 1\r\ny = 2\r\n```\r\n', 'x = 1\ny = 2'],
    ['blanks at the ends of lines', '```python\nx = 1   \n```', 'x = 1'],
    ['thoughts', '<think>```python\nwrong()\n```</think>```python\nright()\n```', 'right()'],
    ['thoughts after it that never end', '```python\nright()\n```<think>```python\nwrong()\n```', 'right()'],
    ['only thoughts', '<think>```python\nwrong()\n```', ''],
    ['nothing', ' \n ', ''],
  ])('%s', (_, reply, code) => {
    expect(codeIn(reply, 'python')).toBe(code);
  });

  test.each([
    ['```ts\n1\n```', '1'],
    ['```python\n1\n```\n```mjs\n2\n```', '2'],
    ['const t = `a`;', 'const t = `a`;'],
  ])('JavaScript in %j', (reply, code) => {
    expect(codeIn(reply, 'javascript')).toBe(code);
  });

  test('comes out of a fence as it went in', () => {
    const line = fc.string().filter((text) => !/[`~\r\n]|<\/?think>/.test(text) && text.trimEnd() === text);
    const program = fc
      .array(line, { minLength: 1 })
      .map((lines) => ['x', ...lines, 'y'].join('\n'))
      .filter((text) => text.split('\n').every((part) => part.trimEnd() === part));
    const prose = fc.string().filter((text) => !/[`~]|<\/?think>/.test(text));
    fc.assert(
      fc.property(program, prose, prose, (code, before, after) => {
        expect(codeIn(`${before}\n\`\`\`python\n${code}\n\`\`\`\n${after}`, 'python')).toBe(code);
      }),
    );
  });

  test('of any text is found without an error', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('```', '~~~', 'python', 'js', '\n', ' ', 'x', '<think>', '</think>')),
        (parts) => {
          expect(codeIn(parts.join(''), 'python')).not.toMatch(/^\n|\n$/);
        },
      ),
    );
  });

  test.each(['`', '\n', ' ', '```\n', '```x', '~', '\t'])('a megabyte of %j is read', (unit) => {
    const text = unit.repeat(1_000_000 / unit.length);
    expect(typeof codeIn(`\`\`\`python\n${text}x`, 'python')).toBe('string');
    expect(fencedBlocks(`${text}x${text}`).length).toBeGreaterThanOrEqual(0);
  });
});

const STUB = `from typing import List

class Node:
    value = 0

def total(numbers: List[int],
          start: int = 0) -> int:
    """Sum of the numbers."""
    pass`;

describe('the stub of a question', () => {
  test.each([
    ['in a fence', `Complete this:\n\`\`\`python\n${STUB}\n\`\`\`\nas the picture shows.`],
    ['bare, after a sentence', `Complete the function as the picture shows.\n\n${STUB}`],
    ['bare, before a sentence', `${STUB}\n\nThe picture shows some examples.`],
    ['alone', STUB],
  ])('%s', (_, question) => {
    expect(stubIn(question)).toBe(STUB);
  });

  test.each(['What is drawn?', 'import the picture', '', '```js\nfunction f() {}\n```'])('%j has none', (question) => {
    expect(stubIn(question)).toBe('');
  });
});

describe('a reply with its stub', () => {
  const before = 'from typing import List\n\nclass Node:\n    value = 0';
  const signature = 'def total(numbers: List[int],\n          start: int = 0) -> int:';

  test('a whole function gets what stands before the stub', () => {
    const code = 'def total(numbers, start=0):\n    return sum(numbers, start)';
    expect(withStub(code, STUB)).toBe(`${before}\n\n${code}`);
  });

  test.each([
    ['at the margin', 'n = sum(numbers)\nreturn n + start', '    n = sum(numbers)\n    return n + start'],
    ['one line', 'return sum(numbers, start)', '    return sum(numbers, start)'],
    [
      'whose first line lost its blanks',
      'n = sum(numbers)\n    return n + start',
      '    n = sum(numbers)\n    return n + start',
    ],
    [
      'that begins with a block',
      'for n in numbers:\n    start += n\nreturn start',
      '    for n in numbers:\n        start += n\n    return start',
    ],
    ['of one block', 'for n in numbers:\n    start += n', '    for n in numbers:\n        start += n'],
    [
      'that begins with a block and lost its blanks',
      'for n in numbers:\n        start += n\n    return start',
      '    for n in numbers:\n        start += n\n    return start',
    ],
    ['with an empty line', 'a = 1\n\nreturn a', '    a = 1\n\n    return a'],
  ])('a body %s is put under its signature', (_, body, indented) => {
    expect(withStub(body, STUB)).toBe(`${before}\n\n${signature}\n${indented}`);
  });

  test('decorators belong to the function', () => {
    const stub = 'import functools\n\n@functools.cache\ndef f(n):\n    ...';
    expect(withStub('return n', stub)).toBe('import functools\n\n@functools.cache\ndef f(n):\n    return n');
    expect(withStub('def f(n): return n', stub)).toBe('import functools\n\ndef f(n): return n');
  });

  test('no stub, or no code, changes nothing', () => {
    expect(withStub('x = 1', '')).toBe('x = 1');
    expect(withStub('', STUB)).toBe('');
  });
});
