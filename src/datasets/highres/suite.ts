/**
 * @module The suite `highres`: small plates somewhere on a canvas of 4K or 8K, as in HR-Bench (arXiv 2408.15556). Seen whole at the
 * size that models take, no plate can be read. Each question is asked in the four cyclic orders of its options, as one group.
 */
import type { Random } from '../../domain/random.js';
import { label, px } from '../blindtest/drawing.js';
import type { Family, PictureDraft } from '../draft.js';

const CANVAS = { '4k': [3840, 2160], '8k': [7680, 4320] } as const;
const PLATE = { width: 150, height: 60 } as const;
const PLATES = { red: '#b81f1f', blue: '#2446c8', green: '#1d7d23', purple: '#8024b8' } as const;
type PlateColor = keyof typeof PLATES;
const COLORS = ['red', 'blue', 'green', 'purple'] as const satisfies readonly PlateColor[];
/** No two of them look alike in print. */
const LETTERS = 'A C E F H K L M N P R T U X Y'.split(' ');
const DIGITS = '3 4 6 7 9'.split(' ');
const ORDERS = 4;

interface Plate {
  readonly color: PlateColor;
  readonly text: string;
  readonly x: number;
  readonly y: number;
}

type Kind = 'text' | 'number';

export const HIGHRES_FAMILIES: readonly Family[] = (['4k', '8k'] as const).flatMap((size) =>
  (['text', 'number'] as const).map((kind) => ({
    name: `${kind}-${size}`,
    skill: 'Zoom',
    orders: ORDERS,
    dataSource: `hrbench-${size}`,
    generate: (random: Random, order = 0) => generate(kind, size, random, order),
  })),
);

function generate(kind: Kind, size: keyof typeof CANVAS, random: Random, order: number): PictureDraft {
  const [width, height] = CANVAS[size];
  const plates = placePlates(kind, width, height, random);
  const asked = random.pick(COLORS);
  const { options, right, questions } =
    kind === 'text' ? textQuestion(plates, asked, random) : numberQuestion(plates, random);
  const turned = options.map((_, index) => options[(index + order) % ORDERS] ?? '');
  const letters = turned.map((option, index) => `${'ABCD'[index] ?? ''}. ${option}`);
  return {
    svg: draw(width, height, plates, random),
    width,
    height,
    truth: 'ABCD'[turned.indexOf(right)] ?? '',
    options: turned,
    category: kind === 'text' ? 'single' : 'cross',
    wordings: questions.map((question) => [question, ...letters, "Answer with the option's letter."].join('\n')),
    difficulty: { width, plate: PLATE.width },
  };
}

interface Asked {
  readonly options: readonly string[];
  readonly right: string;
  readonly questions: readonly string[];
}

function textQuestion(plates: readonly Plate[], color: PlateColor, random: Random): Asked {
  const right = plates.find((plate) => plate.color === color)?.text ?? '';
  const others = plates.filter((plate) => plate.color !== color).map((plate) => plate.text);
  // One wrong option stands on another plate, the others are near to the right one.
  const options = new Set([right, others[0] ?? '']);
  while (options.size < ORDERS) options.add(altered(right, random));
  return {
    options: random.shuffle([...options]),
    right,
    questions: [
      `What is written on the ${color} plate?`,
      `Which text does the ${color} plate show?`,
      `Read the ${color} plate: what does it say?`,
      `The ${color} plate says what?`,
    ],
  };
}

/** Another letter among the first three, and another digit at the end. */
function altered(code: string, random: Random): string {
  const at = random.int(0, 2);
  return `${code.slice(0, at)}${random.pick(LETTERS)}${code.slice(at + 1, 4)}${random.pick(DIGITS)}`;
}

function numberQuestion(plates: readonly Plate[], random: Random): Asked {
  const largest = plates.reduce((best, plate) => (Number(plate.text) > Number(best.text) ? plate : best));
  return {
    options: random.shuffle(plates.map(({ color }) => `the ${color} plate`)),
    right: `the ${largest.color} plate`,
    questions: [
      'Which plate has the largest number?',
      'On which plate is the number largest?',
      'Which of the plates shows the highest number?',
      'The largest number is on which plate?',
    ],
  };
}

function placePlates(kind: Kind, width: number, height: number, random: Random): readonly Plate[] {
  const texts = new Set<string>();
  while (texts.size < COLORS.length) {
    const code = [LETTERS, LETTERS, LETTERS, DIGITS, DIGITS].map((from) => random.pick(from)).join('');
    texts.add(kind === 'text' ? code : [0, 1, 2, 3].map(() => random.pick(DIGITS)).join(''));
  }
  const places: { readonly x: number; readonly y: number }[] = [];
  while (places.length < COLORS.length) {
    const place = { x: random.int(60, width - PLATE.width - 60), y: random.int(60, height - PLATE.height - 60) };
    if (places.every(({ x, y }) => Math.hypot(x - place.x, y - place.y) > 2.5 * PLATE.width)) places.push(place);
  }
  return [...texts].map((text, index) => ({
    color: COLORS[index] ?? 'red',
    text,
    ...(places[index] ?? { x: 0, y: 0 }),
  }));
}

/** Pale hills, grey boxes, and the plates. */
function draw(width: number, height: number, plates: readonly Plate[], random: Random): string {
  const size = `width="${width}" height="${height}"`;
  const body = [`<rect ${size} fill="#e9edf0"/>`];
  for (let index = 0; index < 6; index++) {
    const [cx, cy] = [random.int(0, width), random.int(Math.round(height / 2), Math.round(1.3 * height))];
    const shade = ['#dfe5df', '#d8dfd6', '#e2e0d8'][index % 3] ?? '';
    body.push(
      `<ellipse cx="${cx}" cy="${cy}" rx="${px(random.real(0.2, 0.5) * width)}" ry="${px(random.real(0.2, 0.5) * height)}" fill="${shade}"/>`,
    );
  }
  for (let index = 0; index < 40; index++) {
    const [x, y] = [random.int(0, width), random.int(0, height)];
    body.push(
      `<rect x="${x}" y="${y}" width="${random.int(40, 240)}" height="${random.int(40, 240)}" fill="${random.pick(['#c9ccce', '#bfc2c4', '#d3d3d0'])}"/>`,
    );
  }
  for (const { color, text, x, y } of plates) {
    body.push(
      `<rect x="${x}" y="${y}" width="${PLATE.width}" height="${PLATE.height}" rx="5" fill="${PLATES[color]}"/>`,
    );
    const at = { x: x + PLATE.width / 2, y: y + 0.68 * PLATE.height };
    body.push(label(text, at, { font: 'Open Sans', size: 34, color: '#ffffff', anchor: 'middle' }));
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size} viewBox="0 0 ${width} ${height}">${body.join('')}</svg>`;
}
