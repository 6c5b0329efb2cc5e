/** Typical questions of each Level-1 skill: the one that the keyword policy tries first when every kind of model is there. */
import { describe, expect, test } from '@jest/globals';
import type { ImageRef } from '../../src/domain/ref.js';
import { rankPairs } from '../../src/policies/keyword-policy.js';
import { loadRegistry } from '../../src/registry/load.js';

const snapshot = await loadRegistry({ roots: ['registry'], env: { MAESTRO_GPU_HOST: '127.0.0.1' } });
const picture: ImageRef = { sha256: 'a'.repeat(64), bytes: 1, mime: 'image/png', width: 10, height: 10 };

/** Skill, whether a picture is shown, questions. */
const QUESTIONS: readonly (readonly [string, 'with a picture' | 'without', readonly string[]])[] = [
  [
    'Geometric',
    'with a picture',
    [
      'In triangle ABC, angle B is 90 degrees. Find x.',
      'In the figure, AB is tangent to circle O at A. What is angle AOB?',
      'Find the area of the shaded region.',
      'Line m is parallel to line n. What is the measure of angle 3?',
    ],
  ],
  [
    'Chart',
    'with a picture',
    [
      'Which bar is the tallest?',
      'What was the percentage of smartphone users in 2015 according to the line chart?',
      'What is the difference between the highest and the lowest value of the blue line?',
    ],
  ],
  [
    'Science',
    'with a picture',
    [
      'Which organelle is labelled A in this cell diagram?',
      'Which of these states is farthest north?',
      'What is the direction of the magnetic force between the magnets?',
      'What does the microscopy image show?',
    ],
  ],
  [
    'Counting',
    'with a picture',
    [
      'How many people are in the photo?',
      'How many cars are parked in the street?',
      'How many dogs are there?',
      'How many women are wearing hats?',
    ],
  ],
  [
    'Perception',
    'with a picture',
    [
      "What color is the woman's umbrella?",
      'Is the dog on the left or the right side of the car?',
      'What is the material of the glove?',
    ],
  ],
  [
    'Code',
    'without',
    ['What does this Python program print? print(1+1)', 'Write a JavaScript function that reverses a list.'],
  ],
  ['Code', 'with a picture', ['Complete the Python function that the picture shows: def solution(n):']],
  [
    'Embodied_Scene',
    'with a picture',
    ['How should the robot arm move to grasp the cup?', 'Which trajectory leads the gripper to the drawer?'],
  ],
  [
    'OCR',
    'with a picture',
    ['What is written in the image?', 'What is the total amount on the receipt?', 'What does the sign say?'],
  ],
  [
    'Diagram_Reasoning',
    'with a picture',
    [
      'Are the two circles touching?',
      'Do the two circles keep a distance?',
      'How many times do the red and the blue line cross?',
      'Which letter is circled?',
      'How many rows and columns are there?',
    ],
  ],
  [
    'Compositional',
    'with a picture',
    [
      'How many metal cubes are left of the tiny red sphere?',
      'What material is the large thing that is the same color as the cylinder?',
    ],
  ],
  [
    'Medical',
    'with a picture',
    [
      'Does this chest X-ray show a pneumothorax?',
      'What abnormality is seen in this MRI of the brain?',
      'Which stain is used in this histology slide?',
      'Is there a fracture in this radiograph?',
    ],
  ],
  [
    'Algebra',
    'without',
    ['What is 12 * 12?', 'A train covers 120 km in 1.5 hours. How fast is it in km/h?', 'Solve x^2 - 5x + 6 = 0.'],
  ],
  [
    'Zoom',
    'with a picture',
    ['Zoom in on the clock and describe it.', 'Take a closer look at the upper right corner.'],
  ],
  ['Direct', 'without', ['Who wrote Hamlet?', 'Why is the sky blue?', 'What is the capital of France?']],
];

describe.each(QUESTIONS)('%s, %s', (skill, shown, questions) => {
  test.each(questions)('%s', (question) => {
    const [first] = rankPairs(snapshot, { question, images: shown === 'without' ? [] : [picture] });
    expect(first?.skill.id).toBe(skill);
  });
});

test('every skill that is offered has questions', () => {
  expect([...new Set(QUESTIONS.map(([skill]) => skill))].sort()).toEqual(snapshot.skills.map(({ id }) => id).sort());
});
