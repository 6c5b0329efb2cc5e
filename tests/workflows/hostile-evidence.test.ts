/**
 * Shipped solvers whose services are hostile while the model of the pair is well: each turn comes to an answer without them, and
 * the ledger holds what they really said.
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import sharp from 'sharp';
import type { Model, RegistrySnapshot } from '../../src/domain/registry.js';
import { baseStep } from '../../src/domain/step-id.js';
import type { RolloutResult } from '../../src/domain/trajectory.js';
import { createChatClient } from '../../src/experts/openai/chat-client.js';
import { createOpenAiExpert } from '../../src/experts/openai/openai-expert.js';
import { createEngines } from '../../src/experts/engines/index.js';
import { registerSearchAttributes } from '../../src/temporal/register-search-attributes.js';
import { serviceOfStep } from '../../src/skills/step-schema.js';
import { obligingReply } from '../support/obliging-model.js';
import { startOpenAiStub, type OpenAiStub, type Scripted, type StubRequest } from '../support/openai-stub.js';
import { openRig, type Rig } from '../support/rollout-rig.js';
import { endpointModel } from '../support/snapshot.js';
import { everySolver, modelOf, onlySolver, stubbedRegistry, type SolverCase } from '../support/stubbed-registry.js';
import { aimedAt, MOODS, TEXTS } from './support/hostile-replies.js';

/** Without those that take seconds: other tests have them. */
const REPLIES = Object.entries({ ...TEXTS, ...MOODS })
  .filter(([name]) => !/megabytes|never answers|a slow reply/.test(name))
  .map(([, [, reply]]) => aimedAt('http://127.0.0.1:1', reply));
const TURNS = 16;

let stub: OpenAiStub;
let rig: Rig;
let cases: readonly SolverCase[];
let services: ReadonlySet<string>;
const engines = createEngines();
const results = new Map<string, RolloutResult>();
const said = new Map<string, number>();

/** One solver for each kind of optional step that an endpoint serves, and as few as can be. */
function covering(snapshot: RegistrySnapshot): readonly SolverCase[] {
  const covered = new Set<string>();
  return everySolver(snapshot).filter((one) => {
    const kinds = one.solver.steps
      .filter((step) => step.optional && modelOf(snapshot, step, one.model)?.provider === 'openai')
      .map(({ kind }) => kind);
    const adds = kinds.some((kind) => !covered.has(kind));
    for (const kind of kinds) covered.add(kind);
    return adds;
  });
}

function reply({ body, index }: StubRequest): Scripted {
  if (body.model === 'Chooser') {
    const pair = /Look with (\S+@@\S+)\./.exec(JSON.stringify(body.messages[1]))?.[1] ?? '';
    const turn = body.messages.filter(({ role }) => role === 'assistant').length;
    return turn >= TURNS ? '<answer>done</answer>' : `<search>${pair}: what is there (${turn})?</search>`;
  }
  if (!services.has(body.model)) return obligingReply(body, index);
  const at = said.get(body.model) ?? 0;
  said.set(body.model, at + 1);
  return REPLIES[at % REPLIES.length] ?? '';
}

beforeAll(async () => {
  stub = await startOpenAiStub({ reply });
  const shipped = await stubbedRegistry(stub.url);
  cases = covering(shipped);
  services = new Set(shipped.services.map(({ model }) => model));
  const used = new Set([...services, ...cases.map(({ model }) => model.id)]);
  const chooser = endpointModel('Chooser', stub.url, { role: 'policy', servedName: 'Chooser', modalities: ['text'] });
  const alone = cases.reduce<RegistrySnapshot>((all, one) => onlySolver(all, one), shipped);
  const snapshot = { ...alone, models: [chooser, ...alone.models.filter(({ id }) => used.has(id))] };
  const endpoint = createOpenAiExpert({ chat: createChatClient({ env: {} }) });
  const expertOf = (model: Model) => (model.provider === 'engine' ? engines.get(model.engine) : endpoint);
  rig = await openRig({
    snapshot,
    experts: Object.fromEntries(snapshot.models.map((model) => [model.id, (asked) => expertOf(model).call(asked)])),
  });
  await registerSearchAttributes(rig.temporal.client.connection, 'default');
  const size = { width: 64, height: 48, channels: 3, background: '#fff' } as const;
  const png = (await sharp({ create: size }).png().toBuffer()).toString('base64');
  await Promise.all(
    cases.map(async ({ name, skill, model }) => {
      const question = `Look with ${model.id}@@${skill.id}.`;
      const task = { id: name, question, images: [`data:image/png;base64,${png}`] };
      const limits = { max_calls: TURNS, max_seconds: 200 };
      const handle = await rig.start(name, { task, policy: 'chat:Chooser', limits, cache: false });
      results.set(name, await handle.result());
    }),
  );
}, 240_000);

afterAll(async () => {
  await rig.close();
  await engines.close();
  await stub.close();
});

test('every kind of evidence is among them', () => {
  const kinds = cases.flatMap(({ solver }) => solver.steps.filter(({ optional }) => optional).map(({ kind }) => kind));
  expect([...new Set(kinds)].sort()).toEqual(expect.arrayContaining(['caption', 'detect', 'zoom']));
});

test('every turn comes to an answer, and every rollout to its end', () => {
  for (const { name, model } of cases) {
    expect(results.get(name)).toMatchObject({ outcome: 'answered', answer: 'done' });
    const turns = results.get(name)?.turns ?? [];
    expect(turns).toHaveLength(TURNS);
    for (const turn of turns) expect(turn).toMatch(new RegExp(`^\\d+ {2}${model.id}@@\\S+ > \\S+ {2}ok {2}`));
  }
});

test('the ledger has the answer of each turn, and of services only what they said', async () => {
  for (const { name, solver } of cases) {
    const record = await rig.results.getRollout(name);
    for (let turn = 1; turn <= TURNS; turn++) {
      const rows = record?.calls.filter((row) => row.turn === turn) ?? [];
      const steps = rows.map((row) => baseStep(row.step));
      expect(steps).toEqual(expect.arrayContaining(['decide', solver.output]));
      const required = solver.steps.filter((step) => !step.optional).map(({ id }) => id);
      expect(steps).toEqual(expect.arrayContaining(required));
    }
    const served = record?.calls.filter((row) => services.has(row.model)) ?? [];
    // Some of it could be read, and some could not.
    const evidence = solver.steps.filter(({ kind }) => serviceOfStep(kind) !== undefined).length;
    expect(served.length).toBeGreaterThan(0);
    expect(served.length).toBeLessThan(TURNS * evidence);
  }
});
