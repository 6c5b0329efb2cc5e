/** @module The suite `words`: printed words, signs, forms, receipts, tables and formulas, as the five parts of OCRBench (arXiv 2305.07895) ask. */
import type { Family } from '../draft.js';
import { generateForm } from './form.js';
import { generateFormula } from './formula.js';
import { generateLine, generateWord } from './lines.js';
import { generateReceipt } from './receipt.js';
import { generateSign } from './sign.js';
import { generateTable } from './table.js';

const GENERATORS = {
  word: generateWord,
  line: generateLine,
  sign: generateSign,
  form: generateForm,
  receipt: generateReceipt,
  table: generateTable,
  formula: generateFormula,
} as const satisfies Record<string, Family['generate']>;

export const WORDS_FAMILIES: readonly Family[] = Object.entries(GENERATORS).map(([name, generate]) => ({
  name,
  skill: 'OCR',
  generate: (random) => generate(random),
}));
