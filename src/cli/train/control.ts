/** @module `maestro train resume`, `watch` and `cancel`: a run that is there already. */
import { WorkflowNotFoundError, type WorkflowHandle } from '@temporalio/client';
import { z } from 'zod';
import { MaestroError } from '../../domain/errors.js';
import type { Context } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { printable } from '../output.js';
import { withSession } from '../processes/session.js';
import { readRegistry } from '../registry.js';
import { runOf } from './runs.js';
import { startTraining } from './submit.js';
import { watchTraining } from './watch.js';

/** What is kept of a run's settings. */
export const begun = z.object({ spec: z.string(), seed: z.number() });

/** @throws MaestroError NOT_FOUND */
export async function controlRun(
  context: Context,
  action: 'resume' | 'watch' | 'cancel',
  run: string,
  detach: boolean,
): Promise<number> {
  const { out } = context;
  const snapshot = await readRegistry(context);
  return withSession(context, snapshot, async (session) => {
    const { server, results } = session;
    const { row } = await runOf(results, run);
    if (action === 'cancel') {
      // Temporal takes a request to cancel what is over, and does nothing.
      if (!(await cancelled(server.client.workflow.getHandle(run))))
        throw new MaestroError('NOT_FOUND', `Run ${run} does not run: ${row.state}.`);
      out.emit({ run, cancelled: true });
      out.print(
        `Run ${printable(run)} is being cancelled; what it has learned is kept. Go on with: maestro train resume ${run}`,
      );
      return EXIT.ok;
    }
    if (action === 'resume') {
      const { spec, seed } = begun.parse(row.settings);
      const attached = await startTraining(server.client, run, spec, seed);
      out.note(attached ? `Run ${run} runs already.` : `Run ${run} goes on.`);
      if (detach) {
        out.emit({ run, attached });
        return EXIT.ok;
      }
    }
    return watchTraining(context, session, run);
  });
}

/** @returns false: it does not run */
async function cancelled(handle: WorkflowHandle): Promise<boolean> {
  try {
    if ((await handle.describe()).status.name !== 'RUNNING') return false;
    await handle.cancel();
    return true;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}
