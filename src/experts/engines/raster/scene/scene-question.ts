/** @module The task `scene-question`: lists the coloured shapes of a picture, reads the question as a program, and runs it. */
import { cannot, clamp, found, type Finding, type Raster, type RasterQuestion } from '../raster.js';
import { answerQuestion } from './answer-question.js';
import { findThings, type FoundScene } from './find-things.js';
import { parseQuestion } from './parse-question.js';
import type { SceneAttribute } from './vocabulary.js';

const MOST_THINGS = 40;
/** A patch that is explained worse is no shape that is known. */
const LEAST_OVERLAP = 0.55;

export function answerSceneQuestion(raster: Raster, { text }: RasterQuestion): Finding {
  const question = parseQuestion(text);
  if (question === undefined) return cannot('The question is not of a kind that is known for scenes of simple shapes.');
  const scene = findThings(raster);
  const { things } = scene;
  if (things.length === 0 || things.length > MOST_THINGS) {
    return cannot(`The picture shows ${things.length === 0 ? 'no' : 'too many'} coloured shapes.`);
  }
  const worst = Math.min(...things.map(({ overlap }) => overlap));
  if (worst < LEAST_OVERLAP) return cannot('Something in the picture is of no shape that is known.');
  const answer = answerQuestion(question, things);
  if (answer.kind === 'void') return cannot(answer.reason);
  return found(answer.text, confidenceOf(scene, answer.uses), {
    things: things.map(({ id, color, shape, size, material, x, foot }) => ({
      id,
      color,
      shape,
      size,
      material,
      x: Math.round(x),
      foot: Math.round(foot),
    })),
  });
}

/** As sure as the least sure thing; what the answer does not rest on takes nothing away. */
function confidenceOf({ things, hasTwoSizes, strayShare }: FoundScene, uses: ReadonlySet<SceneAttribute>): number {
  const overlaps = things.map(({ overlap }) => clamp((overlap - LEAST_OVERLAP) / 0.3, 0.2, 1));
  const leads = uses.has('shape') ? things.map(({ lead }) => clamp(0.5 + lead / 0.1, 0.5, 1)) : [];
  const sizes = uses.has('size') && !hasTwoSizes ? 0.5 : 1;
  return 0.97 * Math.min(...overlaps, ...leads) * sizes * clamp(1.2 - 2 * strayShare, 0.1, 1);
}
