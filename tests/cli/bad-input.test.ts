import { access, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { findSuite } from '../../src/datasets/suite.js';
import { onlyJson, temporaryFolder } from './support/run-cli.js';
import { runMain } from './support/run-main.js';

const folder = temporaryFolder();

beforeAll(async () => {
  const file = (name: string, content: string | Uint8Array): Promise<void> =>
    writeFile(join(folder.path, name), content);
  await file('note.png', 'this is no picture');
  await file('half.png', (findSuite('blindtest').item(0).image ?? new Uint8Array()).subarray(0, 2_000));
  await mkdir(join(folder.path, 'broken-registry'));
  await file('broken-registry/models.yaml', BROKEN_MODEL);
});

/** Sound but for its provider. */
const BROKEN_MODEL = `version: 1
models:
  - id: Broken
    provider: telepathy
    base_url: http://127.0.0.1:1/v1
    served_name: broken
    strengths: none
    when_to_choose: never
    limits: all
    modalities: [text]
    concurrency: 1
    timeout_s: 10
    max_attempts: 1
    skills: []
`;

/** The fault of `broken-registry`, as programs are told it. */
const BROKEN = {
  file: expect.stringMatching(/broken-registry\/models\.yaml$/),
  line: 4,
  field: 'models[0].provider',
  message: expect.stringMatching(/\S/),
};

interface Case {
  readonly args: readonly string[];
  readonly code: number;
  readonly error: string;
  readonly says: RegExp;
  readonly env?: Readonly<Record<string, string>>;
}

const CASES: readonly Case[] = [
  { args: ['asks'], code: 2, error: 'INVALID_INPUT', says: /unknown command 'asks'/ },
  { args: ['ask'], code: 2, error: 'INVALID_INPUT', says: /missing required argument 'question'/ },
  { args: ['ask', '   '], code: 2, error: 'INVALID_INPUT', says: /<question>: is empty/ },
  { args: ['ask', 'hi', '--colour'], code: 2, error: 'INVALID_INPUT', says: /unknown option '--colour'/ },
  { args: ['ask', 'hi', '--seed', '-1'], code: 2, error: 'INVALID_INPUT', says: /--seed: must be a whole number/ },
  {
    args: ['ask', 'hi', '--max-cost-usd', 'ten'],
    code: 2,
    error: 'INVALID_INPUT',
    says: /--max-cost-usd: must be a number/,
  },
  {
    args: ['ask', 'hi', '--on-outage', 'panic'],
    code: 2,
    error: 'INVALID_INPUT',
    says: /--on-outage: must be "observe" or "wait"/,
  },
  {
    args: ['worker', '--build-id', '7'],
    code: 2,
    error: 'INVALID_INPUT',
    says: /give MAESTRO_DEPLOYMENT and MAESTRO_BUILD_ID \(--deployment, --build-id\) together/,
  },
  { args: ['ask', 'hi', '--deadline', 'noon'], code: 2, error: 'INVALID_INPUT', says: /--deadline: must be a time/ },
  { args: ['ask', 'hi', '--image', 'none.png'], code: 2, error: 'NOT_FOUND', says: /none\.png can't be read/ },
  { args: ['ask', 'hi', '--image', '.'], code: 2, error: 'INVALID_IMAGE', says: /is not a file/ },
  { args: ['ask', 'hi', '--image', 'note.png'], code: 2, error: 'INVALID_IMAGE', says: /note\.png: not an image/ },
  { args: ['ask', 'hi', '--image', 'half.png'], code: 2, error: 'INVALID_IMAGE', says: /half\.png.*truncated/ },
  {
    args: ['ask', 'hi', '--image', 'data:image/png;base64,AAAA'],
    code: 2,
    error: 'INVALID_IMAGE',
    says: /--image: the data URL: not an image/,
  },
  {
    args: ['ask', 'hi', '--image', 'data:image/png;base64,%%%', '--image', 'note.png'],
    code: 2,
    error: 'INVALID_INPUT',
    says: /--image \(number 1 of 2\): not a data URL of the form data:image\/png;base64/,
  },
  {
    args: ['ask', 'hi', '--image', 'data:text/plain,hello'],
    code: 2,
    error: 'INVALID_INPUT',
    says: /--image: not a data URL of the form/,
  },
  { args: ['ask', 'hi', '--policy', 'keywords'], code: 2, error: 'NOT_FOUND', says: /nearest: "keyword"/ },
  { args: ['ask', 'hi', '--policy', 'fixed:Rastr@@Code'], code: 2, error: 'NOT_FOUND', says: /Nearest pairs: / },
  { args: ['ask', 'hi', '--policy', 'chat:Nobody'], code: 2, error: 'NOT_FOUND', says: /no model "Nobody"/ },
  { args: ['ask', 'hi', '--policy', 'learned'], code: 2, error: 'NOT_FOUND', says: /maestro train promote/ },
  { args: ['ask', 'hi', '--policy', 'learned:12345678'], code: 2, error: 'NOT_FOUND', says: /begins with 12345678/ },
  { args: ['eval'], code: 2, error: 'INVALID_INPUT', says: /Name a suite/ },
  { args: ['eval', 'blindtset'], code: 2, error: 'NOT_FOUND', says: /nearest: blindtest/ },
  { args: ['eval', 'none.jsonl'], code: 2, error: 'NOT_FOUND', says: /none\.jsonl/ },
  {
    args: ['eval', 'arith', '--limit', '0'],
    code: 2,
    error: 'INVALID_INPUT',
    says: /--limit: must be a whole number from 1/,
  },
  { args: ['eval', 'arith', '--concurrency', 'lots'], code: 2, error: 'INVALID_INPUT', says: /--concurrency/ },
  { args: ['eval', 'arith', '--policy', 'fixed:A@@B'], code: 2, error: 'NOT_FOUND', says: /fixed:A@@B/ },
  {
    args: ['eval', 'arith', '--out', '/dev/null/out.jsonl'],
    code: 2,
    error: 'INVALID_INPUT',
    says: /--out: .*can't be written/,
  },
  { args: ['eval', '--resume', 'never-begun'], code: 2, error: 'NOT_FOUND', says: /no run "never-begun"/ },
  { args: ['show', 'nothing'], code: 2, error: 'NOT_FOUND', says: /knows no rollout "nothing"/ },
  { args: ['logs'], code: 2, error: 'NOT_FOUND', says: /no log of the worker/ },
  { args: ['logs', 'kernel'], code: 2, error: 'INVALID_INPUT', says: /Allowed choices are worker, server/ },
  { args: ['registry', 'check', '.'], code: 2, error: 'INVALID_INPUT', says: /no registry folder/ },
  {
    args: ['registry', 'check', 'broken-registry'],
    code: 3,
    error: 'INVALID_REGISTRY',
    says: /models\.yaml:4: models\[0\]\.provider/,
  },
  {
    args: ['ask', 'hi'],
    code: 3,
    error: 'INVALID_REGISTRY',
    says: /models\.yaml:4/,
    env: { MAESTRO_REGISTRY: 'broken-registry' },
  },
  {
    args: ['ask', 'hi', '--policy', 'chat:Endpoint'],
    code: 3,
    error: 'MISSING_KEY',
    says: /OPENAI_API_KEY/,
    env: { MAESTRO_ENDPOINT_BASE_URL: 'http://127.0.0.1:9/v1', MAESTRO_ENDPOINT_MODEL: 'm' },
  },
  { args: ['ask', 'hi'], code: 2, error: 'INVALID_INPUT', says: /MAESTRO_DATA_DIR/, env: { MAESTRO_DATA_DIR: ' ' } },
  {
    args: ['ask', 'hi'],
    code: 6,
    error: 'STORE_UNAVAILABLE',
    says: /\/dev\/null\/x/,
    env: { MAESTRO_DATA_DIR: '/dev/null/x' },
  },
  { args: ['worker'], code: 5, error: 'TEMPORAL_UNAVAILABLE', says: /No Temporal server is running for/ },
  {
    args: ['worker'],
    code: 5,
    error: 'TEMPORAL_UNAVAILABLE',
    says: /127\.0\.0\.1:9 .*cannot be reached/,
    env: { TEMPORAL_ADDRESS: '127.0.0.1:9' },
  },
  {
    args: ['up', '--detach'],
    code: 5,
    error: 'TEMPORAL_UNAVAILABLE',
    says: /127\.0\.0\.1:9 .*cannot be reached/,
    env: { TEMPORAL_ADDRESS: '127.0.0.1:9' },
  },
];

describe('Bad input', () => {
  test.each(CASES.map((each) => [each.args.join(' '), each.error, each] as const))(
    'maestro %s is refused as %s: the same for people and for programs',
    async (_line, error, { args, code, says, env = {} }) => {
      const [people, programs] = await Promise.all([
        runMain(args, { cwd: folder.path, env }),
        runMain([...args, '--json'], { cwd: folder.path, env }),
      ]);
      expect(people).toMatchObject({ code, stdout: '', stderr: expect.stringMatching(says) });
      expect(people.stderr).toMatch(/^error: |\nerror: /);
      expect(people.stderr).not.toMatch(/\n {4}at /);
      expect(programs.code).toBe(code);
      const faults = error === 'INVALID_REGISTRY' ? { faults: [BROKEN] } : {};
      const told = { code: error, message: expect.stringMatching(says), ...faults };
      expect(onlyJson(programs.stdout)).toEqual({ error: told });
    },
  );

  test('starts neither a server nor a worker', async () => {
    for (const name of ['temporal', 'worker']) {
      await expect(access(join(folder.path, 'data', name))).rejects.toThrow('ENOENT');
    }
  });
});
