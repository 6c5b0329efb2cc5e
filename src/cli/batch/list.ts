/** @module `maestro batch list` and `results`: what the server and the store know. */
import { resolve } from 'node:path';
import { writeWhole } from '../atomic-file.js';
import type { Context } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { count } from '../format.js';
import { printable } from '../output.js';
import { withSession } from '../processes/session.js';
import { readRegistry } from '../registry.js';
import { renderTable } from '../table.js';
import { MaestroError } from '../../domain/errors.js';
import { openResultStore } from '../../store/open-result-store.js';
import type { RecordedRollout } from '../../store/rows.js';
import { allBatches, stateJson } from './batch-state.js';

export async function listBatches(context: Context): Promise<number> {
  const { out } = context;
  return withSession(
    context,
    await readRegistry(context),
    async ({ server, results }) => {
      const batches = await allBatches(server.client, results);
      out.emit({ batches: batches.map(stateJson) });
      if (batches.length === 0) {
        out.print('No batch yet: maestro batch submit blindtest --limit 100');
        return EXIT.ok;
      }
      const titles = [
        { title: 'batch', align: 'left' },
        { title: 'status', align: 'left' },
        { title: 'done', align: 'right' },
        { title: 'right', align: 'right' },
        { title: 'started', align: 'left' },
      ] as const;
      const rows = batches.map(({ batch, status, counts, rollouts, startedAt }) => [
        printable(batch),
        status.toLowerCase(),
        `${counts.done}/${rollouts}`,
        `${counts.right}/${counts.graded}`,
        startedAt.slice(0, 19).replace('T', ' '),
      ]);
      for (const line of renderTable(titles, rows)) out.print(line);
      return EXIT.ok;
    },
    { anyWorker: true },
  );
}

/** A JSON line a rollout, in the order of tasks, policies and samples; reads the store only. @throws MaestroError NOT_FOUND */
export async function writeResults(context: Context, batch: string, file: string | undefined): Promise<number> {
  const { out, cwd, settings } = context;
  const results = await openResultStore(settings.resultsUrl);
  try {
    const rows = await results.listRollouts({ batch });
    if (rows.length === 0) throw new MaestroError('NOT_FOUND', `The results store has no rollout of batch "${batch}".`);
    const lines = [...rows].sort(inOrder).map((row) => `${JSON.stringify(resultOf(row))}\n`);
    if (file === undefined) out.write(lines.join(''));
    else {
      const path = resolve(cwd, file);
      await writeWhole(path, lines.join(''));
      out.emit({ batch, rollouts: rows.length, out: path });
      out.print(`${count(rows.length, 'rollout')} written to ${path}`);
    }
    return EXIT.ok;
  } finally {
    await results.close();
  }
}

function inOrder(a: RecordedRollout, b: RecordedRollout): number {
  return (
    a.taskId.localeCompare(b.taskId, 'en', { numeric: true }) ||
    a.policy.localeCompare(b.policy, 'en') ||
    a.sample - b.sample
  );
}

function resultOf(row: RecordedRollout): Record<string, unknown> {
  return {
    id: row.taskId,
    rollout: row.id,
    policy: row.policy,
    sample: row.sample,
    family: row.family,
    data_source: row.dataSource,
    outcome: row.outcome,
    answer: row.answer,
    correct: row.correct,
    reward: row.reward,
    calls: row.turns,
    tainted: row.tainted,
    runs: row.runs,
    prompt_tokens: row.promptTokens,
    completion_tokens: row.completionTokens,
    cost_usd: row.costUsd,
    latency_ms: row.latencyMs,
  };
}
