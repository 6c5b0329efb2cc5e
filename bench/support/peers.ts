/** @module Other engines that the same job is given to: installed under .bench on first use, each in a process of its own. */
import { execFileSync, fork } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { startPostgres } from './postgres.js';

const PACKAGES = {
  '@dbos-inc/dbos-sdk': '5.3.0',
  '@langchain/core': '1.4.0',
  '@langchain/langgraph': '1.7.3',
  '@langchain/langgraph-checkpoint-sqlite': '1.0.4',
  '@restatedev/restate-sdk': '1.17.2',
  '@restatedev/restate-sdk-clients': '1.17.2',
  '@restatedev/restate-server': '1.7.12',
} as const;

const ROOT = fileURLToPath(new URL('..', import.meta.url));

export const PEERS = ['pool', 'langgraph', 'dbos', 'restate'] as const;
export type PeerName = (typeof PEERS)[number];

export interface Job {
  readonly inFlight: number;
  /** What each rollout calls; nothing: three steps without work. */
  readonly rollouts: readonly (readonly { readonly url: string; readonly text: string }[])[];
  /** Keep LangGraph's checkpoints in a file rather than in memory. */
  readonly inFile?: boolean;
}

const result = z.object({ ms: z.number(), cpuMs: z.number(), memoryMiB: z.number(), latencies: z.array(z.number()) });
/** CPU and memory are of the peer's own process, without its server or database. */
export type PeerResult = z.infer<typeof result>;

const LIMIT_MS = 5 * 60_000;

/** @throws Error when the peer fails, takes longer than five minutes, or can't be installed */
export async function runPeer(name: PeerName, { inFlight, rollouts, inFile = false }: Job): Promise<PeerResult> {
  if (name !== 'pool') install();
  const folder = await mkdtemp(join(tmpdir(), 'maestro-peer-'));
  const postgres = name === 'dbos' ? await startPostgres() : undefined;
  try {
    const child = fork(join(ROOT, 'peers', 'engines', `${name}.js`));
    const ended = new Promise<PeerResult>((resolve, reject) => {
      child.once('message', (message) => resolve(result.parse(message)));
      child.once('exit', (code) => reject(new Error(`${name} ended with ${code ?? 'a signal'}`)));
    });
    const own = {
      ...(postgres === undefined ? {} : { database: postgres.url }),
      ...(inFile ? { file: join(folder, 'checkpoints.db') } : {}),
    };
    // One that can't work here may try for ever.
    const late = setTimeout(() => child.kill(), LIMIT_MS);
    child.once('exit', () => clearTimeout(late));
    child.send({ inFlight, rollouts, warmUp: 5, ...own });
    return await ended;
  } finally {
    await postgres?.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Through npm, into .bench/node_modules, where compiled benchmarks find them; no dependency of the project. */
function install(): void {
  const file = join(ROOT, 'package.json');
  const wanted = JSON.stringify({ private: true, type: 'module', dependencies: PACKAGES });
  if (existsSync(join(ROOT, 'node_modules')) && existsSync(file) && readFileSync(file, 'utf8') === wanted) return;
  process.stderr.write('Installing DBOS, LangGraph.js and Restate under .bench.\n');
  mkdirSync(ROOT, { recursive: true });
  writeFileSync(file, wanted);
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: ROOT,
    stdio: ['ignore', 2, 2],
  });
}
