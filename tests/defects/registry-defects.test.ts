/** Faults of the reference system that data could bring back: each test fails with one of them (docs/reference-differences.md). */
import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import { planSolver } from '../../src/activities/plan-solver.js';
import { select } from '../../src/activities/select-skill.js';
import { findByName, type EndpointModel, type Model, type Skill } from '../../src/domain/registry.js';
import type { ImageRef } from '../../src/domain/ref.js';
import { describeRegistry } from '../../src/registry/describe.js';
import { loadRegistry } from '../../src/registry/load.js';
import { skillFor } from '../../src/skills/runnable.js';
import { renderTemplate } from '../../src/skills/template.js';
import { NO_ITEM, joinItems } from '../../src/skills/step-result.js';

const env = {
  MAESTRO_GPU_HOST: '127.0.0.1',
  MAESTRO_CAPTION_BASE_URL: 'http://127.0.0.1:1/v1',
  MAESTRO_CAPTION_MODEL: 'm',
  MAESTRO_CAPTION_KEY: 'k',
};
const snapshot = await loadRegistry({ roots: ['registry'], env });
const bare = await loadRegistry({ roots: ['registry'], env: {} });
const picture: ImageRef = { sha256: 'a'.repeat(64), bytes: 1, mime: 'image/png', width: 10, height: 10 };
const isEndpoint = (model: Model): model is EndpointModel => model.provider === 'openai';

function found<T extends { readonly id: string; readonly aliases: readonly string[] }>(
  all: readonly T[],
  name: string,
): T {
  const entry = findByName(all, name);
  if (entry === undefined) throw new Error(`the shipped registry lacks ${name}`);
  return entry;
}

const chatModel = found(snapshot.models, 'qwen3-VL-8B-Instruct');
const everySolver = snapshot.skills.flatMap((skill) => skill.solvers.map((solver) => [skill, solver] as const));

describe('templates', () => {
  const HOSTILE = "{...} {{ question }} {% raw %} {0} %s 'it''s' \"quoted\" <b> \\n";

  test.each(everySolver.map(([skill, solver]) => [`${skill.id} > ${solver.id}`, solver] as const))(
    'braces and quotes of a question pass through %s unchanged',
    (_name, solver) => {
      const steps = Object.fromEntries(solver.steps.map(({ id }) => [id, joinItems([{ ...NO_ITEM, text: 'seen' }])]));
      const previous = Object.fromEntries(solver.steps.map(({ id }) => [id, NO_ITEM]));
      for (const { template } of solver.steps) {
        const text = renderTemplate(template, { question: HOSTILE, input: HOSTILE, steps, previous });
        if (/\{\{ (input|question) \}\}/.test(template)) expect(text).toContain(HOSTILE);
      }
    },
  );
});

describe('addresses', () => {
  test('each stands in one place, with its port: in the card of its model', () => {
    const addresses = snapshot.models.filter(isEndpoint).map((model) => model.baseUrl);
    const known = addresses.filter((address) => address !== '');
    expect(new Set(known).size).toBe(known.length);
    for (const model of snapshot.models.filter(isEndpoint)) {
      if (model.baseUrl.startsWith('http://127.0.0.1') && model.port !== undefined)
        expect([model.id, model.baseUrl]).toEqual([model.id, `http://127.0.0.1:${model.port}/v1`]);
    }
    const solvers = JSON.stringify(snapshot.skills);
    expect(solvers).not.toMatch(/https?:|localhost|127\.0\.0\.1/);
  });

  test('are those of the reference system by name and port', () => {
    const ports = Object.fromEntries(
      snapshot.models
        .filter(isEndpoint)
        .flatMap((model) => (model.port === undefined ? [] : [[model.servedName, model.port]])),
    );
    expect(ports).toMatchObject({
      'Chart-R1': 2364,
      'GLM-4.6V-Flash': 2376,
      'qwen3-VL-8B-Instruct': 2362,
      'Qwen3.5-9B': 2381,
      'Intern-S1-mini': 2368,
      'medgemma-1.5-4b-it': 2369,
      'Step3-VL-10B': 2382,
      'GLM-OCR': 2388,
      'PR1-Qwen2.5-VL-3B-Detection': 2389,
      'DeepEyes-7B': 2370,
    });
  });

  test('without one, nothing is called and nobody is silently empty: the reason is shown', () => {
    const remote = describeRegistry(bare).models.filter((model) => isEndpoint(found(bare.models, model.id)));
    expect(remote.length).toBeGreaterThan(10);
    for (const model of bare.models.filter(isEndpoint))
      expect([model.id, model.unavailable]).not.toEqual([model.id, '']);
  });
});

test('no card allows hundreds of attempts, or hours for one step', () => {
  for (const model of snapshot.models) {
    expect([model.id, model.maxAttempts <= 5]).toEqual([model.id, true]);
    expect([model.id, model.deadlineMs <= 30 * 60_000]).toEqual([model.id, true]);
  }
});

test('every endpoint has a bound on what it may generate', () => {
  for (const model of snapshot.models.filter(isEndpoint))
    expect([model.id, model.maxOutputTokens > 0 && model.maxOutputTokens <= 8_192]).toEqual([model.id, true]);
});

describe('skills', () => {
  const skillsOf = (model: Model): readonly Skill[] =>
    model.skills.map((id) => skillFor(found(snapshot.skills, id), model));

  test('every one can be named, and paired with a model that can run it', () => {
    for (const skill of snapshot.skills) {
      const models = snapshot.models.filter((model) => model.skills.includes(skill.id));
      expect([skill.id, models.length > 0]).toEqual([skill.id, true]);
      for (const name of [skill.id, ...skill.aliases]) expect(found(snapshot.skills, name).id).toBe(skill.id);
    }
  });

  test('every solver is run by some pair, and can be named by each of its aliases', () => {
    const run = new Set(
      snapshot.models.flatMap((model) =>
        skillsOf(model).flatMap((skill) => skill.solvers.map(({ id }) => `${skill.id} ${id}`)),
      ),
    );
    expect(everySolver.map(([skill, solver]) => `${skill.id} ${solver.id}`).filter((name) => !run.has(name))).toEqual(
      [],
    );
    for (const [skill, solver] of everySolver) {
      for (const alias of solver.aliases) {
        if (findByName(snapshot.skills, alias) !== undefined) continue;
        const model = snapshot.models.find((candidate) =>
          skillsOf(candidate).some(({ id, solvers }) => id === skill.id && solvers.includes(solver)),
        );
        const action = { model: model?.id ?? '', skill: alias, input: 'Look at it.' };
        expect([alias, select(snapshot, action, { question: 'Look.', images: [picture] })]).toMatchObject([
          alias,
          { kind: 'solver', solver: solver.id, route: 'named by the policy' },
        ]);
      }
    }
  });

  test('what a solver tells its model as the system stays when a router chose the solver', () => {
    const routed = snapshot.skills
      .map((skill) => skillFor(skill, chatModel))
      .filter((skill) => skill.solvers.length > 1);
    expect(routed.map((skill) => skill.id)).toEqual(['Code', 'Diagram_Reasoning', 'Embodied_Scene', 'OCR']);
    let spoken = 0;
    for (const skill of routed) {
      for (const solver of skill.solvers) {
        const plan = planSolver(snapshot, solver, chatModel, 1);
        if (plan.kind !== 'plan') throw new Error(`${solver.id} can't be planned`);
        for (const { step } of plan.works) {
          expect(step.system).toBe(solver.steps.find(({ id }) => id === step.id)?.system);
          if (step.system !== '') spoken++;
        }
      }
    }
    expect(spoken).toBeGreaterThanOrEqual(5);
  });

  test('two pictures alone do not make a question one about several views', () => {
    const input = 'Is the cup left of the plate?';
    const action = { model: chatModel.id, skill: 'Embodied_Scene', input };
    for (const images of [[picture], [picture, picture], [picture, picture, picture]])
      expect(select(snapshot, action, { question: input, images })).toMatchObject({ solver: 'spatial-mechanics' });
  });
});

test('no source file evaluates text as code, but for the sandbox that is made for it', async () => {
  const files = (await readdir('src', { recursive: true })).filter((file) => file.endsWith('.ts'));
  const guilty: string[] = [];
  for (const file of files) {
    const code = await readFile(`src/${file}`, 'utf8');
    // Vega itself asks for a context of its own; its specifications are ours.
    const isSandbox = file.startsWith('experts/engines/python/') || file === 'datasets/charts/vega.ts';
    if (!isSandbox && /\beval\s*\(|new Function\s*\(|node:vm['"]/.test(code)) guilty.push(file);
  }
  expect(files.length).toBeGreaterThan(200);
  expect(guilty).toEqual([]);
});
