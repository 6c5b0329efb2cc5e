/** @module From a state machine to the Python function that accepts its words. */
import type { Raster } from '../../raster/raster.js';
import type { OcrPool } from '../../tesseract/ocr-pool.js';
import { readPrints, type Print } from '../drawn/read-prints.js';
import type { Stub } from '../stub.js';
import type { Written } from '../written.js';
import type { Arrow, MachineSeen } from './read.js';

/** The letters of a question that says what words are made of; a and b where it does not. */
export function lettersIn(question: string): readonly [string, string] {
  const match = /\bmade (?:up )?of (?:the letters )?"?([a-z0-9])"? and "?([a-z0-9])"?(?![a-z0-9])/i.exec(question);
  return [match?.[1] ?? 'a', match?.[2] ?? 'b'];
}

export async function writeMachine(
  raster: Raster,
  { start, accepting, arrows }: MachineSeen,
  letters: readonly [string, string],
  stub: Stub,
  ocr: OcrPool,
  signal: AbortSignal,
): Promise<Written> {
  const prints = await Promise.all(
    arrows.map(async ({ label }) => {
      const [print] = label === undefined ? [] : await readPrints(raster, [label], letters.join(''), ocr, signal);
      return print;
    }),
  );
  return machineOf(
    { start, accepting, arrows: arrows.map((arrow, index) => ({ ...arrow, print: prints[index] })) },
    letters,
    stub,
  );
}

interface Read {
  readonly start: number;
  readonly accepting: readonly boolean[];
  readonly arrows: readonly (Pick<Arrow, 'from' | 'to'> & { readonly print: Print | undefined })[];
}

/** One arrow out of a state is for both letters; of two, each is for one, and what one of them says decides the other. */
export function machineOf(read: Read, [first, second]: readonly [string, string], { name, parameter }: Stub): Written {
  let sure = 1;
  const table: (readonly [number, number])[] = [];
  for (const state of read.accepting.keys()) {
    const own = read.arrows.filter(({ from }) => from === state);
    const [one, other] = own;
    if (one === undefined || own.length > 2)
      return {
        kind: 'cannot',
        reason: `From a state of the machine lead ${own.length} arrows, where one or two were expected.`,
      };
    if (other === undefined) {
      table.push([one.to, one.to]);
      continue;
    }
    const lean = leanOf(one.print, first, second) - leanOf(other.print, first, second);
    if (lean === 0) return { kind: 'cannot', reason: 'The labels of two arrows could not be told apart.' };
    table.push(lean > 0 ? [one.to, other.to] : [other.to, one.to]);
    sure = Math.min(sure, Math.abs(lean));
  }
  const accepted = [...read.accepting.keys()].filter((state) => read.accepting[state] === true);
  const rows = table.map(([a, b]) => `{${JSON.stringify(first)}: ${a}, ${JSON.stringify(second)}: ${b}}`);
  return {
    kind: 'written',
    code: [
      `def ${name}(${parameter}):`,
      `    ways = [${rows.join(', ')}]`,
      `    state = ${read.start}`,
      `    for letter in ${parameter}:`,
      '        state = ways[state][letter]',
      `    return state in (${accepted.map((state) => `${state}, `).join('')})`,
    ].join('\n'),
    confidence: 0.45 + 0.5 * Math.min(1, sure),
    rule: `${table.length} states, from ${read.start}, accepting ${accepted.join(' ')}`,
  };
}

/** From -1 (the second letter) to 1 (the first). */
function leanOf(print: Print | undefined, first: string, second: string): number {
  if (print === undefined) return 0;
  if (print.text === first) return print.confidence;
  return print.text === second ? -print.confidence : 0;
}
