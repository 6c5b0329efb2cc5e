/** What each shipped solver calls, by kind, with all services at hand: the numbers of docs/reference-differences.md. */
import { describe, expect, test } from '@jest/globals';
import { planSolver } from '../../src/activities/plan-solver.js';
import type { Model, RegistrySnapshot } from '../../src/domain/registry.js';
import { findByName } from '../../src/domain/registry.js';
import { loadRegistry } from '../../src/registry/load.js';
import { canRun, skillFor } from '../../src/skills/runnable.js';

const snapshot = await loadRegistry({
  roots: ['registry'],
  env: {
    MAESTRO_GPU_HOST: '127.0.0.1',
    MAESTRO_CAPTION_BASE_URL: 'http://127.0.0.1:1/v1',
    MAESTRO_CAPTION_MODEL: 'm',
    MAESTRO_CAPTION_KEY: 'k',
  },
});
const local = await loadRegistry({ roots: ['registry'], env: { MAESTRO_GPU_HOST: '127.0.0.1' } });

/** Skill > solver -> calls with one picture, and with two; all rounds of repair included. */
const CALLS: Readonly<Record<string, readonly [string, string]>> = {
  'Algebra > calculate': ['1 solve', '1 solve'],
  'Code > run-program': ['1 solve', '1 solve'],
  'Code > read-diagram': ['1 solve', '1 solve'],
  'Code > write-python': ['5 ask, 4 run-code', '5 ask, 4 run-code'],
  'Code > write-javascript': ['5 ask, 4 run-code', '5 ask, 4 run-code'],
  'Code > python-output': ['2 ask, 1 run-code', '2 ask, 1 run-code'],
  'Code > javascript-output': ['2 ask, 1 run-code', '2 ask, 1 run-code'],
  'Direct > answer': ['1 ask', '1 ask'],
  'Geometric > figure-to-answer': ['4 ask, 1 caption, 1 ocr', '4 ask, 2 caption, 2 ocr'],
  'Geometric > derive-from-figure': ['1 solve', '1 solve'],
  'Chart > measure-marks': ['1 solve', '1 solve'],
  'Chart > read-chart': ['1 ask, 1 classify, 1 ocr', '1 ask, 1 classify, 2 ocr'],
  'Science > figure-with-evidence': ['1 ask, 1 caption, 1 ocr, 1 zoom', '1 ask, 2 caption, 2 ocr, 1 zoom'],
  'Counting > list-and-verify': ['2 ask, 1 detect, 1 zoom', '2 ask, 2 detect, 2 zoom'],
  'Counting > scene-program': ['1 solve', '1 solve'],
  'Zoom > read-plates': ['1 solve', '1 solve'],
  'Perception > look-closer': ['1 ask, 1 zoom', '1 ask, 1 zoom'],
  'Zoom > crop-and-describe': ['1 ask, 1 zoom', '1 ask, 1 zoom'],
  'Medical > findings-then-answer': ['2 ask, 1 zoom', '2 ask, 1 zoom'],
  'Compositional > scene-program': ['1 solve', '1 solve'],
  'Compositional > scene-to-program': ['5 ask, 4 run-code', '5 ask, 4 run-code'],
  'Embodied_Scene > trajectory-outcome': ['1 ask, 1 caption, 1 zoom', '1 ask, 2 caption, 1 zoom'],
  'Embodied_Scene > action-adjustment': ['1 ask, 1 caption, 1 zoom', '1 ask, 2 caption, 1 zoom'],
  'Embodied_Scene > spatial-mechanics': ['1 ask, 1 caption, 1 zoom', '1 ask, 2 caption, 1 zoom'],
  'Embodied_Scene > pointing-localization': ['1 ask, 1 caption, 1 ocr, 1 zoom', '1 ask, 2 caption, 2 ocr, 2 zoom'],
  'Embodied_Scene > multi-view-task': ['1 ask, 1 caption', '1 ask, 2 caption'],
  'OCR > read-text': ['1 solve', '1 solve'],
  'OCR > read-line': ['1 solve', '1 solve'],
  'OCR > read-character': ['1 solve', '1 solve'],
  'OCR > find-entry': ['1 solve', '1 solve'],
  'OCR > spell-formula': ['1 solve', '1 solve'],
  'OCR > text-recognition': ['1 ask, 1 ocr, 1 zoom', '1 ask, 2 ocr, 1 zoom'],
  'OCR > key-information': ['1 ask, 1 detect, 1 ocr, 1 zoom', '1 ask, 2 detect, 2 ocr, 1 zoom'],
  'OCR > scene-text': ['1 ask, 1 caption, 1 detect, 1 ocr, 1 zoom', '1 ask, 2 caption, 2 detect, 2 ocr, 1 zoom'],
  'OCR > document-chart': ['1 ask, 1 caption, 1 ocr, 1 zoom', '1 ask, 2 caption, 2 ocr, 1 zoom'],
  'OCR > formula-recognition': ['1 ask, 1 ocr, 1 zoom', '1 ask, 2 ocr, 1 zoom'],
  'Diagram_Reasoning > circle-contact': ['1 solve', '1 solve'],
  'Diagram_Reasoning > line-intersections': ['1 solve', '1 solve'],
  'Diagram_Reasoning > route-count': ['1 solve', '1 solve'],
  'Diagram_Reasoning > grid-structure': ['1 solve', '1 solve'],
  'Diagram_Reasoning > nested-squares': ['1 solve', '1 solve'],
  'Diagram_Reasoning > shape-count': ['1 solve', '1 solve'],
  'Diagram_Reasoning > highlighted-character': ['1 ocr, 1 solve', '1 ocr, 1 solve'],
  'Diagram_Reasoning > judge-contact': ['1 ask, 1 zoom', '1 ask, 1 zoom'],
  'Diagram_Reasoning > count-crossings': ['1 ask, 1 zoom', '1 ask, 1 zoom'],
  'Diagram_Reasoning > parse-grid': ['1 ask, 1 zoom', '1 ask, 1 zoom'],
  'Diagram_Reasoning > recognise-character': ['1 ask, 1 ocr, 1 zoom', '1 ask, 2 ocr, 1 zoom'],
  'Diagram_Reasoning > count-shapes': ['1 ask, 1 zoom', '1 ask, 1 zoom'],
};

/** A model that is given the solver by the skill's router, or at least could run it. */
function runnerOf(registry: RegistrySnapshot, skillId: string, solverId: string): Model {
  const models = registry.models.filter((model) => model.skills.includes(skillId));
  const skill = findByName(registry.skills, skillId);
  const found = models.find(
    (model) =>
      skill !== undefined &&
      skillFor(skill, model).solvers.some((solver) => solver.id === solverId && canRun(model, solver)),
  );
  if (found === undefined) throw new Error(`no model runs ${skillId} > ${solverId}`);
  return found;
}

function callsOf(registry: RegistrySnapshot, name: string, pictures: number): string {
  const [skillId = '', solverId = ''] = name.split(' > ');
  const solver = findByName(registry.skills, skillId)?.solvers.find(({ id }) => id === solverId);
  if (solver === undefined) throw new Error(`there is no ${name}`);
  const plan = planSolver(registry, solver, runnerOf(registry, skillId, solverId), pictures);
  if (plan.kind !== 'plan') return plan.note;
  const counts = new Map<string, number>();
  for (const { step } of plan.works) counts.set(step.kind, (counts.get(step.kind) ?? 0) + 1);
  return [...counts]
    .map(([kind, count]) => `${count} ${kind}`)
    .sort((a, b) => (a.slice(2) < b.slice(2) ? -1 : 1))
    .join(', ');
}

test('the table holds every solver', () => {
  const shipped = snapshot.skills.flatMap(({ id, solvers }) => solvers.map((solver) => `${id} > ${solver.id}`));
  expect(Object.keys(CALLS).sort()).toEqual(shipped.sort());
});

describe('with one picture', () => {
  test.each(Object.entries(CALLS))('%s', (name, [one]) => {
    expect(callsOf(snapshot, name, 1)).toBe(one);
  });
});

describe('with two pictures', () => {
  test.each(Object.entries(CALLS))('%s', (name, [, two]) => {
    expect(callsOf(snapshot, name, 2)).toBe(two);
  });
});

test('a service without an address is only missed where the solver cannot do without it', () => {
  const captions = Object.entries(CALLS).filter(([, [one]]) => one.includes('caption'));
  expect(captions.length).toBeGreaterThan(5);
  for (const [name, [one]] of captions)
    expect([name, callsOf(local, name, 1)]).toEqual([name, one.replace(/(, )?1 caption/, '')]);
});

test('counting shows each picture, with its boxes and its closer look, in this order', () => {
  const skill = findByName(snapshot.skills, 'Counting');
  const steps = skill?.solvers[0]?.steps.map(({ id, images }) => [id, images]);
  expect(Object.fromEntries(steps ?? [])).toMatchObject({
    closer: ['task', 'found'],
    list: ['task', 'found', 'closer'],
    count: ['task', 'found'],
  });
});
