/** @module From a flow chart to a Python function: one numbered step a box, whatever leads where. */
import type { Raster } from '../../raster/raster.js';
import type { OcrPool } from '../../tesseract/ocr-pool.js';
import { readLine, readPrints, type Print } from '../drawn/read-prints.js';
import type { Stub } from '../stub.js';
import type { Written } from '../written.js';
import type { FlowNode, FlowSeen } from './read.js';
import { assignmentIn, comparisonIn, sentenceIn, type Statement, type Term } from './statements.js';

/** Letters and digits; l and o are left out, which look like digits. */
const OPERANDS = 'abcdefghijkmnpqrstuvwxyz0123456789';

/** A box or diamond that was read. Of a diamond the first way is for yes. */
export interface Step {
  readonly statement: Statement;
  readonly to: readonly number[];
}

export async function writeFlow(
  raster: Raster,
  { nodes }: FlowSeen,
  stub: Stub,
  ocr: OcrPool,
  signal: AbortSignal,
): Promise<Written> {
  let sure = 1;
  const steps: Step[] = [];
  for (const node of nodes) {
    const { kind, ways } = node;
    const { statement, confidence } = await readNode(raster, node, ocr, signal);
    if (statement === undefined) return cannot('What stands in a box of the chart was not understood.');
    const labels = await Promise.all(
      ways.map(async ({ label }) => label && (await readLine(raster, label, 'yesnoYESNO', ocr, signal))),
    );
    const order = kind === 'diamond' ? yesFirst(labels) : ways.map((_, way) => way);
    if (order === undefined) return cannot('Which way is for yes could not be read.');
    steps.push({ statement, to: order.map((way) => ways[way]?.to ?? 0) });
    sure = Math.min(sure, confidence);
  }
  return programOf(steps, stub, 0.5 + 0.47 * sure);
}

/** Whole words as they are read; of formulas the letters and numbers one by one. */
async function readNode(
  raster: Raster,
  { kind, print, words }: FlowNode,
  ocr: OcrPool,
  signal: AbortSignal,
): Promise<{ readonly statement: Statement | undefined; readonly confidence: number }> {
  const line = await readLine(raster, print, '', ocr, signal);
  const sentence = sentenceIn(line.text.replace(/\?$/, ''));
  if (sentence !== undefined) return { statement: sentence, confidence: line.confidence };
  const isSign = (index: number): boolean => index % 2 === 1;
  const operands = words.filter((_, index) => !isSign(index)).map(({ box }) => box);
  const read = await readPrints(raster, operands, OPERANDS, ocr, signal);
  const terms = words.map(({ operator, comparison }, index): Term => {
    const text = isSign(index) ? '' : (read[index / 2]?.text ?? '');
    return { text, operator, comparison };
  });
  const confidence = Math.min(...read.map((each) => each.confidence));
  return { statement: kind === 'diamond' ? comparisonIn(terms) : assignmentIn(terms), confidence };
}

/** Which way is for yes, and which for no; one that can't be read is the other one. */
function yesFirst(labels: readonly (Print | undefined)[]): readonly number[] | undefined {
  const [a, b] = labels.map((print) => (print === undefined ? undefined : answerIn(print.text)));
  if (a !== undefined && a === b) return undefined;
  if (a === 'yes' || b === 'no') return [0, 1];
  return a === 'no' || b === 'yes' ? [1, 0] : undefined;
}

function answerIn(text: string): 'yes' | 'no' | undefined {
  const said = text.toLowerCase().replace(/\s/g, '');
  if (/^y|es$|^ves$/.test(said)) return 'yes';
  return /^n|^no$/.test(said) ? 'no' : undefined;
}

/** The steps as a loop that does one of them at a time. */
export function programOf(steps: readonly Step[], { name, parameter }: Stub, confidence: number): Written {
  const starts = steps.flatMap(({ statement }, index) => (statement.kind === 'start' ? [index] : []));
  const [start] = starts;
  if (start === undefined || starts.length > 1) return cannot('The chart does not say where it starts.');
  if (!steps.some(({ statement }) => statement.kind === 'return'))
    return cannot('The chart does not say what comes back.');
  const isDead = steps.some(({ statement, to }) => to.length === 0 && statement.kind !== 'return');
  if (isDead) return cannot('A box of the chart leads nowhere.');
  const bodies = steps.map(({ statement, to }, index) => {
    const next = String(to[0]);
    switch (statement.kind) {
      case 'start':
        return [
          ...(statement.variable === parameter ? [] : [`${statement.variable} = ${parameter}`]),
          `step = ${next}`,
        ];
      case 'set':
        return [statement.python, `step = ${next}`];
      case 'decide':
        return [`step = ${next} if ${statement.python} else ${String(to[1] ?? index)}`];
      case 'return':
        return [`return ${statement.python}`];
    }
  });
  const branches = bodies.flatMap((body, index) => [
    `        ${index === 0 ? 'if' : 'elif'} step == ${index}:`,
    ...body.map((line) => `            ${line}`),
  ]);
  const code = [`def ${name}(${parameter}):`, `    step = ${start}`, '    while True:', ...branches].join('\n');
  const rule = steps.map(({ statement }) => ('python' in statement ? statement.python : 'start')).join('; ');
  return { kind: 'written', code, confidence, rule };
}

function cannot(reason: string): Written {
  return { kind: 'cannot', reason };
}
