/** `maestro prompt`, and `--prompt` from the file to what the policy's model is sent. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { sha256 } from '../../src/store/hash.js';
import { startOpenAiStub, type OpenAiStub } from '../support/openai-stub.js';
import { runBuilt } from './support/run-built.js';
import { onlyJson, temporaryFolder, type Ended } from './support/run-cli.js';
import { runMain } from './support/run-main.js';
import { verlParquet, type VerlRow } from './support/verl-parquet.js';

const LIMIT_MS = 120_000;
const folder = temporaryFolder();
const run = (...args: string[]): Promise<Ended> => runMain(args, { cwd: folder.path });
const file = (name: string): string => join(folder.path, name);

const SYSTEM = 'Line one.\n  {{ not a variable }} {% nor a tag %}\n<search>Model@@Skill: input</search>\nno line end';
const row = (system = SYSTEM): VerlRow => ({
  messages: [
    { role: 'system', content: system },
    { role: 'user', content: '<image>How many?' },
  ],
});

describe('maestro prompt import', () => {
  test('writes the system message as a prompt that comes out byte for byte', async () => {
    await writeFile(file('train.parquet'), verlParquet([row(), row(), row()]));
    const { code, stdout } = await run('prompt', 'import', 'train.parquet', '--json');
    expect([code, onlyJson(stdout)]).toEqual([
      0,
      {
        file: file('train.prompt.txt'),
        characters: SYSTEM.length,
        tokens: expect.any(Number),
        hash: sha256(SYSTEM),
        rows: 3,
        read: 3,
      },
    ]);
    const shown = await run('prompt', 'show', '--policy', 'chat-2605', '--prompt', 'train.prompt.txt', '--json');
    expect(onlyJson(shown.stdout)).toMatchObject({ prompt: SYSTEM, hash: sha256(SYSTEM) });
  });

  test('writes a plain one as it is', async () => {
    await writeFile(file('plain.parquet'), verlParquet([row('Plain.')]));
    await run('prompt', 'import', 'plain.parquet', '--out', 'own.txt');
    expect(await readFile(file('own.txt'), 'utf8')).toBe('Plain.');
  });

  test.each<[string, () => Uint8Array | string, RegExp]>([
    ['rows with different messages', () => verlParquet([row('a'), row('b'), row('a')]), /2 different system messages/],
    ['no system message', () => verlParquet([{ messages: row().messages.slice(1) }]), /row 0 has 0 system messages/],
    ['two system messages', () => verlParquet([{ messages: [...row().messages, ...row().messages] }]), /row 0 has 2/],
    ['no rows', () => verlParquet([]), /no rows/],
    [
      'another layout',
      () => new Uint8Array(parquetWriteBuffer({ columnData: [{ name: 'text', data: ['x'] }] })),
      /prompt/,
    ],
    ['no Parquet', () => 'PAR1 but not really', /can't be read as Parquet/],
    ['a part of it', () => verlParquet([row()]).slice(200), /can't be read as Parquet/],
  ])('a file with %s is refused', async (_name, content, message) => {
    await writeFile(file('bad.parquet'), content());
    const { code, stderr } = await run('prompt', 'import', 'bad.parquet', '--out', 'bad.txt');
    expect([code, stderr]).toEqual([2, expect.stringMatching(message)]);
    await expect(readFile(file('bad.txt'))).rejects.toThrow('ENOENT');
  });

  test.each<[string, string[], RegExp]>([
    ['no file', ['prompt', 'import'], /name a Parquet file/],
    ['a file that is not there', ['prompt', 'import', 'gone.parquet'], /gone\.parquet: there is no such file/],
    ['a target that is there', ['prompt', 'import', 'plain.parquet', '--out', 'own.txt'], /is there already/],
  ])('%s is bad input', async (_name, args, message) => {
    expect(await run(...args)).toMatchObject({ code: 2, stderr: expect.stringMatching(message) });
  });
});

describe('maestro prompt show', () => {
  test('is the text alone on stdout, the same every time', async () => {
    const [first, again] = [await run('prompt', 'show'), await run('prompt')];
    expect(first.stdout).toMatch(/^You lead a team of experts\..*<answer>Yes<\/answer>\n$/s);
    expect(first.stderr).toMatch(/\d+ characters, about \d+ tokens, hash [0-9a-f]{12}/);
    expect(again.stdout).toBe(first.stdout);
  });

  test('gives the template of a ready prompt, which fills in to the same text', async () => {
    await writeFile(file('ready.liquid'), (await run('prompt', 'show', '--policy', 'maestro-2605', '--source')).stdout);
    const ready = onlyJson((await run('prompt', 'show', '--policy', 'maestro-2605', '--json')).stdout);
    const own = await run('prompt', 'show', '--policy', 'chat-2605', '--prompt', 'ready.liquid', '--json');
    expect(onlyJson(own.stdout)['prompt']).toBe(`${String(ready['prompt'])}\n`);
  });

  test.each<[string, string[], RegExp]>([
    ['a policy without a prompt', ['--policy', 'keyword'], /"keyword" reads no prompt/],
    ['an unknown policy', ['--policy', 'psychic'], /no policy "psychic"/],
    ['a prompt that is not there', ['--prompt', 'gone.liquid'], /--prompt: .*gone\.liquid can't be read/],
    ['a folder', ['--prompt', '.'], /can't be read/],
  ])('%s is bad input', async (_name, args, message) => {
    expect(await run('prompt', 'show', ...args)).toMatchObject({ code: 2, stderr: expect.stringMatching(message) });
  });

  test('a prompt that cannot be filled in is told before anything starts', async () => {
    await writeFile(file('broken.liquid'), '{{ skills | explode }}');
    const args = ['What?', '--policy', 'chat-2605:Maestro-4B', '--prompt', 'broken.liquid'];
    const asked = await runMain(['ask', ...args], {
      cwd: folder.path,
      env: { MAESTRO_POLICY_BASE_URL: 'http://127.0.0.1:1/v1' },
    });
    expect(asked).toMatchObject({ code: 2, stderr: expect.stringMatching(/explode/) });
  });
});

describe('maestro ask --prompt', () => {
  let stub: OpenAiStub;
  beforeAll(async () => {
    stub = await startOpenAiStub({ reply: () => '<answer>4</answer>' });
  });
  afterAll(() => stub.close());

  const ask = (prompt: string): Promise<Ended> =>
    runBuilt(['ask', 'How many?', '--policy', 'maestro-2605', '--prompt', prompt, '--json'], {
      cwd: folder.path,
      env: { MAESTRO_POLICY_BASE_URL: stub.url },
    });

  test(
    'sends it to the model; another prompt makes another rollout',
    async () => {
      await writeFile(file('mine.liquid'), 'Only {{ pairs | first }}.');
      const [mine, trained] = [await ask('mine.liquid'), await ask('train.prompt.txt')];
      expect(onlyJson(mine.stdout)).toMatchObject({ answer: '4', policy: 'chat-2605:Maestro-4B' });
      expect(onlyJson(trained.stdout)['id']).not.toBe(onlyJson(mine.stdout)['id']);
      const systems = stub.requests.map(({ body }) => body?.messages[0]?.content);
      expect(systems).toEqual(['Only Algebra@@Algebra.', SYSTEM]);
      const again = await ask('mine.liquid');
      expect(onlyJson(again.stdout)).toMatchObject({ id: onlyJson(mine.stdout)['id'], found: 'finished' });
    },
    LIMIT_MS,
  );

  test(
    'an evaluation keeps it when it is resumed',
    async () => {
      const env = { MAESTRO_POLICY_BASE_URL: stub.url };
      const evaluate = (...args: string[]): Promise<Ended> =>
        runBuilt(['eval', ...args, '--json'], { cwd: folder.path, env });
      const before = stub.requests.length;
      const first = await evaluate('arith', '--limit', '2', '--policy', 'maestro-2605', '--prompt', 'mine.liquid');
      const run_ = String(onlyJson(first.stdout)['run']);
      expect(stub.requests.slice(before).map(({ body }) => body?.messages[0]?.content)).toEqual([
        'Only Algebra@@Algebra.',
        'Only Algebra@@Algebra.',
      ]);
      expect((await evaluate('--resume', run_)).code).toBe(0);
      const other = await evaluate('--resume', run_, '--prompt', 'train.prompt.txt');
      expect([other.code, other.stdout]).toEqual([2, expect.stringContaining('another value of --prompt')]);
    },
    LIMIT_MS,
  );
});
