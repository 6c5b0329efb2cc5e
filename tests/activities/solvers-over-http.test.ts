/**
 * Every solver of the shipped registry over the real activities and real HTTP, against a server that validates strictly: which
 * steps run, in which order, whom each asks, and that each sees what it was promised of the others.
 */
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import sharp from 'sharp';
import { createActivities } from '../../src/activities/create-activities.js';
import type { ActivityDeps } from '../../src/activities/deps.js';
import { driveInProcess } from '../../src/activities/drive-in-process.js';
import type { RegistrySnapshot, SolverStep } from '../../src/domain/registry.js';
import { baseStep, DECIDE_STEP } from '../../src/domain/step-id.js';
import type { StepOutcome } from '../../src/domain/trajectory.js';
import { createChatClient } from '../../src/experts/openai/chat-client.js';
import { createOpenAiExpert } from '../../src/experts/openai/openai-expert.js';
import { createEngines } from '../../src/experts/engines/index.js';
import { openResultStore } from '../../src/store/open-result-store.js';
import type { ResultStore } from '../../src/store/result-store.js';
import { askOf, decliningReply, markOf, obligingReply } from '../support/obliging-model.js';
import { startOpenAiStub, type OpenAiStub, type StubOptions } from '../support/openai-stub.js';
import { imagesOf, type StubBody } from '../support/openai-stub-schema.js';
import { answers, calls } from '../support/policy-scripts.js';
import { rigDeps } from '../support/rollout-rig.js';
import { everySolver, modelOf, onlySolver, stubbedRegistry, withoutEvidence } from '../support/stubbed-registry.js';
import type { SolverCase } from '../support/stubbed-registry.js';

type Reply = NonNullable<StubOptions['reply']>;

/** One step as it was dispatched, and the requests that came of it. */
interface Ran {
  readonly id: string;
  readonly outcome: StepOutcome;
  readonly requests: readonly { readonly body: StubBody; readonly mark: string }[];
}

const snapshot = await stubbedRegistry('http://127.0.0.1:1/v1');
const SOLVERS = everySolver(snapshot).map((one) => [one.name, one] as const);
const PICTURES = ['a.png', 'b.png'];

const engines = createEngines();
let reply: Reply;
let stub: OpenAiStub;
let folder: string;
let results: ResultStore;
let deps: ActivityDeps;
let rollouts = 0;

beforeAll(async () => {
  stub = await startOpenAiStub({ reply: (request) => reply(request), models: snapshot.models.map(({ id }) => id) });
  folder = await realpath(await mkdtemp(join(tmpdir(), 'maestro-solvers-')));
  for (const [index, name] of PICTURES.entries()) {
    const size = { width: 400 + 40 * index, height: 300 };
    await sharp({ create: { ...size, channels: 3, background: '#fff' } }).toFile(join(folder, name));
  }
  results = await openResultStore(pathToFileURL(join(folder, 'results.db')).href);
  const policies = {
    'once-then-answer': ({ turns, task }: { turns: readonly unknown[]; task: { family: string; question: string } }) =>
      turns.length === 0 ? calls(task.family, task.question) : answers('done'),
  };
  const endpoint = createOpenAiExpert({ chat: createChatClient({ env: {} }) });
  deps = {
    ...(await rigDeps({ snapshot, policies }, folder, results)),
    expertFor: (model) => (model.provider === 'engine' ? engines.get(model.engine) : endpoint),
  };
});

afterAll(async () => {
  await deps.gate.close();
  await deps.grading.close();
  await engines.close();
  await stub.close();
  await results.close();
  await rm(folder, { recursive: true, force: true });
});

async function run(registry: RegistrySnapshot, { skill, model }: SolverCase, images: number, say: Reply) {
  reply = say;
  const ran: Ran[] = [];
  const id = `solver ${++rollouts}`;
  const context = {
    ...{ runId: id, quick: false, attempt: 1, endsAtMs: Date.now() + 300_000 },
    signal: new AbortController().signal,
  };
  const at = {
    ...registry,
    models: registry.models.map((one) => ('baseUrl' in one ? { ...one, baseUrl: stub.url } : one)),
  };
  const activities = createActivities({ ...deps, registry: () => Promise.resolve(at) }, () => context);
  const task = {
    id,
    question: `What is there (${id})?`,
    family: `${model.id}@@${skill.id}`,
    images: PICTURES.slice(0, images),
  };
  await driveInProcess(
    {
      ...activities,
      dispatch: async (input) => {
        const [before, answered] = [stub.requests.length, stub.answered()];
        const outcome = await activities.dispatch(input);
        const requests = stub.requests.slice(before).map(({ body, status }, index) => {
          if (body === undefined || status !== 200) throw new Error(`the stub refused a request of ${input.step}`);
          return { body, mark: markOf(answered + index) };
        });
        ran.push({ id: input.step, outcome, requests });
        return outcome;
      },
    },
    { rolloutId: id, input: { task, policy: 'once-then-answer', cache: false }, startedAtMs: Date.now() },
  );
  const record = await results.getRollout(id);
  return {
    ran,
    turn: record?.turns[0],
    rows: record?.calls.filter((row) => row.turn === 1 && row.step !== DECIDE_STEP) ?? [],
  };
}

/** The steps that a solver file declares, in its order: for each picture, in rounds until its check has passed. */
function declared({ solver }: SolverCase, images: number, has: (step: SolverStep) => boolean, ran: readonly Ran[]) {
  const { steps, repair } = solver;
  const once = (step: SolverStep): string[] => {
    if (step.each === 'task') return [step.id];
    return images === 1 ? [step.id] : Array.from({ length: images }, (_, at) => `${step.id}.${at + 1}`);
  };
  const present = steps.filter(has);
  if (repair === undefined) return present.flatMap(once);
  const at = (id: string): number => present.findIndex((step) => step.id === id);
  const dependent = new Set([repair.from]);
  for (const { id, needs } of steps) if (needs.some((need) => dependent.has(need))) dependent.add(id);
  const again = present.filter(({ id }, index) => dependent.has(id) && index <= at(repair.check));
  const rounds = Array.from({ length: 1 + repair.rounds }, (_, round) => (round === 0 ? '' : `#${round + 1}`));
  const passed = (round: string) => ran.find(({ id }) => id === `${repair.check}${round}`)?.outcome.passed === true;
  const first = rounds.findIndex(passed);
  const needed = first < 0 ? rounds : rounds.slice(0, first + 1);
  return [
    ...present.filter((step) => !again.includes(step) && !dependent.has(step.id)).flatMap(once),
    ...needed.flatMap((round) => again.map(({ id }) => `${id}${round}`)),
    ...present.filter((step) => !again.includes(step) && dependent.has(step.id)).flatMap(once),
  ];
}

/** Nothing follows a step that declined and that the solver can't do without. */
function upToDecline({ solver }: SolverCase, ids: readonly string[], ran: readonly Ran[]): readonly string[] {
  const isOptional = (id: string) => solver.steps.find((step) => step.id === baseStep(id))?.optional === true;
  const declined = ran.find(({ id, outcome }) => outcome.status !== 'ok' && !isOptional(id));
  if (declined === undefined) return ids;
  const blocked = new Set([baseStep(declined.id)]);
  for (const { id, needs } of solver.steps) if (needs.some((need) => blocked.has(need))) blocked.add(id);
  return ids.filter((id, at) => at <= ids.indexOf(declined.id) || !blocked.has(baseStep(id)));
}

function imageNumber(id: string): number | undefined {
  const [, number] = id.split('.');
  return number === undefined ? undefined : Number(number);
}

/** What of `source` a step that runs as `id` sees: of its own picture, or of all; of a repeated step the latest. */
function seenBy(id: string, source: string, ran: readonly Ran[]): readonly Ran[] {
  const before = ran
    .slice(
      0,
      ran.findIndex((one) => one.id === id),
    )
    .filter((one) => baseStep(one.id) === source);
  const own = imageNumber(id);
  if (before.some((one) => one.id.includes('.')))
    return own === undefined ? before : before.filter((one) => imageNumber(one.id) === own);
  return before.slice(-1);
}

function check(
  one: SolverCase,
  registry: RegistrySnapshot,
  images: number,
  { ran, rows, turn }: Awaited<ReturnType<typeof run>>,
) {
  const isThere = (step: SolverStep) => modelOf(registry, step, one.model) !== undefined;
  const ids = ran.map(({ id }) => id);
  expect(ids).toEqual(upToDecline(one, declared(one, images, isThere, ran), ran));
  expect(rows.map(({ step }) => step).sort()).toEqual([...ids].sort());
  expect(turn).toMatchObject({ calls: ids.length, solver: one.solver.id });
  for (const { id, requests } of ran) {
    const step = one.solver.steps.find((candidate) => candidate.id === baseStep(id));
    const model = step && modelOf(registry, step, one.model);
    // An activity is one call: one request of an endpoint, none of an engine.
    expect([id, requests.map(({ body }) => body.model)]).toEqual([id, model?.provider === 'openai' ? [model.id] : []]);
    const [request] = requests;
    if (step === undefined || request === undefined) continue;
    expect([id, imagesOf(request.body).length]).toEqual([id, pictures(step, id, images, ran)]);
    const text = JSON.stringify(request.body.messages).replace(/base64,[^"]+/g, '');
    // What is shown with a failure is not shown in the first round.
    if (step.template.includes('previous.') && !id.includes('#')) continue;
    for (const need of step.needs) {
      if (!step.template.includes(`{{ steps.${need}.text }}`)) continue;
      for (const source of seenBy(id, need, ran)) {
        const said = source.requests[0];
        const isMarked = said !== undefined && askOf(said.body) !== 'classify' && source.outcome.status === 'ok';
        if (isMarked && !isEmpty(source))
          expect([id, need, text]).toEqual([id, need, expect.stringContaining(said.mark)]);
      }
    }
  }
}

function isEmpty({ outcome }: Ran): boolean {
  return outcome.summary.includes('nothing was found');
}

function pictures(step: SolverStep, id: string, images: number, ran: readonly Ran[]): number {
  const own = step.each === 'image' ? 1 : images;
  const drawn = (source: string) =>
    seenBy(id, source, ran).filter((one) => one.outcome.status === 'ok' && !isEmpty(one)).length;
  return step.images.reduce((sum, name) => sum + (name === 'task' ? own : drawn(name)), 0);
}

const oblige: Reply = ({ body, index }) => obligingReply(body, index);

describe.each([1, 2])('with %i picture(s), all services at hand', (images) => {
  test.each(SOLVERS)('%s', async (_, one) => {
    const done = await run(onlySolver(snapshot, one), one, images, oblige);
    check(one, snapshot, images, done);
    const engineSteps = one.solver.steps.some((step) => modelOf(snapshot, step, one.model)?.provider === 'engine');
    if (!engineSteps) expect(done.turn?.status).toBe('ok');
  });
});

test.each(SOLVERS.filter(([, { skill }]) => !skill.needsImage))('%s without a picture', async (_, one) => {
  const done = await run(onlySolver(snapshot, one), one, 0, oblige);
  check(one, snapshot, 0, done);
});

const WITH_EVIDENCE = SOLVERS.filter(([, { solver }]) => solver.steps.some(({ optional }) => optional));

describe('optional evidence', () => {
  test.each(WITH_EVIDENCE)('that no service gives is not asked for: %s', async (_, one) => {
    const registry = withoutEvidence(snapshot, one);
    const done = await run(onlySolver(registry, one), one, 1, oblige);
    check(one, registry, 1, done);
    expect(done.ran.length).toBeLessThan(one.solver.steps.length);
    expect(done.turn?.status).toBe('ok');
  });

  test.each(WITH_EVIDENCE)('that has nothing to say is done without: %s', async (_, one) => {
    const done = await run(onlySolver(snapshot, one), one, 2, ({ body, index }) => decliningReply(body, index));
    check(one, snapshot, 2, done);
    expect(done.turn?.status).toBe('ok');
  });
});

const REPAIRING = SOLVERS.filter(([, { solver }]) => solver.repair !== undefined);

test('a program that never passes is repaired as often as declared', async () => {
  for (const [, one] of REPAIRING) {
    const images = one.skill.needsImage ? 1 : 0;
    const done = await run(onlySolver(snapshot, one), one, images, ({ body, index }) =>
      obligingReply(body, index, 'this is no program ('),
    );
    check(one, snapshot, images, done);
    const checks = done.ran.filter(({ id }) => baseStep(id) === one.solver.repair?.check);
    expect([one.name, checks.length]).toEqual([one.name, 1 + (one.solver.repair?.rounds ?? 0)]);
    expect(done.turn?.note).toContain('did not pass');
  }
});
