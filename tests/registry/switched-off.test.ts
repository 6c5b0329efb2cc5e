/** A model that is switched off takes what it serves with it, and no more: the registry stays valid, and whoever needs it is told why. */
import { beforeAll, describe, expect, test } from '@jest/globals';
import { select } from '../../src/activities/select-skill.js';
import type { ImageRef } from '../../src/domain/ref.js';
import type { RegistrySnapshot } from '../../src/domain/registry.js';
import { describeRegistry } from '../../src/registry/describe.js';
import { loadRegistry } from '../../src/registry/load.js';
import { parseSnapshot } from '../../src/registry/snapshot-schema.js';
import { registryTree } from '../../src/registry/tree.js';
import { faultsOfRoots, SOUND, withFolder } from './fixture.js';

const picture: ImageRef = { sha256: 'a'.repeat(64), bytes: 1, mime: 'image/png', width: 10, height: 10 };

/** The shipped registry with models switched off by a layer. */
async function without(...models: readonly string[]): Promise<RegistrySnapshot> {
  const own = JSON.stringify({ models: models.map((id) => ({ id, enabled: false })) });
  const env = { MAESTRO_GPU_HOST: '127.0.0.1' };
  return withFolder({ 'own.yaml': own }, (root) => loadRegistry({ roots: ['registry', `${root}/own.yaml`], env }));
}

function ask(snapshot: RegistrySnapshot, model: string, skill: string, input: string) {
  return select(snapshot, { model, skill, input }, { question: input, images: [picture] });
}

describe('the reader of the ocr service', () => {
  let snapshot: RegistrySnapshot;

  beforeAll(async () => {
    snapshot = await without('Tesseract');
  });

  test('is missed by name, in the snapshot and where it is shown', () => {
    expect(snapshot.models.map(({ id }) => id)).not.toContain('Tesseract');
    expect(parseSnapshot(JSON.stringify(snapshot))).toEqual(snapshot);
    expect(describeRegistry(snapshot).services[0]).toEqual({
      kind: 'ocr',
      model: 'Tesseract',
      switchedOff: ['Tesseract'],
    });
    const steps = registryTree(snapshot).skills.flatMap(({ solvers }) => solvers.flatMap((solver) => solver.steps));
    const missed = steps.filter(({ switchedOff }) => switchedOff);
    expect(missed.length).toBeGreaterThan(5);
    expect(new Set(missed.map(({ kind }) => kind))).toEqual(new Set(['ocr']));
  });

  test('is left out where it is optional evidence', () => {
    const selection = ask(snapshot, 'qwen3-VL-8B-Instruct', 'OCR', 'What is written in the image?');
    expect(selection).toMatchObject({
      kind: 'solver',
      solver: 'text-recognition',
      steps: [{ id: 'closer' }, { id: 'answer', needs: ['closer'] }],
    });
  });

  test('refuses a solver that needs it, with the reason', () => {
    expect(ask(snapshot, 'Raster', 'Diagram_Reasoning', 'Which letter is circled?')).toEqual({
      kind: 'refused',
      status: 'unavailable',
      note: 'highlighted-character needs the service "ocr", whose model Tesseract is switched off.',
    });
    expect(ask(snapshot, 'Raster', 'Diagram_Reasoning', 'How many rows are there?')).toMatchObject({ kind: 'solver' });
  });
});

test('a sandbox is missed in its own language only', async () => {
  const snapshot = await without('Python', 'PR1-Qwen2.5-VL-3B-Detection');
  const model = 'Qwen3.5-9B';
  expect(ask(snapshot, model, 'Code', 'Write a Python function.')).toMatchObject({
    kind: 'refused',
    note: 'write-python needs the service "run-code", whose model Python is switched off.',
  });
  expect(ask(snapshot, model, 'Code', 'Write a JavaScript function.')).toMatchObject({ kind: 'solver' });
  expect(ask(snapshot, model, 'Counting', 'How many cars are there?')).toMatchObject({
    steps: [{ id: 'closer' }, { id: 'list' }, { id: 'count' }],
  });
});

test('a router whose model is switched off refuses, with the reason', async () => {
  const files = {
    ...SOUND,
    'models.yaml': `${SOUND['models.yaml'] ?? ''}  - { id: Other, provider: openai, base_url: 'http://127.0.0.1:9/v1', served_name: o, strengths: s, when_to_choose: w, limits: l, modalities: [text, image], concurrency: 1, timeout_s: 1, max_attempts: 1, skills: [Reading] }\n`,
    'skills/reading/SKILL.md': (SOUND['skills/reading/SKILL.md'] ?? '').replace(
      /router:[^]*?---/,
      'router: { kind: classify, model: far }\n---',
    ),
  };
  const off = { 'own.yaml': 'models:\n  - { id: Far, enabled: false }\n' };
  const snapshot = await withFolder(files, (root) =>
    withFolder(off, (own) => loadRegistry({ roots: [root, `${own}/own.yaml`], env: {} })),
  );
  expect(ask(snapshot, 'Other', 'Reading', 'Read.')).toEqual({
    kind: 'refused',
    status: 'unavailable',
    note: 'The router of Reading needs Far, which is switched off.',
  });
});

test('a name that nobody declared is a fault all the same', async () => {
  const files = { ...SOUND, 'services.yaml': 'version: 1\nservices:\n  ocr: { model: Lektor }\n' };
  const faults = await withFolder(files, (root) => faultsOfRoots([root]));
  expect(faults).toEqual([expect.stringContaining('services.ocr.model: names "Lektor", which is no enabled model')]);
});

test('no single model of the shipped registry is needed for it to be valid', async () => {
  const whole = await without();
  for (const { id } of whole.models) {
    const snapshot = await without(id);
    expect(snapshot.models).toHaveLength(whole.models.length - 1);
  }
});
