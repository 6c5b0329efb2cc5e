/** @module `maestro batch submit --dry-run`: what the batch would take. Starts nothing, calls nobody. */
import { estimateAll, figuresByCards, type Estimate } from '../../domain/estimate.js';
import type { RegistrySnapshot } from '../../domain/registry.js';
import { windowFor } from '../../domain/window.js';
import { parsePolicyName } from '../../policies/policy-name.js';
import { openResultStore } from '../../store/open-result-store.js';
import type { ResultStore } from '../../store/result-store.js';
import type { Context } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { count, duration, fileSize, money } from '../format.js';
import { renderTable } from '../table.js';

export interface DryRun {
  readonly suite: string;
  /** At most. */
  readonly tasks: number;
  readonly policies: readonly string[];
  readonly samples: number;
  readonly concurrency: number | undefined;
  readonly maxCalls: number;
  readonly snapshot: RegistrySnapshot;
}

interface Row extends Estimate {
  readonly policy: string;
  /** Where the figures come from. */
  readonly from: string;
}

export async function dryRun(context: Context, of: DryRun): Promise<number> {
  const { out, settings } = context;
  const concurrency = of.concurrency ?? windowFor(of.snapshot);
  const results = await openResultStore(settings.resultsUrl);
  try {
    const rows: Row[] = [];
    for (const policy of of.policies) rows.push(await estimateOf(results, policy, of, concurrency));
    const rollouts = rows.reduce((sum, row) => sum + row.rollouts, 0);
    out.emit({ dry_run: true, tasks: of.tasks, rollouts, concurrency, policies: rows.map(rowJson) });
    out.print(
      `Nothing was started. ${count(of.tasks, 'task')} x ${count(of.policies.length, 'policy', 'policies')} x ` +
        `${count(of.samples, 'sample')} = ${count(rollouts, 'rollout')}, ${concurrency} at once.`,
    );
    const titles = ['policy', 'rollouts', 'calls', 'tokens', 'money', 'time', 'disk', 'from'].map(
      (title) => ({ title, align: title === 'policy' || title === 'from' ? 'left' : 'right' }) as const,
    );
    const cells = rows.map((row) => [
      row.policy,
      String(row.rollouts),
      String(Math.round(row.calls)),
      String(Math.round(row.tokens)),
      money(row.costUsd),
      duration(row.wallMs),
      fileSize(row.bytes),
      row.from,
    ]);
    for (const line of renderTable(titles, cells)) out.print(line);
    out.print(
      'By the cards: the most that it can be, every call at the dearest expert; disk and unknown times are assumed.',
    );
    out.print('Disk is what the results database takes, without pictures and the history of the Temporal server.');
    return EXIT.ok;
  } finally {
    await results.close();
  }
}

async function estimateOf(results: ResultStore, policy: string, of: DryRun, concurrency: number): Promise<Row> {
  const rollouts = of.tasks * of.samples;
  for (const suite of [of.suite, undefined]) {
    const past = await results.batches.past(policy, suite);
    if (past === undefined) continue;
    const where = suite === undefined ? 'other tasks' : suite;
    const from = `${count(past.rollouts, 'past rollout')} on ${where}`;
    const bytes = await bytesOf(results, policy, suite);
    return { policy, from, ...estimateAll({ ...past, bytes }, rollouts, concurrency) };
  }
  const parsed = parsePolicyName(policy);
  const each = figuresByCards(of.snapshot, 'model' in parsed ? parsed.model : undefined, of.maxCalls);
  return { policy, from: 'by the cards, at most', ...estimateAll(each, rollouts, concurrency) };
}

const SAMPLE = 5;

/** What one rollout takes in the results database, by its last ones. */
async function bytesOf(results: ResultStore, policy: string, suite: string | undefined): Promise<number> {
  const rows = await results.listRollouts({ policy, limit: SAMPLE, ...(suite === undefined ? {} : { suite }) });
  const records = await Promise.all(rows.map(({ id }) => results.getRollout(id)));
  const sizes = records.map((record) => Buffer.byteLength(JSON.stringify(record ?? '')));
  return sizes.reduce((sum, size) => sum + size, 0) / Math.max(1, sizes.length);
}

function rowJson({ policy, rollouts, calls, tokens, costUsd, wallMs, bytes, from }: Row): Record<string, unknown> {
  return {
    ...{ policy, rollouts, calls: Math.round(calls), tokens: Math.round(tokens), cost_usd: costUsd },
    ...{ wall_ms: Math.round(wallMs), disk_bytes: Math.round(bytes), from },
  };
}
