/** @module How much is asked, and how is learned. */
import type { Amounts } from './collect.js';

const SOME = { train: 6, probe: 3, validation: 2, test: 6 };

/** Where pairs are held out there are more probes: with the train tasks 103 labelled ones of geometry and documents. */
export const AMOUNTS: Amounts = [
  { suite: 'arith', ...SOME },
  { suite: 'words', ...SOME, families: ['word', 'line', 'sign'] },
  { suite: 'words', ...SOME, families: ['form', 'receipt', 'table', 'formula'], probe: 6 },
  { suite: 'geometry', ...SOME, probe: 5, test: 5 },
];

/** Over the defaults of `maestro train`; looked for on the split validation. */
export const CHANGES: readonly string[] = [];
