import { describe, expect, test } from '@jest/globals';
import { createOutput, printable, type OutputOptions } from '../../src/cli/output.js';

interface Written {
  text: string;
}

function stream(written: Written, isTTY: boolean) {
  return { isTTY, columns: 40, write: (text: string) => (written.text += text) };
}

function outputOn(options: { readonly tty?: boolean; readonly json?: boolean; readonly env?: OutputOptions['env'] }) {
  const { tty = false, json = false, env = {} } = options;
  const stdout = { text: '' };
  const stderr = { text: '' };
  return { out: createOutput({ stdout: stream(stdout, tty), stderr: stream(stderr, tty), env, json }), stdout, stderr };
}

describe('Output', () => {
  test('for people goes to stdout as text, and no JSON does', () => {
    const { out, stdout } = outputOn({});
    out.print('hello');
    out.emit({ a: 1 });
    expect(stdout.text).toBe('hello\n');
  });

  test('for programs is JSON on stdout and nothing else; notes stay on stderr', () => {
    const { out, stdout, stderr } = outputOn({ json: true });
    out.print('hello');
    out.note('busy');
    out.emit({ a: 1 });
    expect(stdout.text).toBe('{"a":1}\n');
    expect(stderr.text).toBe('busy\n');
  });

  test.each([
    [{ tty: true }, true],
    [{ tty: false }, false],
    [{ tty: true, env: { NO_COLOR: '1' } }, false],
    [{ tty: true, env: { NO_COLOR: '' } }, true],
    [{ tty: true, env: { TERM: 'dumb' } }, false],
  ])('with %j has colours: %j', (options, colored) => {
    const { out } = outputOn(options);
    expect(out.colors.red('x') !== 'x').toBe(colored);
    expect(out.noteColors.red('x') !== 'x').toBe(colored);
  });

  test('replaces the status line on a terminal, and clears it before anything else is written', () => {
    const { out, stderr, stdout } = outputOn({ tty: true });
    out.status('one');
    out.status('two '.repeat(50));
    out.print('result');
    expect(stderr.text).toBe(`one\r\u001b[2K${'two '.repeat(50).slice(0, 39)}\r\u001b[2K`);
    expect(stdout.text).toBe('result\n');
  });

  test('has no status line where nobody watches', () => {
    const { out, stderr } = outputOn({});
    out.status('one');
    out.status('');
    expect(stderr.text).toBe('');
  });

  test('of a model cannot move the cursor or change colours', () => {
    expect(printable('a\u001b[31mred\u0007\r\nb\rc\u009b2Jd\te')).toBe('a[31mred\nb\nc2Jd\te');
  });
});
