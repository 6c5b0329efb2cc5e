/** The task `scene-question`: its reading of questions against the programs of the suites, and its eyes on their pictures. */
import { afterAll, describe, expect, test } from '@jest/globals';
import { touchedBy, type FlatPicture } from '../../../src/datasets/counting/layout.js';
import { COUNTING_FAMILIES, drawCount } from '../../../src/datasets/counting/suite.js';
import { wordingsOf } from '../../../src/datasets/scenes/phrase.js';
import { QUESTION_FAMILIES } from '../../../src/datasets/scenes/questions.js';
import { drawQuestion } from '../../../src/datasets/scenes/suite.js';
import { footOf, type Scene } from '../../../src/datasets/scenes/world.js';
import { findSuite } from '../../../src/datasets/suite.js';
import { seededRandom } from '../../../src/domain/random.js';
import { createRasterEngine } from '../../../src/experts/engines/raster/engine.js';
import { answerQuestion } from '../../../src/experts/engines/raster/scene/answer-question.js';
import type { Thing } from '../../../src/experts/engines/raster/scene/find-things.js';
import { parseQuestion } from '../../../src/experts/engines/raster/scene/parse-question.js';
import { ask, inTurns } from './support/ask-engine.js';

const raster = createRasterEngine();
afterAll(() => raster.close());

const certain = { overlap: 1, lead: 1 };

function thingsOf(scene: Scene): readonly Thing[] {
  return scene.objects.map((object, id) => ({ ...object, ...certain, id, foot: footOf(object), touches: [] }));
}

function flatThings(picture: FlatPicture): readonly Thing[] {
  return picture.map((each, id) => ({
    ...certain,
    id,
    color: each.color,
    shape: each.outline,
    size: each.size,
    material: 'rubber',
    x: each.x,
    foot: each.y,
    touches: [...touchedBy(each, picture)].map((other) => picture.indexOf(other)),
  }));
}

/** The suite writes programs and says them in English; the engine reads the English and runs what it read. */
describe('with the true things, every wording comes to the truth', () => {
  test.each(QUESTION_FAMILIES)('scenes: %s', (family) => {
    for (let index = 0; index < 25; index++) {
      const { scene, program, truth } = drawQuestion(family, seededRandom('read', family, index));
      for (const wording of wordingsOf(program)) {
        const question = parseQuestion(wording);
        const answer = question && answerQuestion(question, thingsOf(scene));
        expect([wording, answer?.kind === 'answer' ? answer.text : answer]).toEqual([wording, truth]);
      }
    }
  });

  test.each(['none', 'attributes', 'place', 'contact'] as const)('counting: %s', (condition) => {
    for (let index = 0; index < 15; index++) {
      const { picture, question, truth } = drawCount(condition, seededRandom('read', condition, index));
      const read = parseQuestion(`How many ${question.phrase} are there, counting partly hidden ones?`);
      const answer = read && answerQuestion(read, flatThings(picture));
      expect([question.phrase, answer?.kind === 'answer' ? answer.text : answer]).toEqual([
        question.phrase,
        String(truth),
      ]);
    }
  });
});

describe('questions in other words', () => {
  test.each([
    ['How many shiny balls are in the picture?', 'count'],
    ['Is there a big grey block behind the tiny cylinder?', 'exist'],
    ['What colour is the matte cube left of the sphere?', 'query'],
    ['Which of these is the oldest?', undefined],
    ['How many dogs are there?', undefined],
    ['How many red circles are there that bark?', undefined],
    ['', undefined],
  ])('%s', (text, kind) => {
    expect(parseQuestion(text)?.kind).toBe(kind);
  });
});

describe('pictures', () => {
  test.each([
    ['scenes', 0.95],
    ['counting', 0.7],
  ])(
    '%s as drawn: a share of %d is right, and what is said with confidence holds',
    async (suite, least) => {
      const items = Array.from({ length: 30 }, (_, index) => findSuite(suite).item(index, 41));
      const clean = items.filter(({ difficulty }) => difficulty['wear'] === 'none').slice(0, 10);
      const replies = await inTurns(clean, 2, async ({ question, image, groundTruth }) => {
        const reply = await ask(raster, 'scene-question', { text: question, images: [image!] });
        const right = reply.kind === 'answer' && reply.text === groundTruth;
        return { right, sure: reply.kind === 'answer' && (reply.confidence ?? 0) >= 0.8 };
      });
      expect(replies.filter(({ right }) => right).length / replies.length).toBeGreaterThanOrEqual(least);
      const sure = replies.filter((each) => each.sure);
      expect(sure.length).toBeGreaterThan(0);
      expect(sure.filter(({ right }) => right).length / sure.length).toBeGreaterThanOrEqual(0.9);
    },
    180_000,
  );

  test('two things that fit "the red cube", or none, are no answer', async () => {
    const { image } = findSuite('scenes').item(0, 41);
    const reply = await ask(raster, 'scene-question', { text: 'What color is the thing?', images: [image!] });
    expect(reply.kind).toBe('cannot');
  });
});

test('the families of counting hold both of its published columns', () => {
  const columns = COUNTING_FAMILIES.map((family) => family.generate(seededRandom('columns')).category);
  expect(columns).toEqual(['simple', 'complex', 'complex', 'complex']);
});
