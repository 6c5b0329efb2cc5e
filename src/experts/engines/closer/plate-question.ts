/** @module Questions with options about plates of a colour, and which option what was read speaks for. */
import { editDistance } from '../../../domain/registry.js';
import { COLOURS } from '../raster/scene/vocabulary.js';

export type PlateQuestion = { readonly options: readonly Option[] } & (
  { readonly kind: 'text'; readonly color: string } | { readonly kind: 'largest' }
);

interface Option {
  readonly letter: string;
  readonly text: string;
}

export interface ReadPlate {
  readonly color: string;
  readonly text: string;
  /** 0..1 */
  readonly confidence: number;
}

export type Choice =
  | { readonly kind: 'option'; readonly letter: string; readonly confidence: number }
  | { readonly kind: 'cannot'; readonly reason: string };

/** Undefined for any other question. */
export function readPlateQuestion(text: string): PlateQuestion | undefined {
  const lines = text.split('\n').map((line) => line.trim());
  const options = lines.flatMap((line) => {
    const match = /^\(?([A-J])[.):]\s*(\S.*)$/.exec(line);
    return match === null ? [] : [{ letter: match[1] ?? '', text: match[2] ?? '' }];
  });
  const asked = lines
    .filter((line) => !/^\(?[A-J][.):]\s/.test(line))
    .join(' ')
    .toLowerCase();
  if (options.length < 2 || !/\b(?:plate|sign|label)s?\b/.test(asked)) return undefined;
  if (/\b(?:largest|highest|greatest|biggest)\b/.test(asked)) return { kind: 'largest', options };
  const [color, ...others] = Object.keys(COLOURS).filter((each) => asked.split(/[^a-z]+/).includes(each));
  return color === undefined || others.length > 0 ? undefined : { kind: 'text', color, options };
}

export function chooseOption(question: PlateQuestion, plates: readonly ReadPlate[]): Choice {
  return question.kind === 'text' ? byText(question.options, plates) : byNumber(question.options, plates);
}

/** The option that is nearest to what was read, when no other is as near. */
function byText(options: readonly Option[], plates: readonly ReadPlate[]): Choice {
  const [plate] = [...plates].sort((a, b) => b.confidence - a.confidence);
  if (plate === undefined) return cannot('The plate could not be read.');
  const ranked = options
    .map(({ letter, text }) => ({ letter, distance: editDistance(text.toUpperCase(), plate.text.toUpperCase()) }))
    .sort((a, b) => a.distance - b.distance);
  const [best, next] = ranked;
  if (best === undefined || best.distance > 2 || best.distance === next?.distance)
    return cannot(`What was read, "${plate.text.slice(0, 20)}", speaks for none of the options.`);
  return { kind: 'option', letter: best.letter, confidence: [0.95, 0.7, 0.4][best.distance] ?? 0.4 };
}

/** Every option's plate must have been read as a number. */
function byNumber(options: readonly Option[], plates: readonly ReadPlate[]): Choice {
  const read = options.map(({ letter, text }) => {
    const words = text.toLowerCase().split(/[^a-z]+/);
    const plate = plates.find(({ color, text: said }) => words.includes(color) && /^\d+$/.test(said));
    return { letter, value: plate && Number(plate.text), confidence: plate?.confidence ?? 0 };
  });
  if (read.some(({ value }) => value === undefined)) return cannot('Not every plate could be read as a number.');
  const [best, next] = [...read].sort((a, b) => (b.value ?? 0) - (a.value ?? 0));
  if (best === undefined || best.value === next?.value) return cannot('Two plates show the same largest number.');
  return { kind: 'option', letter: best.letter, confidence: Math.min(...read.map(({ confidence }) => confidence)) };
}

function cannot(reason: string): Choice {
  return { kind: 'cannot', reason };
}
