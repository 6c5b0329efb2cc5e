/**
 * Our scorers against independent public ones: math-verify for formulas, three packages for edit distance and ANLS. They are
 * Python's: `npm run differential` installs them; without them these tests are skipped. docs/grading.md explains what differs.
 */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { anlsOf } from '../../src/grading/generic/anls.js';
import { levenshtein } from '../../src/grading/read/levenshtein.js';
import { gradingForTests } from '../grading/support/table.js';
import { mathPairs, textPairs, type Pair } from './pairs.js';
import { findPython } from '../../tools/differential-environment.js';

const SEED = 5;
const grading = gradingForTests();
const python: string | undefined = findPython();
const compared = python === undefined ? test.skip : test;
const skipped = python === undefined ? ' (skipped: run npm run differential, which installs the other scorers)' : '';

/** Kinds in which math-verify says otherwise, who is wrong by our rule, and on which side: see docs/grading.md. */
const EXPLAINED: Readonly<Record<string, readonly ('only ours' | 'only theirs')[]>> = {
  // They take 53% for 53 as well as for 0.53; to us it is the number 0.53.
  percent: ['only theirs'],
  // They round floats to six digits; to us a decimal is not the root that it approximates.
  rounded: ['only theirs'],
};

describe(`formulas${skipped}`, () => {
  compared(
    'are the same to both, but for the kinds that are explained',
    async () => {
      const pairs = mathPairs(SEED);
      expect(pairs.length).toBeGreaterThanOrEqual(1_000);
      const theirs = await scored('math', pairs);
      const differing: string[] = [];
      const counts = new Map<string, number>();
      for (const [index, pair] of pairs.entries()) {
        const { kind, answer, truth } = pair;
        const verdict = await grading.by('report', { dataSource: 'math', answer, groundTruth: [truth] });
        const [ours, other] = [verdict?.correct === true, theirs[index] === true];
        if (ours === other) continue;
        const side = ours ? 'only ours' : 'only theirs';
        counts.set(`${kind}, ${side}`, (counts.get(`${kind}, ${side}`) ?? 0) + 1);
        if (EXPLAINED[kind]?.includes(side) !== true) differing.push(`${kind}: ${answer} for ${truth}: ${side}`);
      }
      const disagreements = [...counts.values()].reduce((sum, count) => sum + count, 0);
      process.stderr.write(
        `math-verify: ${pairs.length} pairs, ${disagreements} differ: ${JSON.stringify([...counts])}\n`,
      );
      expect(differing).toEqual([]);
    },
    300_000,
  );
});

describe(`texts${skipped}`, () => {
  compared(
    'have the edit distance and the ANLS that three packages say',
    async () => {
      const pairs = textPairs(SEED, 1_000);
      const theirs = await scored('text', pairs);
      for (const [index, { answer, truth }] of pairs.entries()) {
        expect({ answer, truth, ...distances(answer, truth) }).toEqual({
          answer,
          truth,
          ...similarityOf(theirs[index]),
        });
      }
    },
    120_000,
  );
});

function distances(answer: string, truth: string) {
  const distance = levenshtein(answer, truth);
  return { anls: rounded(anlsOf(answer, truth)), distance, rapidfuzz: distance };
}

function similarityOf(value: unknown) {
  if (typeof value !== 'object' || value === null || !('anls' in value)) throw new Error(`no score: ${String(value)}`);
  const { anls, ...rest } = value;
  return { ...rest, anls: rounded(Number(anls)) };
}

function rounded(value: number): number {
  return Math.round(value * 1e9) / 1e9;
}

/** What the others say of each pair. */
async function scored(scorer: 'math' | 'text', pairs: readonly Pair[]): Promise<readonly unknown[]> {
  const script = fileURLToPath(new URL('score.py', import.meta.url));
  const child = spawn(python ?? '', [script], { stdio: ['pipe', 'pipe', 'inherit'] });
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  const ended = new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve));
  child.stdin.end(pairs.map((pair) => `${JSON.stringify({ ...pair, scorer })}\n`).join(''));
  expect(await ended).toBe(0);
  const lines = out.trim().split('\n');
  expect(lines).toHaveLength(pairs.length);
  return lines.map((line): unknown => JSON.parse(line));
}
