/** @module An evaluation of the sums of tests/chaos by the real command line, which stands still where a test wants it to. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { openResultStore } from '../../../src/store/open-result-store.js';
import type { ResultStore } from '../../../src/store/result-store.js';
import { product, startSums, sumsRegistry, type Sums } from '../../chaos/support/sums.js';
import { onlyJson, startCli, type Ended, type RunningCli } from './run-cli.js';

export interface SumsPlace {
  readonly sums: Sums;
  /** Environment of commands that want a worker which knows the sums. */
  readonly env: Readonly<Record<string, string>>;
  /** Starts an evaluation of these tasks, and waits until the calls named by `held` are at the stub. Its end is one JSON object. */
  evaluate(ids: readonly string[], held: readonly string[], ...options: readonly string[]): Promise<RunningCli>;
  /** The same for people. */
  evaluateForPeople(
    ids: readonly string[],
    held: readonly string[],
    ...options: readonly string[]
  ): Promise<RunningCli>;
  results(): Promise<ResultStore>;
}

export async function openSumsPlace(cwd: string): Promise<SumsPlace> {
  const sums = await startSums();
  for (const [path, text] of Object.entries(sumsRegistry(sums.url))) {
    const file = join(cwd, 'registry', path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  const env = { MAESTRO_REGISTRY: join(cwd, 'registry') };
  const start: SumsPlace['evaluate'] = async (ids, held, ...options) => {
    const lines = ids.map((id, index) => JSON.stringify(product(id, 21 + index, 34).task));
    const file = join(cwd, `${ids[0] ?? 'none'}.jsonl`);
    await writeFile(file, `${lines.join('\n')}\n`);
    for (const key of held) sums.hold(key);
    const running = startCli(['eval', file, '--policy', 'chat:Chooser', ...options], { cwd, env });
    await Promise.race([Promise.all(held.map((key) => sums.arrived(key))), endedEarly(running)]);
    return running;
  };
  return {
    sums,
    env,
    evaluate: (ids, held, ...options) => start(ids, held, '--json', ...options),
    evaluateForPeople: start,
    results: () => openResultStore(pathToFileURL(join(cwd, 'data', 'results.db')).href),
  };
}

async function endedEarly({ ended }: RunningCli): Promise<never> {
  const { code, stdout, stderr } = await ended;
  throw new Error(`the evaluation ended with ${code}: ${stdout} ${stderr}`);
}

/** Of an evaluation that went well. Throws when it did not. */
export function totalsOf({ code, stdout, stderr }: Ended): Record<string, unknown> {
  if (code !== 0) throw new Error(`the evaluation ended with ${code}: ${stdout} ${stderr}`);
  return onlyJson(stdout);
}
