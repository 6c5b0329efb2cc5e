import { describe, expect, test } from '@jest/globals';
import { ARITH_FAMILIES } from '../../src/datasets/arith/suite.js';
import { BLINDTEST_FAMILIES } from '../../src/datasets/blindtest/suite.js';
import { COUNTING_FAMILIES } from '../../src/datasets/counting/suite.js';
import { FUNCTION_FAMILIES } from '../../src/datasets/functions/suite.js';
import { GEOMETRY_FAMILIES } from '../../src/datasets/geometry/suite.js';
import { HIGHRES_FAMILIES } from '../../src/datasets/highres/suite.js';
import { SCENE_FAMILIES } from '../../src/datasets/scenes/suite.js';
import { WORDS_FAMILIES } from '../../src/datasets/words/suite.js';
import { seededRandom } from '../../src/domain/random.js';
import { findByName, type Skill } from '../../src/domain/registry.js';
import { loadRegistry } from '../../src/registry/load.js';
import { keywordScore } from '../../src/policies/keyword-score.js';
import { routeToSolver } from '../../src/skills/router.js';
import { skillFor } from '../../src/skills/runnable.js';

const snapshot = await loadRegistry({ roots: ['registry'], env: {} });

/** The skill as a model has it. */
function skill(name: string, modelId: string): Skill {
  const found = findByName(snapshot.skills, name);
  const model = findByName(snapshot.models, modelId);
  if (found === undefined || model === undefined) throw new Error(`no skill ${name}, or no model ${modelId}`);
  return skillFor(found, model);
}

/** Every wording of some items of a family. */
function wordings(family: (typeof BLINDTEST_FAMILIES)[number], count = 30): readonly string[] {
  const items = Array.from({ length: count }, (_, index) =>
    family.generate(seededRandom('routing', family.name, index)),
  );
  return [...new Set(items.flatMap((item) => item.wordings))];
}

const SOLVER_OF_FAMILY: Readonly<Record<string, string>> = {
  'line-intersections': 'line-intersections',
  'two-circles': 'circle-contact',
  'circled-letter': 'highlighted-character',
  'olympic-shapes': 'shape-count',
  'nested-squares': 'nested-squares',
  grid: 'grid-structure',
  subway: 'route-count',
};

describe('wordings of the built-in suites', () => {
  test.each(BLINDTEST_FAMILIES.map((family) => [family.name, family] as const))(
    'every wording of %s goes to the right solver, by a rule and not by default',
    (name, family) => {
      for (const wording of wordings(family)) {
        const { solver, scores } = routeToSolver(skill('Diagram_Reasoning', 'Raster'), wording);
        expect([wording, solver.id]).toEqual([wording, SOLVER_OF_FAMILY[name]]);
        expect(scores[solver.id]).toBeGreaterThan(0);
      }
    },
  );

  test('the keywords of the skills tell the two suites apart', () => {
    const best = (question: string, needsImage: boolean): string | undefined =>
      snapshot.skills
        .filter((candidate) => candidate.needsImage === needsImage)
        .map(({ id, keywords }) => ({ id, score: keywordScore({ keywords }, question) }))
        .sort((a, b) => b.score - a.score)[0]?.id;
    for (const family of BLINDTEST_FAMILIES) {
      for (const wording of wordings(family))
        expect([wording, best(wording, true)]).toEqual([wording, 'Diagram_Reasoning']);
    }
    for (const family of [
      ...SCENE_FAMILIES,
      ...COUNTING_FAMILIES,
      ...HIGHRES_FAMILIES,
      ...GEOMETRY_FAMILIES,
      ...WORDS_FAMILIES,
    ]) {
      for (const wording of wordings(family)) expect([wording, best(wording, true)]).toEqual([wording, family.skill]);
    }
    // Code needs no picture, though here it has one.
    for (const family of FUNCTION_FAMILIES) {
      for (const wording of wordings(family, 3)) expect([wording, best(wording, false)]).toEqual([wording, 'Code']);
    }
    for (const family of ARITH_FAMILIES) {
      for (const wording of wordings(family)) expect([wording, best(wording, false)]).toEqual([wording, 'Algebra']);
    }
  });
});

test.each(['form', 'receipt', 'table', 'formula'])(
  'every wording of the %s family goes to the solver that looks it up',
  (name) => {
    const family = WORDS_FAMILIES.find((each) => each.name === name)!;
    for (const wording of wordings(family)) {
      const { solver, scores } = routeToSolver(skill('OCR', 'Document-Reader'), wording);
      expect([wording, solver.id]).toEqual([wording, name === 'formula' ? 'spell-formula' : 'find-entry']);
      expect(scores[solver.id]).toBeGreaterThan(0);
    }
  },
);

/** In other words than the suite has. */
const OTHER_WORDS: readonly (readonly [string, string])[] = [
  ['Tell me how often the two curves intersect.', 'line-intersections'],
  ['Number of crossing points between the red and blue polylines?', 'line-intersections'],
  ['How many times does line A cut line B?', 'line-intersections'],
  ['Where the lines meet, count one. What is the total?', 'line-intersections'],
  ['Do these circles intersect?', 'circle-contact'],
  ['Are the circles tangent to one another?', 'circle-contact'],
  ['is there a gap between the two circles, or are they in contact', 'circle-contact'],
  ['Which character has been encircled?', 'highlighted-character'],
  ['Identify the letter marked by the red ellipse.', 'highlighted-character'],
  ['What letter is highlighted in the word?', 'highlighted-character'],
  ['How many rows are in the table?', 'grid-structure'],
  ['Count columns and rows of this grid', 'grid-structure'],
  ['Into how many cells is the grid divided, as rows x columns?', 'grid-structure'],
  ['How many one-colored routes go from A to D?', 'route-count'],
  ['Count the single-color paths connecting station B and station C.', 'route-count'],
  ['In the subway map, how many direct lines are there between A and B?', 'route-count'],
  ['How many overlapping rings does the logo have?', 'shape-count'],
  ['count pentagons', 'shape-count'],
  ['What is the number of polygons in the figure?', 'shape-count'],
  ['How many concentric squares do you see?', 'nested-squares'],
  ['Count the total number of squares in the image.', 'nested-squares'],
  ['HOW MANY SQUARES???', 'nested-squares'],
  ['Please look at the picture.', 'shape-count'],
];

test.each(OTHER_WORDS)('"%s" goes to %s', (question, solver) => {
  expect(routeToSolver(skill('Diagram_Reasoning', 'Raster'), question).solver.id).toBe(solver);
});

test('a figure, and a function to be written from a picture, go to the solver that the local engine can run', () => {
  for (const wording of GEOMETRY_FAMILIES.flatMap((family) => wordings(family, 5)))
    for (const model of ['Figure-Reader', 'Statement-Solver'])
      expect(routeToSolver(skill('Geometric', model), wording).solver.id).toBe('derive-from-figure');
  for (const wording of FUNCTION_FAMILIES.flatMap((family) => wordings(family, 3)))
    expect(routeToSolver(skill('Code', 'Diagram-Coder'), wording).solver.id).toBe('read-diagram');
});

test.each([
  ['What is written on the sign?', 'read-text'],
  ['Read the word in the image.', 'read-line'],
  ['Which single character is shown?', 'read-character'],
  ['Transcribe all the text on this receipt.', 'read-text'],
])('OCR: "%s" goes to %s', (question, solver) => {
  expect(routeToSolver(skill('OCR', 'Tesseract'), question).solver.id).toBe(solver);
});
