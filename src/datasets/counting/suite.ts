/** @module The suite `counting`: shapes that hide one another, counted plainly and under conditions, as in TallyQA (arXiv 1810.12440). */
import type { Random } from '../../domain/random.js';
import { px } from '../blindtest/drawing.js';
import type { Family, PictureDraft } from '../draft.js';
import { CORNERS } from '../scenes/silhouette.js';
import {
  drawFlat,
  FLAT,
  FLAT_COLOR_NAMES,
  FLAT_COLORS,
  touchedBy,
  type FlatPicture,
  type FlatShape,
} from './layout.js';

const LEAST_VISIBLE = { none: 1, some: 0.75, much: 0.55 } as const;

type Condition = 'none' | 'attributes' | 'place' | 'contact';

/** What is counted: shapes, some attributes, and how they stand to others. */
export interface CountQuestion {
  /** In the plural, e.g. `large red stars that touch a square`. */
  readonly phrase: string;
  readonly counts: (shape: FlatShape, picture: FlatPicture) => boolean;
}

const FAMILY_OF = {
  simple: 'none',
  attributes: 'attributes',
  place: 'place',
  contact: 'contact',
} as const satisfies Record<string, Condition>;

export const COUNTING_FAMILIES: readonly Family[] = Object.entries(FAMILY_OF).map(([name, condition]) => ({
  name,
  skill: 'Counting',
  generate: (random) => generate(condition, random),
}));

export interface CountItem {
  readonly width: number;
  readonly height: number;
  readonly occlusion: keyof typeof LEAST_VISIBLE;
  readonly picture: FlatPicture;
  readonly question: CountQuestion;
  readonly truth: number;
}

/** A picture, and a question about it with the answer that was drawn beforehand. */
export function drawCount(condition: Condition, random: Random): CountItem {
  const width = random.pick([560, 720, 900]);
  const height = Math.round(0.75 * width);
  const occlusion = random.pick(
    condition === 'contact' ? (['some', 'much'] as const) : (['none', 'some', 'much'] as const),
  );
  const wanted = condition === 'none' ? random.int(1, 6) : random.pick([0, 1, 1, 2, 2, 3, 3, 4]);
  for (;;) {
    const rules = { width, height, count: random.int(8, 18), leastVisible: LEAST_VISIBLE[occlusion] };
    const picture = drawFlat(random, rules);
    for (let attempt = 0; attempt < 150; attempt++) {
      const question = drawCountQuestion(condition, picture, random);
      const truth = question && picture.filter((shape) => question.counts(shape, picture)).length;
      if (question !== undefined && truth === wanted) return { width, height, occlusion, picture, question, truth };
    }
  }
}

function drawCountQuestion(condition: Condition, picture: FlatPicture, random: Random): CountQuestion | undefined {
  const shape = random.pick(FLAT);
  const color = condition === 'none' || random.next() < 0.3 ? undefined : random.pick(FLAT_COLOR_NAMES);
  const size = condition === 'attributes' && random.next() < 0.5 ? random.pick(['small', 'large'] as const) : undefined;
  const isOf = (each: FlatShape): boolean =>
    each.outline === shape && (color ?? each.color) === each.color && (size ?? each.size) === each.size;
  const head = [size, color, `${shape}s`].filter((word) => word !== undefined).join(' ');
  switch (condition) {
    case 'none':
      return { phrase: head, counts: isOf };
    case 'attributes':
      return color === undefined && size === undefined ? undefined : { phrase: head, counts: isOf };
    case 'place': {
      const other = random.pick(picture);
      const same = picture.filter((each) => each.outline === other.outline && each.color === other.color);
      const isLeft = random.next() < 0.5;
      if (same.length !== 1) return undefined;
      return {
        phrase: `${head} that are to the ${isLeft ? 'left' : 'right'} of the ${other.color} ${other.outline}`,
        counts: (each) => each !== other && isOf(each) && (isLeft ? each.x < other.x : each.x > other.x),
      };
    }
    case 'contact': {
      const other = random.pick(FLAT);
      return {
        phrase: `${head} that touch a ${other}`,
        counts: (each, all) => isOf(each) && [...touchedBy(each, all)].some((next) => next.outline === other),
      };
    }
  }
}

function generate(condition: Condition, random: Random): PictureDraft {
  const { width, height, occlusion, picture, question, truth } = drawCount(condition, random);
  const { phrase } = question;
  return {
    svg: drawFlatSvg(width, height, picture),
    width,
    height,
    truth: String(truth),
    category: condition === 'none' ? 'simple' : 'complex',
    wordings: [
      `How many ${phrase} are there, counting partly hidden ones?`,
      `What is the number of ${phrase}, partly hidden ones included?`,
      `Count the ${phrase}, also those that are partly hidden.`,
      `How many ${phrase} does the picture show, partly hidden ones among them?`,
    ],
    difficulty: { width, shapes: picture.length, occlusion },
  };
}

export function drawFlatSvg(width: number, height: number, picture: FlatPicture): string {
  const size = `width="${width}" height="${height}"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size} viewBox="0 0 ${width} ${height}"><rect ${size} fill="#f4f4f0"/>${picture.map(drawShape).join('')}</svg>`;
}

function drawShape({ outline, color, x, y, radius }: FlatShape): string {
  const style = `fill="${FLAT_COLORS[color]}" stroke="#1c1c1c" stroke-width="${px(Math.max(1.5, 0.07 * radius))}" stroke-linejoin="round"`;
  if (outline === 'circle') return `<circle cx="${px(x)}" cy="${px(y)}" r="${px(radius)}" ${style}/>`;
  const points = CORNERS[outline].map(([dx, dy]) => `${px(x + dx * radius)},${px(y + dy * radius)}`);
  return `<polygon points="${points.join(' ')}" ${style}/>`;
}
