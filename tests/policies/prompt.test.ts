import { describe, expect, test } from '@jest/globals';
import { parseDecision } from '../../src/domain/action.js';
import { PROMPT_BUDGET, buildPrompt } from '../../src/policies/prompt.js';
import { allPairs } from '../../src/policies/pairs.js';
import { endpointModel, engineModel, skill, smallSnapshot } from '../support/snapshot.js';
import { thrownBy } from '../support/thrown.js';

const snapshot = smallSnapshot();
const names = allPairs(snapshot).map((pair) => pair.name);

describe.each(['tags', 'tools'] as const)('the prompt for %s', (kind) => {
  test('is the same for the same snapshot, and changes with it', () => {
    expect(buildPrompt(smallSnapshot(), kind)).toBe(buildPrompt(snapshot, kind));
    expect(buildPrompt(smallSnapshot({ models: snapshot.models.slice(1) }), kind)).not.toBe(
      buildPrompt(snapshot, kind),
    );
  });

  test('names every pair that may be called, and no other', () => {
    const extra = [
      engineModel('Dead', { skills: ['Diagram'], unavailable: 'no address' }),
      endpointModel('Judge', 'http://127.0.0.1:1/v1', { skills: ['OCR'], role: 'policy' }),
    ];
    const prompt = buildPrompt(smallSnapshot({ models: [...snapshot.models, ...extra] }), kind);
    const named = new Set(prompt.match(/\b\w+@@\w+\b/g));
    named.delete('Model@@Skill');
    expect([...named].sort()).toEqual([...names].sort());
    expect(prompt).not.toMatch(/Dead|Judge/);
  });

  test('says what skills and models are for', () => {
    const prompt = buildPrompt(snapshot, kind);
    for (const part of ['Questions about Diagram.', 'Good at its task.', 'When its task comes up.']) {
      expect(prompt).toContain(part);
    }
  });

  test('keeps to its budget by saying less, and names all pairs still', () => {
    const long = 'A long description. '.repeat(200);
    const skills = Array.from({ length: 12 }, (_, index) => skill(`Skill${index}`, { summary: long, whenToUse: long }));
    const models = Array.from({ length: 12 }, (_, index) =>
      engineModel(`Model${index}`, { skills: skills.map(({ id }) => id), strengths: long, limits: long }),
    );
    const large = { ...snapshot, skills, models };
    for (const budget of [PROMPT_BUDGET, 10_000, 6_500]) {
      const prompt = buildPrompt(large, kind, budget);
      expect(prompt.length).toBeLessThanOrEqual(budget);
      for (const pair of allPairs(large)) expect(prompt).toContain(pair.name);
    }
    expect(thrownBy(() => buildPrompt(large, kind, 1_000))).toMatchObject({ code: 'POLICY_FAILED' });
  });

  test('is refused when there is nobody to ask', () => {
    expect(thrownBy(() => buildPrompt(smallSnapshot({ models: [] }), kind)).message).toContain('maestro doctor');
  });
});

test('the examples for tags are valid decisions over real pairs', () => {
  const prompt = buildPrompt(snapshot, 'tags');
  const examples = prompt.slice(prompt.indexOf('# Examples')).split(/(?<=<\/search>|<\/answer>)\n/);
  const actions = examples.map((example) => parseDecision(example.slice(example.indexOf('<think>'))).action);
  expect(actions.filter((action) => action.kind === 'call').map((call) => `${call.model}@@${call.skill}`)).toEqual([
    'Raster@@Diagram',
    'Tesseract@@OCR',
    'Algebra@@Maths',
    'QuickJS@@Code',
  ]);
  expect(actions.filter((action) => action.kind === 'answer')).toHaveLength(3);
});
