/** @module Tables of one change to the sound registry each, and the one fault that must come of it. */
import { describe, expect, test } from '@jest/globals';
import { faultsOf, SOUND } from './fixture.js';

/** Name, file, text to replace, replacement, and the fault. */
export type Row = readonly [name: string, file: string, from: string, to: string, fault: string];

/** Declares a test for each row. */
export function testOneFault(rows: readonly Row[]): void {
  describe('a fault of the registry is named by file, line and field, once, and nothing follows from it', () => {
    test.each(rows)('%s', async (_name, file, from, to, fault) => {
      const text = SOUND[file] ?? '';
      expect(text).toContain(from);
      const faults = await faultsOf({ ...SOUND, [file]: text.replace(from, () => to) });
      const expected = /^[\w./-]+:\d+: /.test(fault) ? fault : `${file}:${fault}`;
      expect(faults.map((line) => line.slice(0, expected.length))).toEqual([expected]);
    });
  });
}
