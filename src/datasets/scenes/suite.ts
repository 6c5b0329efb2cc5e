/** @module The suite `scenes`: rendered solids and questions in the nine families of CLEVR (arXiv 1612.06890), drawn by ourselves. */
import type { Random } from '../../domain/random.js';
import type { Family, PictureDraft } from '../draft.js';
import { drawSceneSvg } from './draw.js';
import { drawScene } from './layout.js';
import { wordingsOf } from './phrase.js';
import { runProgram, type Program } from './program.js';
import { drawProgram, QUESTION_FAMILIES, type QuestionFamily } from './questions.js';
import { VALUES, type Scene } from './world.js';

const TRIES_PER_SCENE = 80;

export interface SceneQuestion {
  readonly scene: Scene;
  readonly program: Program;
  readonly truth: string;
}

/** A scene and a question about it whose answer is the one that was drawn beforehand. */
export function drawQuestion(family: QuestionFamily, random: Random): SceneQuestion & { readonly crowded: number } {
  const width = random.pick([480, 640, 960]);
  const crowded = random.int(0, 1);
  const rules = { width, height: (width * 3) / 4, leastVisible: crowded === 1 ? 0.72 : 1 };
  const [yesNo, number] = [random.pick(['yes', 'no']), random.pick([0, 1, 1, 2, 2, 3, 3, 4, 5])];
  for (;;) {
    const scene = drawScene(random, { ...rules, count: crowded === 1 ? random.int(6, 9) : random.int(3, 6) });
    const value = random.pick(wantedValues());
    for (let attempt = 0; attempt < TRIES_PER_SCENE; attempt++) {
      const program = drawProgram(family, scene, random);
      const truth = program && runProgram(program, scene);
      if (program === undefined || truth === undefined) continue;
      if (isWanted(program, truth, { yesNo, number, value })) return { scene, program, truth, crowded };
    }
  }
}

interface Wanted {
  readonly yesNo: string;
  readonly number: number;
  readonly value: string;
}

function isWanted(program: Program, truth: string, { yesNo, number, value }: Wanted): boolean {
  switch (program.op) {
    case 'count':
      return truth === String(number);
    case 'query':
      return truth === value;
    case 'exist':
    case 'compare-number':
    case 'compare-attribute':
      return truth === yesNo;
  }
}

/** Each attribute as likely as the others, whatever the number of its values. */
function wantedValues(): readonly string[] {
  const { size, color, material, shape } = VALUES;
  return [size, color, material, shape].flatMap((values) =>
    Array.from({ length: 24 }, (_, index) => values[index % values.length] ?? ''),
  );
}

function generate(family: QuestionFamily, random: Random): PictureDraft {
  const { scene, program, truth, crowded } = drawQuestion(family, random);
  return {
    svg: drawSceneSvg(scene),
    width: scene.width,
    height: scene.height,
    truth,
    wordings: wordingsOf(program),
    difficulty: { width: scene.width, objects: scene.objects.length, crowded },
  };
}

export const SCENE_FAMILIES: readonly Family[] = QUESTION_FAMILIES.map((name) => ({
  name,
  skill: 'Compositional',
  generate: (random) => generate(name, random),
}));
