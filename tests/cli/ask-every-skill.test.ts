/**
 * `maestro ask` and `maestro services` with one real worker for all: each Level-1 skill against the stub, the skills of local
 * engines for real.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import sharp from 'sharp';
import { findSuite } from '../../src/datasets/suite.js';
import { OPENS_AFTER } from '../../src/domain/breaker.js';
import { stepModels } from '../../src/domain/registry.js';
import { loadRegistry } from '../../src/registry/load.js';
import { drawn } from '../experts/engines/support/pictures.js';
import { obligingReply } from '../support/obliging-model.js';
import { startOpenAiStub, type OpenAiStub } from '../support/openai-stub.js';
import { runBuilt } from './support/run-built.js';
import { onlyJson, runCli, temporaryFolder, type Ended } from './support/run-cli.js';

const shipped = await loadRegistry({ roots: ['registry'], env: {} });
const endpoints = stepModels(shipped).filter(
  (model) => model.provider === 'openai' && model.unavailable.includes('MAESTRO_GPU_HOST'),
);
const SKILLS = shipped.skills.flatMap((skill) => {
  const model = endpoints.find(({ skills }) => skills.includes(skill.id));
  return model === undefined ? [] : [[skill.id, model.id] as const];
});
const grid = findSuite('blindtest').item(5);

const folder = temporaryFolder();
let stub: OpenAiStub;
let moody: OpenAiStub;

beforeAll(async () => {
  stub = await startOpenAiStub({
    models: endpoints.map(({ id }) => id),
    reply: ({ body, index }) => obligingReply(body, index),
  });
  moody = await startOpenAiStub({ models: ['Moody'], mood: { kind: 'status', status: 503 } });
  const cards = endpoints.map(({ id }) => `  - { id: ${id}, base_url: "${stub.url}", served_name: ${id} }`);
  const own = `  - { id: Moody, provider: openai, base_url: "${moody.url}", served_name: Moody, strengths: s, when_to_choose: w,
      limits: l, modalities: [text], concurrency: 1, timeout_s: 5, max_attempts: ${OPENS_AFTER}, skills: [Direct] }
  - { id: Keyless, provider: openai, base_url: "${stub.url}", served_name: x, api_key_env: NO_SUCH_KEY, strengths: s,
      when_to_choose: w, limits: l, modalities: [text], concurrency: 1, timeout_s: 5, max_attempts: 1, skills: [Direct] }`;
  await writeFile(join(folder.path, 'pool.yaml'), ['models:', ...cards, own, ''].join('\n'));
  const size = { width: 200, height: 160, channels: 3, background: '#fff' } as const;
  await sharp({ create: size }).toFile(join(folder.path, 'white.png'));
  await writeFile(
    join(folder.path, 'text.png'),
    await drawn('<text x="20" y="70" font-size="48" font-family="sans-serif">HELLO 42</text>', 320, 110),
  );
  await writeFile(join(folder.path, 'grid.png'), grid.image ?? new Uint8Array());
  const up = await runCli(['up', '--detach', '--registry', 'pool.yaml'], { cwd: folder.path });
  if (up.code !== 0) throw new Error(up.stderr);
});
afterAll(() => Promise.all([stub.close(), moody.close()]));

function maestro(...args: readonly string[]): Promise<Ended> {
  return runBuilt([...args, '--registry', 'pool.yaml'], { cwd: folder.path });
}

async function ask(pair: string, question: string, ...more: readonly string[]) {
  const ended = await maestro('ask', question, '--policy', `fixed:${pair}`, '--json', ...more);
  if (ended.stdout === '') throw new Error(`${pair} ended with ${ended.code}: ${ended.stderr}`);
  return { ended, said: onlyJson(ended.stdout) };
}

test('the pool covers every skill that no local engine serves', () => {
  const local = shipped.models.filter(({ unavailable }) => unavailable === '').flatMap(({ skills }) => skills);
  const all = new Set([...local, ...SKILLS.map(([skill]) => skill)]);
  expect([...all].sort()).toEqual(shipped.skills.map(({ id }) => id).sort());
});

test.each(SKILLS)(
  '%s, by %s behind the stub',
  async (skill, model) => {
    const before = stub.requests.length;
    const { ended, said } = await ask(`${model}@@${skill}`, `What is there to see (${skill})?`, '--image', 'white.png');
    expect([ended.code, ended.stderr]).toEqual([0, expect.not.stringMatching(/error/i)]);
    expect(said).toMatchObject({
      outcome: 'answered',
      policy: `fixed:${model}@@${skill}`,
      found: 'new',
      correct: null,
    });
    expect(said['turns']).toEqual([
      expect.stringMatching(new RegExp(`^1  ${model}@@${skill} > [\\w-]+  (ok|cannot)  .`)),
    ]);
    const requests = stub.requests.slice(before);
    expect(requests.length).toBeGreaterThan(0);
    expect(requests.filter(({ status }) => status !== 200)).toEqual([]);
    expect(requests.map(({ body }) => body?.model)).toContain(model);
  },
  60_000,
);

describe('a local engine, for real', () => {
  test.each<[string, string, string, readonly string[]]>([
    ['Algebra@@Algebra', 'What is 17 * 23?', '391', []],
    ['QuickJS@@Code', '[3, 1, 2].sort().join("<")', '1<2<3', []],
    ['Python@@Code', 'print(sum(n * n for n in range(11)))', '385', []],
    ['Tesseract@@OCR', 'What does the picture say?', 'HELLO 42', ['--image', 'text.png']],
    [
      'Raster@@Diagram_Reasoning',
      grid.question,
      String(grid.groundTruth),
      ['--image', 'grid.png', '--data-source', 'blindtest'],
    ],
  ])(
    '%s: %s',
    async (pair, question, truth, more) => {
      const { ended, said } = await ask(pair, question, '--truth', truth, ...more);
      expect([ended.code, said]).toMatchObject([0, { outcome: 'answered', correct: true, cost_usd: 0 }]);
    },
    120_000,
  );
});

describe('maestro services', () => {
  test('a failing endpoint ends a rollout as an observation, and its circuit is shown', async () => {
    const { ended, said } = await ask('Moody@@Direct', 'Are you there?', '--max-seconds', '100');
    expect([ended.code, said['outcome']]).toEqual([0, 'answered']);
    expect(said['turns']).toEqual([expect.stringMatching(/^1 {2}Moody@@Direct > answer {2}unavailable {2}/)]);
    // The times, so that a failure tells which attempt was missing or came twice.
    expect(moody.requests.map(({ at }) => at - (moody.requests[0]?.at ?? 0))).toHaveLength(OPENS_AFTER);
    const status = await maestro('services', 'status');
    expect([status.code, lineOf(status, 'Moody')]).toEqual([
      0,
      expect.stringMatching(/^Moody +(open for|half open|half-open).*503/),
    ]);
    const { stdout } = await maestro('services', 'check', '--no-probe');
    expect(lineOf({ stdout }, 'Moody')).toMatch(/^Moody .* (half-)?open/);
  }, 150_000);

  test('check asks every endpoint of the pool, and says what is not set', async () => {
    const { code, stdout, stderr } = await maestro('services', 'check');
    for (const { id } of endpoints) expect(lineOf({ stdout }, id)).toMatch(/ ok +\d+ ms +closed/);
    expect(lineOf({ stdout }, 'Keyless')).toMatch(
      /unavailable .*its key is not set \(environment variable NO_SUCH_KEY\)/,
    );
    expect(lineOf({ stdout }, 'Endpoint')).toMatch(/unavailable .*MAESTRO_ENDPOINT_BASE_URL/);
    expect([code, stderr]).toEqual([4, expect.anything()]);
  });
});

function lineOf({ stdout }: Pick<Ended, 'stdout'>, model: string): string {
  return stdout.split('\n').find((line) => line.startsWith(`${model} `)) ?? `no line of ${model} in ${stdout}`;
}
