/** @module Mathematical answers in one spelling of LaTeX, before anything is compared. */
import { fold } from '../read/text.js';

type Spelling = readonly [pattern: RegExp, replacement: string];

const SPELLINGS: readonly Spelling[] = [
  // Over-escaped: \\frac from a JSON file.
  [/\\\\(?=[a-zA-Z])/g, '\\'],
  [/\\(?:left|right|big|Big|bigg|Bigg|displaystyle|limits)(?![a-zA-Z])/g, ''],
  [/\\[!,;:> ]|~|\\(?:q?quad|thinspace)(?![a-zA-Z])/g, ' '],
  [/\\[dtc]frac/g, '\\frac'],
  [/\\(?:text|mathrm|mathbf|textbf|textit|mbox|operatorname)\s*\{([^{}]*)\}/g, ' $1 '],
  [/\\([$%#&])/g, '$1'],
  [/\s*\^\s*(?:\{\s*\\circ\s*\}|\\circ(?![a-z]))|\s*\\(?:degree|deg)(?![a-z])/g, '°'],
  [/×|\\times(?![a-zA-Z])|⋅|·/g, '\\cdot '],
  [/÷|\\div(?![a-zA-Z])/g, '/'],
  [/√\s*\(([^()]*)\)/g, '\\sqrt{$1}'],
  [/√\s*(\d+(?:\.\d+)?|[a-z])/g, '\\sqrt{$1}'],
  [/(?<![\\a-z])sqrt\s*\(([^()]*)\)/g, '\\sqrt{$1}'],
  [/π|(?<![\\a-z])pi(?![a-z])/g, '\\pi '],
  [/(?<![\\a-z])(sin|cos|tan|ln|log|exp)(?=\s*\(|\s*[\dx])/g, '\\$1 '],
  [/θ/g, '\\theta '],
  [/∞/g, '\\infty '],
  [/(\d)\{,\}(?=\d{3})/g, '$1,'],
  [/(?<=\d),(?=\d{3}(?:,\d{3})*(?!\d|\s*,\s*\d))/g, ''],
  [/\*\*/g, '^'],
  [/\*/g, '\\cdot '],
  // Shorthand: \frac12, \frac{1}2, \sqrt3, x^(2).
  [/\\frac\s*([\da-z])\s*([\da-z])(?![a-zA-Z])/g, '\\frac{$1}{$2}'],
  [/\\frac\s*(\{[^{}]*\})\s*([\da-z])/g, '\\frac$1{$2}'],
  [/\\frac\s*([\da-z])\s*(\{[^{}]*\})/g, '\\frac{$1}$2'],
  [/\\sqrt\s*([\da-z])/g, '\\sqrt{$1}'],
  [/\^\s*\(([^()]*)\)/g, '^{$1}'],
];

/** Dollar signs, line brackets and a final full stop around a formula are dropped, spellings unified. */
export function normalizeLatex(text: string): string {
  let latex = fold(text)
    .replace(/^\\[[(]\s*|\s*\\[\])]$/g, '')
    .replace(/^\$+(?=\D)|(?<=\S)\$+$/g, '')
    .replace(/^\$+(?=.*\$$)/, '')
    .replace(/(?<=[^.])\.$/, '');
  for (const [pattern, replacement] of SPELLINGS) latex = latex.replace(pattern, replacement);
  return latex.replace(/\s+/g, ' ').trim();
}

/** Is it words, not a formula? Words are compared letter by letter: to an algebra system `Paris` and `pairs` are one product. */
export function isWords(latex: string): boolean {
  const bare = latex.replace(/\\[a-zA-Z]+/g, ' ');
  if (/[a-zA-Z]{4,}|[A-Z][a-z]+/.test(bare) || /[^\x20-\x7e°]/.test(bare)) return true;
  return /[a-zA-Z]{2,}/.test(bare) && !/[\d+\-*/^=\\()]/.test(latex);
}
