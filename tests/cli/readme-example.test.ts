/** The worked example of the README, run as it is written there: a model and a solver in two files, used without a restart. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { onlyJson, runCli, temporaryFolder } from './support/run-cli.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const folder = temporaryFolder();

/** Its commands are `npm run maestro -- ...`; here the program is called as that script does. */
async function script(): Promise<string> {
  const readme = await readFile(join(ROOT, 'README.md'), 'utf8');
  const block = readme.split('\n```\n').find((part) => part.includes('cat > mine/models.yaml'));
  if (block === undefined) throw new Error('the README has no such example');
  return block.replaceAll('npm run maestro --', `"${process.execPath}" "${join(ROOT, 'bin/maestro.js')}"`);
}

function shell(commands: string): Promise<string> {
  const { PATH = '', HOME = '', TEMPORAL_CLI_PATH = '' } = process.env;
  const env = { PATH, HOME, TEMPORAL_CLI_PATH, MAESTRO_DATA_DIR: join(folder.path, 'data'), NO_COLOR: '1' };
  return new Promise((resolve, reject) => {
    execFile('sh', ['-e', '-c', commands], { cwd: folder.path, env }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new Error(`${error.message}\n${stderr}`));
    });
  });
}

test('gives the answers that it promises, by one worker', async () => {
  const output = await shell(await script());
  const answers = output.split('\n').filter((line) => /^[\d.]+$/.test(line));
  expect(answers).toEqual(['96.6', '12.6']);
  expect(output).toMatch(/Waiter@@Algebra.*tip/s);
  const log = await readFile(join(folder.path, 'data/worker/worker.log'), 'utf8');
  expect(log.match(/ ready: /g)).toHaveLength(1);
  const status = await runCli(['status', '--json'], { cwd: folder.path });
  expect(onlyJson(status.stdout)['registry']).toMatchObject({ refused: null });
}, 120_000);
