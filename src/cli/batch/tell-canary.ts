/** @module The canary of a batch, for people: its rollouts, and whether the batch goes on. */
import type { CanaryResult } from '../../domain/batch.js';
import type { ResultStore } from '../../store/result-store.js';
import type { Context } from '../command.js';
import { count, money } from '../format.js';
import { printable } from '../output.js';
import { renderTable } from '../table.js';

const SHOWN = 20;

/** On stderr: the last word on stdout is the end of the batch. */
export async function tellCanary(
  { out }: Context,
  results: ResultStore,
  batch: string,
  { totals, reason }: CanaryResult,
): Promise<void> {
  const rows = await results.listRollouts({ batch, limit: SHOWN });
  const titles = ['task', 'outcome', 'answer', 'right', 'money'].map((title) => ({ title, align: 'left' }) as const);
  const cells = rows.map(({ taskId, outcome, answer, correct, costUsd }) => [
    printable(taskId),
    outcome,
    printable((answer ?? '').slice(0, 40)),
    correct === null ? '' : correct ? 'yes' : 'no',
    money(costUsd),
  ]);
  const all = totals.ended + totals.failed;
  out.note(`The canary, ${count(all, 'rollout')}: ${totals.answered} answered, ${totals.right} right.`);
  for (const line of renderTable(titles, cells)) out.note(line);
  out.note(reason === '' ? 'It is within bounds: the batch goes on.' : `The batch is paused: ${reason}.`);
}
