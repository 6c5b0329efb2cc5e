/** @module The note of an evaluation run, by which `--resume` goes on with it. */
import { randomBytes } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { REVIEW_DEFAULTS } from '../../domain/answer-check.js';
import { MaestroError, messageOf } from '../../domain/errors.js';
import { hasCode } from '../../temporal/embedded/files.js';
import { writeJsonWhole } from '../atomic-file.js';
import { slug } from '../rollout/rollout-id.js';

const runNote = z.strictObject({
  run: z.string(),
  /** Name of a suite, or absolute path of a dataset. */
  source: z.string(),
  /** Name, or absolute path; null: none was named. */
  adapter: z.string().nullable().default(null),
  /** Fingerprint of the dataset; null: a suite, or a run from before there were any. */
  dataset: z.string().nullable().default(null),
  limit: z.int().positive().nullable(),
  policy: z.string(),
  /** Hash of the user's own prompt; null: the policy's. */
  prompt: z.string().nullable().default(null),
  /** Hash of a reward file; null: the paper's. */
  reward: z.string().nullable().default(null),
  /** Who decides where the rules can't; null: nobody. */
  check: z
    .strictObject({
      judge: z.string().exactOptional(),
      review_seconds: z.number().exactOptional(),
      review_default: z.enum(REVIEW_DEFAULTS).exactOptional(),
    })
    .nullable()
    .default(null),
  seed: z.int().min(0),
  limits: z.strictObject({
    max_calls: z.number().exactOptional(),
    max_tokens: z.number().exactOptional(),
    max_cost_usd: z.number().exactOptional(),
    max_seconds: z.number().exactOptional(),
    deadline: z.string().exactOptional(),
  }),
  on_outage: z.enum(['observe', 'wait']),
  cache: z.boolean().default(true),
  started_at: z.string(),
});

/** Everything that decides what the rollouts of a run are. */
export type RunNote = z.infer<typeof runNote>;

/** `<name>-20261123-101500-3fa2`: says what and when; the end tells apart what begins in the same second. */
export function newRunId(name: string, now: number): string {
  const time = new Date(now)
    .toISOString()
    .replace(/[-:]|\.\d+Z$/g, '')
    .replace('T', '-');
  return `${slug(name, 40)}-${time}-${randomBytes(2).toString('hex')}`;
}

export function writeRun(dataDir: string, note: RunNote): Promise<void> {
  return writeJsonWhole(fileOf(dataDir, note.run), note);
}

/** @throws MaestroError NOT_FOUND with the latest runs; INVALID_INPUT for a damaged note */
export async function readRun(dataDir: string, run: string): Promise<RunNote> {
  const file = fileOf(dataDir, slug(run, 200));
  try {
    return runNote.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) {
      throw new MaestroError('INVALID_INPUT', `The note of run ${run}, ${file}, can't be read: ${messageOf(error)}`);
    }
    const runs = await latestRuns(dataDir);
    throw new MaestroError(
      'NOT_FOUND',
      `There is no run "${run}" in ${dataDir}. ${runs.length === 0 ? 'There was none yet.' : `The latest: ${runs.join(', ')}.`}`,
    );
  }
}

async function latestRuns(dataDir: string): Promise<readonly string[]> {
  const names = await readdir(join(dataDir, 'runs')).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return [];
    throw error;
  });
  const time = (name: string): string => /\d{8}-\d{6}-[0-9a-f]{4}$/.exec(name)?.[0] ?? '';
  return names
    .filter((name) => name.endsWith('.json'))
    .map((name) => name.slice(0, -'.json'.length))
    .sort((a, b) => (time(a) < time(b) ? 1 : -1))
    .slice(0, 5);
}

function fileOf(dataDir: string, run: string): string {
  return join(dataDir, 'runs', `${run}.json`);
}
