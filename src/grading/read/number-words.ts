/** @module Numbers in English words. */

const SMALL =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  );
const TENS = ' ten twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');
const SCALES: ReadonlyMap<string, number> = new Map([
  ['thousand', 1e3],
  ['million', 1e6],
  ['billion', 1e9],
]);
const PARTS: ReadonlyMap<string, number> = new Map([
  ['half', 2],
  ['halves', 2],
  ['third', 3],
  ['thirds', 3],
  ['quarter', 4],
  ['quarters', 4],
  ['fifth', 5],
  ['fifths', 5],
  ['tenth', 10],
  ['tenths', 10],
]);
const MAX_WORDS = 12;

/** `minus twenty-one`, `one hundred and five`, `two thirds`; undefined for anything that isn't wholly a number. */
export function readNumberWords(lowerCase: string): number | undefined {
  if (!/^[a-z]/.test(lowerCase) || lowerCase.length > 120) return undefined;
  const words = lowerCase.split(/[\s-]+/);
  if (words.length > MAX_WORDS) return undefined;
  const negative = words[0] === 'minus' || words[0] === 'negative';
  const rest = negative ? words.slice(1) : words;
  const part = PARTS.get(rest.at(-1) ?? '');
  const value = part === undefined ? wholeOf(rest) : fractionOf(rest.slice(0, -1), part);
  return value === undefined ? undefined : negative ? -value : value;
}

function fractionOf(counted: readonly string[], part: number): number | undefined {
  const count = counted.length === 0 || counted[0] === 'a' ? 1 : wholeOf(counted);
  return count === undefined ? undefined : count / part;
}

/** Words of English numbers in their order: hundreds, tens, ones, then a scale smaller than the one before. */
function wholeOf(words: readonly string[]): number | undefined {
  if (words.length === 0) return undefined;
  let total = 0;
  let group: number | undefined;
  let lastScale = Infinity;
  for (const [index, word] of words.entries()) {
    const next = words[index + 1];
    if (word === 'and') {
      if (group === undefined && total === 0) return undefined;
      if (next === undefined) return undefined;
      continue;
    }
    if (word === 'a' && (next === 'hundred' || SCALES.has(next ?? '')) && group === undefined) {
      group = 1;
      continue;
    }
    const small = SMALL.indexOf(word);
    const ten = TENS.indexOf(word, 2);
    const scale = SCALES.get(word);
    if (small >= 0) {
      // `twenty-one`, `hundred five`, but no `one two`.
      if (
        group !== undefined &&
        (small > 9 ? group % 100 !== 0 : group % 10 !== 0 || group % 100 === 10 || small === 0)
      )
        return undefined;
      group = (group ?? 0) + small;
    } else if (ten >= 0) {
      if (group !== undefined && (group === 0 || group % 100 !== 0)) return undefined;
      group = (group ?? 0) + ten * 10;
    } else if (word === 'hundred') {
      if (group === undefined || group < 1 || group > 9) return undefined;
      group *= 100;
    } else if (scale !== undefined && scale < lastScale && group !== undefined) {
      total += group * scale;
      lastScale = scale;
      group = undefined;
    } else return undefined;
  }
  return group === undefined && total === 0 ? undefined : total + (group ?? 0);
}
