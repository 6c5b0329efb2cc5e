/** @module Family `flow-chart`: a loop over a number, some with a branch in it, drawn as boxes and arrows. */
import { MaestroError } from '../../domain/errors.js';
import type { Random } from '../../domain/random.js';
import { picture, type Point } from '../blindtest/drawing.js';
import type { FunctionDraft } from './function-draft.js';
import { arrow, box, line, words } from './shapes.js';

const MAX_TRIES = 300;
const CASES = 8;
/** A loop that goes on longer is drawn anew. */
const MOST_ROUNDS = 60;

/** `n = n - 3`, `k = k + n`: one variable from itself and a number or the other variable. */
interface Assignment {
  readonly target: 'n' | 'k';
  readonly operator: '+' | '-' | '*' | '//';
  readonly operand: number | 'n';
}

interface Chart {
  readonly start: number;
  /** The loop goes on while n is so. */
  readonly loop: { readonly sign: '>' | '<'; readonly bound: number };
  readonly body: readonly Assignment[];
  /** Is n even? One step for yes, one for no; before the body. */
  readonly branch: readonly [yes: Assignment, no: Assignment] | undefined;
}

function drawChart(random: Random): Chart {
  const down = random.next() < 0.6;
  const step: Assignment = down
    ? random.pick([
        { target: 'n', operator: '-', operand: random.int(2, 6) },
        { target: 'n', operator: '//', operand: random.int(2, 3) },
      ] as const)
    : random.pick([
        { target: 'n', operator: '+', operand: random.int(2, 7) },
        { target: 'n', operator: '*', operand: random.int(2, 3) },
      ] as const);
  const add = (): Assignment => ({
    target: 'k',
    operator: '+',
    operand: random.pick(['n', random.int(1, 9)] as const),
  });
  const double: Assignment = { target: 'k', operator: '*', operand: 2 };
  const branch = random.next() < 0.5 ? ([add(), random.pick([add(), double])] as const) : undefined;
  const bodies = branch === undefined ? random.shuffle([step, add()]) : [step];
  return {
    start: random.int(0, 5),
    loop: down ? { sign: '>', bound: random.int(1, 9) } : { sign: '<', bound: random.int(20, 60) },
    body: bodies,
    branch,
  };
}

/** Undefined when the loop goes on too long. */
function runChart({ start, loop, body, branch }: Chart, input: number): number | undefined {
  const state = { n: input, k: start };
  const goesOn = (): boolean => (loop.sign === '>' ? state.n > loop.bound : state.n < loop.bound);
  for (let round = 0; goesOn(); round++) {
    if (round > MOST_ROUNDS) return undefined;
    for (const { target, operator, operand } of [
      ...(branch === undefined ? [] : [branch[state.n % 2 === 0 ? 0 : 1]]),
      ...body,
    ]) {
      const [a, b] = [state[target], operand === 'n' ? state.n : operand];
      state[target] =
        operator === '+' ? a + b : operator === '-' ? a - b : operator === '*' ? a * b : Math.floor(a / b);
    }
  }
  return state.k;
}

export function draftFlowChart(random: Random): FunctionDraft {
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const chart = drawChart(random);
    const inputs = random.shuffle(Array.from({ length: 45 }, (_, index) => index + 1)).slice(0, CASES);
    const results = inputs.map((input) => runChart(chart, input));
    const cases = results.flatMap((result, index) =>
      result === undefined || result > 1e6 ? [] : [[String(inputs[index]), String(result)] as const],
    );
    if (cases.length === CASES && new Set(results).size >= 4) return draft(chart, cases, random);
  }
  throw new MaestroError('INTERNAL', `No flow chart that ends was found in ${MAX_TRIES} tries.`);
}

const textOf = ({ target, operator, operand }: Assignment): string => `${target} = ${target} ${operator} ${operand}`;

function draft(chart: Chart, cases: FunctionDraft['cases'], random: Random): FunctionDraft {
  const size = random.pick([15, 18, 21]);
  const [wide, high, gap] = [8 * size, 2.2 * size, 1.6 * size];
  const middle = chart.branch === undefined ? 7 * size : 12.5 * size;
  const body: string[] = [];
  let top = size;
  const step = (text: string, round = 0, x = middle): Point => {
    body.push(box(x - wide / 2, top, wide, high, '#ffffff', round), words(text, { x, y: top + high / 2 }, size));
    return { x, y: top };
  };
  const down = (x = middle, to = x): void => void body.push(arrow([{ x, y: top - gap }, { x: to, y: top }])); // prettier-ignore
  const decide = (text: string): void => {
    const [w, h] = [wide / 2 + size, 1.9 * size];
    const corners = [[0, -h], [w, 0], [0, h], [-w, 0]].map(([dx = 0, dy = 0]) => ({ x: middle + dx, y: top + h + dy })); // prettier-ignore
    body.push(
      ...corners.map((corner, index) => line(corner, corners[(index + 1) % 4] ?? corner)),
      words(text, { x: middle, y: top + h }, size),
    );
  };
  step('start with n', size);
  top += high + gap;
  down();
  step(`k = ${chart.start}`);
  top += high + gap;
  down();
  const loopTop = top;
  decide(`n ${chart.loop.sign} ${chart.loop.bound}?`);
  const loopMiddle = top + 1.9 * size;
  body.push(words('yes', { x: middle + 1.4 * size, y: top + 4.4 * size }, 0.85 * size));
  top += 3.8 * size + gap;
  down();
  if (chart.branch !== undefined) {
    const side = 0.62 * wide + size;
    decide('n even?');
    const y = top + 1.9 * size;
    const reach = wide / 2 + size;
    top += 3.8 * size + gap;
    for (const [direction, text, assignment] of [
      [-1, 'yes', chart.branch[0]],
      [1, 'no', chart.branch[1]],
    ] as const) {
      const x = middle + direction * side;
      body.push(words(text, { x: middle + direction * (reach + 0.3 * size), y: y - 0.8 * size }, 0.85 * size));
      body.push(arrow([{ x: middle + direction * reach, y }, { x, y }, { x, y: top }])); // prettier-ignore
      step(textOf(assignment), 0, x);
      body.push(arrow([{ x, y: top + high }, { x, y: top + high + 0.6 * gap }, { x: middle, y: top + high + 0.6 * gap }, { x: middle, y: top + high + 1.6 * gap }])); // prettier-ignore
    }
    top += high + 1.6 * gap;
  }
  for (const [index, assignment] of chart.body.entries()) {
    if (index > 0) down();
    step(textOf(assignment));
    top += high + gap;
  }
  // Back to the decision, at the left.
  const back = middle - (chart.branch === undefined ? wide / 2 + 2 * size : 1.2 * wide + 2 * size);
  const end = top - gap;
  body.push(arrow([{ x: middle, y: end }, { x: middle, y: end + 0.6 * gap }, { x: back, y: end + 0.6 * gap }, { x: back, y: loopTop - gap / 2 }, { x: middle, y: loopTop - gap / 2 }])); // prettier-ignore
  const right = middle + (chart.branch === undefined ? wide / 2 + 5 * size : 1.2 * wide + 5 * size);
  body.push(words('no', { x: middle + wide / 2 + 1.8 * size, y: loopMiddle - 0.8 * size }, 0.85 * size));
  top = loopMiddle + 3 * size;
  body.push(arrow([{ x: middle + wide / 2 + size, y: loopMiddle }, { x: right, y: loopMiddle }, { x: right, y: top }])); // prettier-ignore
  step('return k', size, right);
  const [width, height] = [right + wide / 2 + size, end + 1.6 * gap];
  return {
    svg: picture(width, height, body),
    width,
    height,
    shows: 'The flow chart shows what the function does with the whole number n; // divides and rounds down.',
    name: 'run',
    parameters: 'n: int',
    returns: 'int',
    cases,
    solution: solutionOf(chart),
    difficulty: { branch: chart.branch === undefined ? 0 : 1, fontSize: size },
  };
}

function solutionOf({ start, loop, body, branch }: Chart): string {
  const branched =
    branch === undefined
      ? ''
      : `        if n % 2 == 0:\n            ${textOf(branch[0])}\n        else:\n            ${textOf(branch[1])}\n`;
  return `def run(n):\n    k = ${start}\n    while n ${loop.sign} ${loop.bound}:\n${branched}${body.map((each) => `        ${textOf(each)}\n`).join('')}    return k\n`;
}
