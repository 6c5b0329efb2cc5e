/** @module Numbers and signs as people write them, brought to one spelling. */

const SMALL = [
  'zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve', 'thirteen',
  'fourteen', 'fifteen', 'sixteen', 'seventeen', 'eighteen', 'nineteen',
]; // prettier-ignore
const TENS = ['twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety'];
const FRACTIONS: { readonly [word: string]: number } = {
  half: 2, halves: 2, third: 3, quarter: 4, fourth: 4, fifth: 5, sixth: 6, seventh: 7, eighth: 8, ninth: 9, tenth: 10,
}; // prettier-ignore
const GLYPHS: { readonly [glyph: string]: string } = {
  '½': '1/2',
  '⅓': '1/3',
  '⅔': '2/3',
  '¼': '1/4',
  '¾': '3/4',
  '⅕': '1/5',
  '⅛': '1/8',
};

/** `twenty-five` -> 25, `three quarters` -> 3/4, `1,250` -> 1250, `×` -> `*`, `x²` -> `x^2`, `two hundred` -> 200. */
export function normalizeNumbers(text: string): string {
  return fractions(words(signs(text)))
    .replace(/\s+/g, ' ')
    .trim();
}

function signs(text: string): string {
  return text
    .replace(/[−–—](?=\s*[\d(a-z])/g, '-')
    .replace(/[×·⋅∙]/g, '*')
    .replace(/(?<=\d\s?)x(?=\s?\d)/gi, '*')
    .replace(/÷/g, '/')
    .replace(/\*\*/g, '^')
    .replace(/²/g, '^2')
    .replace(/³/g, '^3')
    .replace(/√\s*\(/g, 'sqrt(')
    .replace(/√\s*(\d+(?:\.\d+)?|[a-z])/gi, 'sqrt($1)')
    .replace(/[½⅓⅔¼¾⅕⅛]/g, (glyph) => ` ${GLYPHS[glyph] ?? ''}`)
    .replace(/(?<![\d.,])(\d{1,3}(?:,\d{3})+)(?![\d,])/g, (number) => number.replaceAll(',', ''))
    .replace(/(?<=\d)(?:\u00a0|\u202f)(?=\d{3}\b)/g, '')
    .replace(/[’‘]/g, "'");
}

/** Replaces runs of number words; `one` alone stays, being a pronoun as often as a number. */
function words(text: string): string {
  const word = String.raw`(?:${[...SMALL, ...TENS].join('|')}|hundred|thousand|million|dozen)`;
  const run = new RegExp(
    String.raw`\b(?:a\s+(?=hundred|thousand|million|dozen))?${word}(?:(?:[\s-]+|\s+and\s+)${word})*\b`,
    'gi',
  );
  return text.replace(run, (match) => (/^one$/i.test(match) ? match : String(valueOf(match.toLowerCase()))));
}

function valueOf(run: string): number | string {
  let [total, part] = [0, 0];
  for (const word of run.split(/[\s-]+/)) {
    const small = SMALL.indexOf(word);
    const ten = TENS.indexOf(word);
    if (word === 'and' || word === 'a') continue;
    // `eight eight` is no number: leave it.
    if (small >= 0 && part % 10 !== 0 && part !== 0) return run;
    if (small >= 0) part += small;
    else if (ten >= 0) part += (ten + 2) * 10;
    else if (word === 'hundred') part = Math.max(1, part) * 100;
    else if (word === 'dozen') part = Math.max(1, part) * 12;
    else {
      total += Math.max(1, part) * (word === 'thousand' ? 1000 : 1_000_000);
      part = 0;
    }
  }
  return total + part;
}

function fractions(text: string): string {
  const name = Object.keys(FRACTIONS).join('|');
  return text.replace(
    new RegExp(String.raw`\b(?:(\d+|one)[\s-]+|(a)\s+)(${name})s?\b`, 'gi'),
    (_, count: string | undefined, __, of: string) => {
      const top = count === undefined || /one/i.test(count) ? '1' : count;
      return `${top}/${FRACTIONS[of.toLowerCase().replace(/s$/, '')] ?? FRACTIONS[of.toLowerCase()] ?? 1}`;
    },
  );
}
