/** Which solver a chat model is given for a question, by the shipped rules; and the names of the reference system. */
import { describe, expect, test } from '@jest/globals';
import { select } from '../../src/activities/select-skill.js';
import type { ImageRef } from '../../src/domain/ref.js';
import type { RegistrySnapshot } from '../../src/domain/registry.js';
import { loadRegistry } from '../../src/registry/load.js';

const env = {
  MAESTRO_GPU_HOST: '127.0.0.1',
  MAESTRO_CAPTION_BASE_URL: 'http://127.0.0.1:1/v1',
  MAESTRO_CAPTION_MODEL: 'm',
  MAESTRO_CAPTION_KEY: 'k',
};
const snapshot = await loadRegistry({ roots: ['registry'], env });
const local = await loadRegistry({ roots: ['registry'], env: {} });
const picture: ImageRef = { sha256: 'a'.repeat(64), bytes: 1, mime: 'image/png', width: 10, height: 10 };

function solverOf(
  skill: string,
  input: string,
  model = 'qwen3-VL-8B-Instruct',
  registry: RegistrySnapshot = snapshot,
): string {
  const selection = select(registry, { model, skill, input }, { question: input, images: [picture] });
  return selection.kind === 'solver'
    ? selection.solver
    : selection.kind === 'refused'
      ? selection.status
      : 'asks the router';
}

const ROUTES: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  Embodied_Scene: [
    ['If the gripper follows the drawn path, where will it end?', 'trajectory-outcome'],
    ['What happens when the arm moves along the trajectory?', 'trajectory-outcome'],
    ['Which object lies at the end of the arrows?', 'trajectory-outcome'],
    ['How should the gripper be rotated to fit the slot?', 'action-adjustment'],
    ['What is the next action to insert the plug?', 'action-adjustment'],
    ['How must the peg be aligned with the hole?', 'action-adjustment'],
    ['Is the mug left of the bowl or behind it?', 'spatial-mechanics'],
    ['Does this door turn on a hinge or slide?', 'spatial-mechanics'],
    ['Which object is nearest to the camera?', 'spatial-mechanics'],
    ['Which point marked in the second picture corresponds to the point in the first?', 'pointing-localization'],
    ['Which of the dots lies on the handle?', 'pointing-localization'],
    ['Which marker is on the corner of the box?', 'pointing-localization'],
    ['Which image is closest to completing the task?', 'multi-view-task'],
    ['In what order of the images was the table set?', 'multi-view-task'],
    ['Does the other view show the same cup as the first image?', 'multi-view-task'],
    // Words inside words trigger nothing.
    ['Describe the interaction during the appointment.', 'spatial-mechanics'],
    ['What fraction of the decoder is visible?', 'spatial-mechanics'],
  ],
  OCR: [
    ['Write out the expression of the formula in LaTeX format.', 'formula-recognition'],
    ['Which equation stands on the board?', 'formula-recognition'],
    ['What is the total amount of this receipt?', 'key-information'],
    ['When is the invoice due date?', 'key-information'],
    ['How much salt is there per 100 g?', 'key-information'],
    ['Who is the author of this book?', 'document-chart'],
    ['What percentage of the population does the chart give for the year 2001?', 'document-chart'],
    ['What is in the third column of the table?', 'document-chart'],
    ['What does the sign on the shop say?', 'scene-text'],
    ['What number is written on the boat?', 'scene-text'],
    ['What is the name of this store?', 'scene-text'],
    ['What is written in the image?', 'text-recognition'],
    ['Please transcribe the handwritten note.', 'text-recognition'],
    ['What is the number in the image?', 'text-recognition'],
  ],
  Diagram_Reasoning: [
    ['Are the two circles touching each other?', 'judge-contact'],
    ['Do both circles overlap?', 'judge-contact'],
    ['How many times do the blue and red lines cross?', 'count-crossings'],
    ['How many single-colored paths connect station A with station C?', 'count-crossings'],
    ['Count the rows and columns of the table.', 'parse-grid'],
    ['How many cells does a row of the grid have?', 'parse-grid'],
    ['Which letter is being circled?', 'recognise-character'],
    ['Which character is highlighted with a red oval?', 'recognise-character'],
    ['How many circles are in the image?', 'count-shapes'],
    ['Count the total number of nested squares.', 'count-shapes'],
    ['How many pentagons are there?', 'count-shapes'],
    ['What is this?', 'count-shapes'],
  ],
};

describe.each(Object.entries(ROUTES))('%s', (skill, questions) => {
  test.each(questions)('"%s" goes to %s', (question, solver) => {
    expect(solverOf(skill, question)).toBe(solver);
  });
});

test('of a skill with solvers for engines and for chat models, each is given its own', () => {
  const question = 'How many rows and columns does the grid have?';
  expect(solverOf('Diagram', question, 'Raster')).toBe('grid-structure');
  expect(solverOf('Diagram', question, 'Raster', local)).toBe('grid-structure');
  expect(solverOf('Diagram', question)).toBe('parse-grid');
  expect(solverOf('OCR', 'What is written on the sign?', 'Tesseract')).toBe('read-text');
  expect(solverOf('Grid Structure Parsing Skill', question, 'Raster')).toBe('incompatible_pair');
});

describe('names of the reference system', () => {
  test.each([
    ['Geometric_Problem_Solver', 'figure-to-answer'],
    ['geometric-problem-solver', 'figure-to-answer'],
    ['geometricproblemsolver', 'figure-to-answer'],
    ['Chart_Problem_Solver', 'read-chart'],
    ['Science_Problem_Solver', 'figure-with-evidence'],
    ['Counting_Problem_Solver', 'list-and-verify'],
    ['Perception_Problem_Solver', 'look-closer'],
    ['Perception_Problem_Solver_Eval', 'look-closer'],
    ['Compositional_Visual_Reasoning_Skill', 'scene-to-program'],
    ['clevr_problem_solver', 'scene-to-program'],
    ['CLEVR_Master_Router_Skill', 'scene-to-program'],
    ['Embodied_Scene_QA_Skill', 'spatial-mechanics'],
    ['ERQA_Embodied_Scene_QA_Skill', 'spatial-mechanics'],
    ['ERQA_Trajectory_Outcome_Solver', 'trajectory-outcome'],
    ['ERQA_Action_Adjustment_Solver', 'action-adjustment'],
    ['ERQA_Spatial_Mechanics_Solver', 'spatial-mechanics'],
    ['ERQA_Pointing_Localization_Solver', 'pointing-localization'],
    ['ERQA_Multi_View_Task_Solver', 'multi-view-task'],
    ['ocr_problem_solver', 'text-recognition'],
    ['OCRBench_Master_Router_Skill', 'text-recognition'],
    ['OCRBench_Text_Recognition_Skill', 'text-recognition'],
    ['OCRBench_Key_Information_Extraction_Skill', 'key-information'],
    ['OCRBench_Scene_Text_QA_Skill', 'scene-text'],
    ['OCRBench_Document_Chart_QA_Skill', 'document-chart'],
    ['OCRBench_Formula_Recognition_Skill', 'formula-recognition'],
    ['Diagram_Reasoning_Skill', 'count-shapes'],
    ['Diagram_Reasoning_Router_Skill', 'count-shapes'],
    ['VLMsAreBlind_Master_Router_Skill', 'count-shapes'],
    ['VLMsAreBlind_Circle_Contact_Overlap_Judge_Skill', 'judge-contact'],
    ['VLMsAreBlind_Intersection_Route_Counting_Skill', 'count-crossings'],
    ['VLMsAreBlind_Grid_Structure_Parsing_Skill', 'parse-grid'],
    ['VLMsAreBlind_Highlighted_Character_Recognition_Skill', 'recognise-character'],
    ['VLMsAreBlind_Geometric_Shape_Counting_Skill', 'count-shapes'],
  ])('%s is understood: %s', (name, solver) => {
    const neutral = name.toLowerCase().includes('ocr') ? 'Write down the text in the image.' : 'Look at it.';
    expect(solverOf(name, neutral)).toBe(solver);
  });

  test.each(['fraction_solver', 'interaction', 'decoder', 'appointment', 'account solver', 'task', 'OCR Key'])(
    '%s, which it took for a skill by the letters inside, is unknown',
    (name) => {
      expect(solverOf(name, 'Look at it.')).toBe('unknown_name');
    },
  );

  test.each([
    'Chart-R1',
    'GLM-4.6V-Flash',
    'qwen3-vl-8b-instruct',
    'Qwen35-9B',
    'Intern-S1-mini',
    'medgemma',
    'Step3-VL-10B',
  ])('the model %s is there', (name) => {
    expect(solverOf('Direct', 'Look at it.', name)).toBe('answer');
  });
});
