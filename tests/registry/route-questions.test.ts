/** Every route of every shipped router, on questions of our own; words inside words, which trigger nothing; names of the reference. */
import { describe, expect, test } from '@jest/globals';
import { select } from '../../src/activities/select-skill.js';
import { callablePairs, findByName } from '../../src/domain/registry.js';
import type { ImageRef } from '../../src/domain/ref.js';
import { buildPrompt, PROMPT_TOKENS } from '../../src/policies/prompt.js';
import { CHAT_POLICIES } from '../../src/policies/policy-name.js';
import { estimateTokens } from '../../src/domain/tokens.js';
import { loadRegistry } from '../../src/registry/load.js';
import { skillFor } from '../../src/skills/runnable.js';
import { ROUTE_QUESTIONS } from './route-questions/index.js';

const snapshot = await loadRegistry({ roots: ['registry'], env: { MAESTRO_GPU_HOST: '127.0.0.1' } });
const picture: ImageRef = { sha256: 'a'.repeat(64), bytes: 1, mime: 'image/png', width: 10, height: 10 };

function routed(model: string, skill: string, input: string): { readonly solver: string; readonly route: string } {
  const selection = select(snapshot, { model, skill, input }, { question: input, images: [picture] });
  if (selection.kind !== 'solver') throw new Error(`${model}@@${skill}: ${selection.kind}`);
  return { solver: selection.solver, route: selection.route };
}

describe.each(ROUTE_QUESTIONS)('%s@@%s > %s', (model, skill, solver, questions) => {
  test.each(questions)('%s', (question) => {
    expect(routed(model, skill, question).solver).toBe(solver);
  });
});

test('every solver that a router may choose has eight questions or more', () => {
  for (const model of snapshot.models) {
    for (const id of model.skills) {
      const whole = findByName(snapshot.skills, id);
      if (whole === undefined) throw new Error(`no skill ${id}`);
      const { solvers } = skillFor(whole, model);
      if (solvers.length === 1) continue;
      const asked = ROUTE_QUESTIONS.filter(([, skill, , questions]) => skill === id && new Set(questions).size >= 8);
      expect(asked.map(([, , solver]) => solver)).toEqual(expect.arrayContaining(solvers.map((solver) => solver.id)));
    }
  }
});

/** Each holds the letters of a keyword and none of the words. */
const TRAPS: readonly (readonly [string, string, string])[] = [
  ['qwen3-VL-8B-Instruct', 'Embodied_Scene', 'Their interaction was a disappointment; the appointment was unopened.'],
  ['qwen3-VL-8B-Instruct', 'Embodied_Scene', 'A fraction of the narrowest turnstile, unaligned.'],
  ['qwen3-VL-8B-Instruct', 'OCR', 'Is the subtotality of the signature a design, assigned in Chartres?'],
  ['qwen3-VL-8B-Instruct', 'OCR', 'A tablet and a bookend in the workshop; a steamboat.'],
  ['qwen3-VL-8B-Instruct', 'Diagram_Reasoning', 'Narrows, a gridlock, an accountant, a newsletter.'],
  ['Raster', 'Diagram_Reasoning', 'Burrows, crosswords, a pathology lab, untouched.'],
  ['Tesseract', 'OCR', 'A context, a homepage, borderlines.'],
];

test.each(TRAPS)('words inside words trigger nothing: %s@@%s: %s', (model, skill, question) => {
  expect(routed(model, skill, question).route).toBe('keyword fallback');
});

describe('the policy prompt', () => {
  test.each(CHAT_POLICIES)('for %s keeps to its budget with everything switched on', async (kind) => {
    const all = await loadRegistry({
      roots: ['registry'],
      env: {
        MAESTRO_GPU_HOST: '127.0.0.1',
        ...Object.fromEntries(
          ['OPENAI', 'GEMINI', 'OPENROUTER'].flatMap((name) => [
            [`${name}_API_KEY`, 'k'],
            [`MAESTRO_${name}_MODEL`, 'm'],
          ]),
        ),
      },
    });
    expect(all.models.filter((model) => model.unavailable === '').length).toBeGreaterThan(15);
    const prompt = buildPrompt(kind, all);
    expect(estimateTokens(prompt)).toBeLessThanOrEqual(PROMPT_TOKENS[kind]);
    for (const name of ['Intern-S1-mini@@Science', 'OpenAI@@Chart', 'Raster@@Diagram_Reasoning'])
      expect(prompt).toContain(name);
    // And says of every skill and model what it is for, not its name alone.
    for (const { whenToUse } of all.skills) expect(prompt).toContain(whenToUse.slice(0, 60));
    for (const { model } of callablePairs(all)) expect(prompt).toContain(model.strengths.slice(0, 60));
  });
});

describe('names of skills in the reference system', () => {
  const NAMES: readonly (readonly [string, string])[] = [
    ['Geometric_Problem_Solver', 'Geometric'],
    ['Chart_Problem_Solver', 'Chart'],
    ['Science_Problem_Solver', 'Science'],
    ['Counting_Problem_Solver', 'Counting'],
    ['Perception_Problem_Solver', 'Perception'],
    ['Perception_Problem_Solver_Eval', 'Perception'],
    ['Code_Problem_Solver', 'Code'],
    ['Embodied_Scene_QA_Skill', 'Embodied_Scene'],
    ['Compositional_Visual_Reasoning_Skill', 'Compositional'],
    ['ocr_problem_solver', 'OCR'],
    ['ocr', 'OCR'],
    ['Diagram_Reasoning_Skill', 'Diagram_Reasoning'],
    ['Diagram_Reasoning_Router_Skill', 'Diagram_Reasoning'],
    ['VLMsAreBlind_Problem_Solver', 'Diagram_Reasoning'],
    ['none', 'Direct'],
    ['zoom', 'Zoom'],
    // Unknown there.
    ['Geometry_Problem_Solver', 'Geometric'],
    ['Math_Problem_Solver', 'Algebra'],
    ['Medical_Problem_Solver', 'Medical'],
  ];

  test.each(NAMES)('%s is %s in snake, hyphen and run-together form, in any case', (name, skill) => {
    for (const form of [name, name.replaceAll('_', '-'), name.replaceAll('_', ''), name.replaceAll('_', ' ')])
      for (const spelling of [form, form.toLowerCase(), form.toUpperCase()])
        expect([spelling, findByName(snapshot.skills, spelling)?.id]).toEqual([spelling, skill]);
  });

  // What its substring rules also took, and what could mean several: no alias, so that nobody is sent to the wrong solver.
  test.each([
    'problem_solver',
    'solver',
    'generator',
    'python',
    'spatial',
    'trajectory',
    'multi',
    'reasoning',
    'router',
  ])('%s is ambiguous, and unknown', (name) => {
    expect(findByName(snapshot.skills, name)).toBeUndefined();
    const selection = select(
      snapshot,
      { model: 'qwen3-VL-8B-Instruct', skill: name, input: 'x' },
      { question: 'x', images: [picture] },
    );
    expect(selection).toMatchObject({ kind: 'refused', status: 'unknown_name' });
  });
});
