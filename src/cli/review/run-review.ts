/** @module `maestro review`: lists the answers that wait for a person, and sends verdicts. */
import type { Client } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/common';
import type { PersonsVerdict } from '../../domain/answer-check.js';
import { MaestroError } from '../../domain/errors.js';
import { openResultStore } from '../../store/open-result-store.js';
import type { ResultStore } from '../../store/result-store.js';
import { connectClient, resolveTarget } from '../../temporal/connection.js';
import type { Context } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { count } from '../format.js';
import { printable, type Output } from '../output.js';
import { listWaiting, type Waiting } from './waiting.js';

/** @returns the exit code */
export function listReviews(context: Context): Promise<number> {
  return withServer(context, async (client, results) => {
    const { out } = context;
    const waiting = await listWaiting(client, results);
    out.emit({
      waiting: waiting.map(({ dataSource, truths, ...rest }) => ({
        ...rest,
        data_source: dataSource,
        ground_truth: truths,
      })),
    });
    for (const each of waiting) tell(out, each);
    out.print(waiting.length === 0 ? 'Nothing waits for a verdict.' : `${count(waiting.length, 'answer')} to review.`);
    return EXIT.ok;
  });
}

function tell(out: Output, { id, question, answer, truths, why, until }: Waiting): void {
  const { colors } = out;
  const line = (label: string, text: string): void => out.print(`  ${colors.dim(label.padEnd(9))} ${printable(text)}`);
  out.print(colors.bold(id));
  if (question !== '') line('question', question);
  line('answer', answer);
  if (truths.length > 0) line('truth', truths.map((truth) => JSON.stringify(truth)).join(' or '));
  line('open', why);
  line('until', until);
}

/**
 * @returns the exit code
 * @throws MaestroError NOT_FOUND when no such rollout waits
 */
export function sendReview(context: Context, id: string, verdict: PersonsVerdict): Promise<number> {
  return withServer(context, async (client) => {
    const { out } = context;
    await checkWaits(client, id);
    await client.workflow.getHandle(id).signal('review', verdict);
    out.emit({ rollout: id, sent: true, ...verdict });
    out.print(`Sent: ${id} scores ${verdict.score}, says ${printable(verdict.by)}. See it with: maestro show ${id}`);
    return EXIT.ok;
  });
}

/** A verdict may come early, while the rollout runs; too late it can't. */
async function checkWaits(client: Client, id: string): Promise<void> {
  const described = await client.workflow
    .getHandle(id)
    .describe()
    .catch((error: unknown) => {
      if (error instanceof WorkflowNotFoundError) return undefined;
      throw error;
    });
  if (described === undefined || described.type !== 'rolloutWorkflow') {
    throw new MaestroError(
      'NOT_FOUND',
      `The Temporal server knows no rollout "${id}". maestro review lists what waits.`,
    );
  }
  if (described.status.name !== 'RUNNING') {
    throw new MaestroError(
      'NOT_FOUND',
      `Rollout ${id} waits no longer: it is ${described.status.name.toLowerCase()}. Its verdict stands (maestro show ${id}).`,
    );
  }
}

async function withServer<T>(context: Context, work: (client: Client, results: ResultStore) => Promise<T>): Promise<T> {
  const { env, settings, out } = context;
  const log = (line: string): void => out.note(line);
  const client = await connectClient(await resolveTarget({ env, dataDir: settings.dataDir, log, start: false }));
  try {
    const results = await openResultStore(settings.resultsUrl);
    try {
      return await work(client, results);
    } finally {
      await results.close();
    }
  } finally {
    await client.connection.close();
  }
}
