/** @module How much is asked, and how is learned. */
import type { Amounts } from './collect.js';

const EACH = { train: 6, probe: 3, validation: 2, test: 6 };

/** Tasks of each family. */
export const AMOUNTS: Amounts = { arith: EACH, words: EACH, geometry: EACH };

/** Over the defaults of `maestro train`; looked for on the split validation. */
export const CHANGES: readonly string[] = [];
