/** @module From rows of boxes to the container that explains them all, as a Python function. */
import type { Raster } from '../../raster/raster.js';
import type { OcrPool } from '../../tesseract/ocr-pool.js';
import { readPrints, type Print } from '../drawn/read-prints.js';
import type { Stub } from '../stub.js';
import type { Written } from '../written.js';
import { containersFor, type Container } from './kinds.js';
import type { ContainerSeen } from './read.js';

const DIGITS = '0123456789';
/** Of the numbers in the boxes, so many must be what the container makes of the operations. */
const LEAST_AGREEMENT = 0.8;

/** An operation and what was held after it, as read. */
interface Row {
  /** Has the operation a number, read or not? */
  readonly isPut: boolean;
  readonly value: number | undefined;
  readonly held: readonly (number | undefined)[];
}

export async function writeContainer(
  raster: Raster,
  { rows }: ContainerSeen,
  stub: Stub,
  ocr: OcrPool,
  signal: AbortSignal,
): Promise<Written> {
  const values = rows.flatMap(({ value }) => value ?? []);
  const read = await readPrints(raster, values, DIGITS, ocr, signal);
  let next = 0;
  const explained: Row[] = [];
  for (const { value, cells } of rows) {
    const held = (await readPrints(raster, cells, DIGITS, ocr, signal)).map(numberIn);
    explained.push({ isPut: value !== undefined, value: value && numberIn(read[next++]), held });
  }
  return explain(explained, stub);
}

/** The container that agrees best with what was read. */
export function explain(rows: readonly Row[], stub: Stub): Written {
  const steps = stepsOf(rows);
  if (steps === undefined) return { kind: 'cannot', reason: 'An operation does not fit what is held after it.' };
  const isFull = steps.some(
    (step, index) => step === 'put' && rows[index]?.held.length === rows[index - 1]?.held.length,
  );
  const most = isFull ? Math.max(...rows.map(({ held }) => held.length)) : undefined;
  const total = rows.reduce((sum, { held }) => sum + held.length, 0);
  const tried = containersFor(most)
    .map((container) => ({ container, agreeing: agreementOf(container, steps, rows) }))
    .sort((a, b) => b.agreeing - a.agreeing);
  const [best] = tried;
  if (best === undefined || best.agreeing < LEAST_AGREEMENT * total)
    return { kind: 'cannot', reason: 'No container that it knows holds these numbers after these operations.' };
  const rivals = tried.filter(({ container }) => !isSame(container, best.container));
  const lead = best.agreeing - (rivals[0]?.agreeing ?? 0);
  return {
    kind: 'written',
    code: pythonOf(best.container, stub),
    confidence: (best.agreeing / total) * (lead >= 2 ? 0.97 : lead === 1 ? 0.75 : 0.4),
    rule: best.container.name,
  };
}

/** Taken where fewer are held afterwards, put where more are; a full one may hold as many. Undefined: something is missing. */
function stepsOf(rows: readonly Row[]): readonly ('put' | 'take')[] | undefined {
  const steps: ('put' | 'take')[] = [];
  for (const [index, { held, isPut }] of rows.entries()) {
    const more = held.length - (rows[index - 1]?.held.length ?? 0);
    if (Math.abs(more) > 1) return undefined;
    steps.push(more > 0 ? 'put' : more < 0 || !isPut ? 'take' : 'put');
  }
  return steps;
}

/**
 * How many of the numbers in boxes are right, each operation having put in what agrees best with the boxes after it and its own label;
 * -1 where another count is held than was seen.
 */
function agreementOf(container: Container, steps: readonly ('put' | 'take')[], rows: readonly Row[]): number {
  const seen = [...new Set(rows.flatMap(({ held, value }) => [...held, value]))].filter((each) => each !== undefined);
  let [held, total]: [readonly number[], number] = [[], 0];
  for (const [index, step] of steps.entries()) {
    const { held: shown, value: said } = rows[index] ?? { held: [], value: undefined };
    const right = (now: readonly number[]): number => now.filter((value, place) => value === shown[place]).length;
    if (step === 'take') held = container.take(held);
    else {
      const before = held;
      const rank = (value: number): number => right(container.put(before, value)) + (value === said ? 0.5 : 0);
      const value = seen.reduce((best, each) => (rank(each) > rank(best) ? each : best), said ?? 0);
      held = container.put(before, value);
    }
    if (held.length !== shown.length) return -1;
    total += right(held);
  }
  return total;
}

/** Do both hold the same after every operation that is tried? */
function isSame(a: Container, b: Container): boolean {
  const operations = [
    5,
    2,
    8,
    undefined,
    2,
    9,
    1,
    undefined,
    undefined,
    7,
    3,
    3,
    6,
    undefined,
    4,
    4,
    undefined,
    undefined,
  ];
  let [heldA, heldB]: [readonly number[], readonly number[]] = [[], []];
  return operations.every((value) => {
    heldA = value === undefined ? a.take(heldA) : a.put(heldA, value);
    heldB = value === undefined ? b.take(heldB) : b.put(heldB, value);
    return heldA.join() === heldB.join();
  });
}

function pythonOf({ putPython, takePython }: Container, { name, parameter }: Stub): string {
  return [
    `def ${name}(${parameter}):`,
    '    held = []',
    `    for operation in ${parameter}:`,
    '        words = operation.split()',
    '        if words[-1].lstrip("-").isdigit():',
    '            value = int(words[-1])',
    `            ${putPython}`,
    '        else:',
    `            ${takePython}`,
    '    return held',
  ].join('\n');
}

function numberIn(print: Print | undefined): number | undefined {
  return print !== undefined && /^\d+$/.test(print.text) ? Number(print.text) : undefined;
}
