/** @module `maestro services status`: the failure domains of endpoints as the workers see them: circuits, lines, the cache of calls. */
import { listDomains, type DomainRow } from '../../activities/calls/list-domains.js';
import { openResultStore } from '../../store/open-result-store.js';
import type { Context } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { duration, money } from '../format.js';
import { printable } from '../output.js';
import { readRegistry } from '../registry.js';
import { renderTable, type Column } from '../table.js';

const COLUMNS: readonly Column[] = [
  { title: 'model', align: 'left' },
  { title: 'circuit', align: 'left' },
  { title: 'calling', align: 'right' },
  { title: 'waiting', align: 'right' },
  { title: 'cached', align: 'right' },
  { title: 'hits', align: 'right' },
  { title: 'saved', align: 'right' },
  { title: 'last failure', align: 'left' },
];

/** Asks no endpoint and starts nothing. @returns the exit code */
export async function showDomains(context: Context): Promise<number> {
  const { out, settings, clock } = context;
  const { models } = await readRegistry(context);
  const endpoints = models.filter((model) => model.provider === 'openai');
  const results = await openResultStore(settings.resultsUrl);
  try {
    const nowMs = clock.now();
    const rows = await listDomains(results.calls, endpoints, nowMs);
    out.emit({ services: rows.map(rowJson) });
    const table = rows.map((row) => [
      row.model,
      circuitOf(row, nowMs, out.colors),
      `${row.calling}/${row.concurrency}`,
      String(row.waiting),
      String(row.cached),
      String(row.hits),
      money(row.savedUsd),
      printable(row.reason),
    ]);
    for (const line of renderTable(COLUMNS, table)) out.print(line);
    return EXIT.ok;
  } finally {
    await results.close();
  }
}

function circuitOf(
  { circuit, failures, retryAtMs }: DomainRow,
  nowMs: number,
  colors: Context['out']['colors'],
): string {
  switch (circuit) {
    case 'closed':
      return failures === 0 ? 'closed' : colors.yellow(`closed, ${failures} failed`);
    case 'half-open':
      return colors.yellow('half-open');
    case 'open':
      return colors.red(`open for ${duration(Math.max(0, (retryAtMs ?? 0) - nowMs))}`);
  }
}

function rowJson(row: DomainRow): object {
  const iso = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());
  return {
    model: row.model,
    circuit: row.circuit,
    failures: row.failures,
    reason: row.reason,
    opened_at: iso(row.openedAtMs),
    retry_at: iso(row.retryAtMs),
    calling: row.calling,
    waiting: row.waiting,
    concurrency: row.concurrency,
    cached: row.cached,
    hits: row.hits,
    saved_usd: row.savedUsd,
  };
}
