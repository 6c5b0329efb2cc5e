import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { count, duration, fileSize, money, percent } from '../../src/cli/format.js';
import { displayWidth, renderTable } from '../../src/cli/table.js';

describe('A table', () => {
  test('has columns as wide as their widest cell, numbers at the right', () => {
    const lines = renderTable(
      [
        { title: 'family', align: 'left' },
        { title: 'right', align: 'right' },
      ],
      [
        ['grid', '12'],
        ['line-intersections', '7'],
      ],
    );
    expect(lines).toEqual([
      'family              right',
      '------------------  -----',
      'grid                   12',
      'line-intersections      7',
    ]);
  });

  test('counts what the terminal shows: no colour codes, two columns for wide characters', () => {
    expect(displayWidth('\u001b[32mgreen\u001b[39m')).toBe(5);
    expect(displayWidth('図形')).toBe(4);
    expect(displayWidth('e\u0301')).toBe(1);
    expect(displayWidth('👍')).toBe(2);
  });

  test('keeps its last column in line whatever the cells hold', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', 'ß', '図', '👍', ' ', '\u001b[1m'), maxLength: 8 });
    fc.assert(
      fc.property(fc.array(cell, { maxLength: 5 }), (cells) => {
        const lines = renderTable(
          [
            { title: 'cell', align: 'left' },
            { title: 'end', align: 'right' },
          ],
          cells.map((text) => [text, 'x']),
        );
        const [first = ''] = lines;
        expect(lines.map(displayWidth)).toEqual(lines.map(() => displayWidth(first)));
      }),
    );
  });
});

describe('Numbers for people', () => {
  test.each([
    [0, '0 ms'],
    [940.4, '940 ms'],
    [3_210, '3.2 s'],
    [250_000, '4 min 10 s'],
    [7_500_000, '2 h 5 min'],
  ])('%d ms are %s', (ms, text) => expect(duration(ms)).toBe(text));

  test.each([
    [0, '$0'],
    [0.00421, '$0.0042'],
    [12.5, '$12.50'],
  ])('%d dollars are %s', (usd, text) => expect(money(usd)).toBe(text));

  test.each([
    [512, '512 bytes'],
    [18_532, '18.5 kB'],
    [73_700_000_000, '73.7 GB'],
  ])('%d bytes are %s', (bytes, text) => expect(fileSize(bytes)).toBe(text));

  test('agree with their noun', () => {
    expect([count(1, 'call'), count(0, 'call'), count(2, 'reply', 'replies')]).toEqual([
      '1 call',
      '0 calls',
      '2 replies',
    ]);
    expect(percent(0.825)).toBe('83%');
  });
});
