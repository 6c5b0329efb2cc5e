/** @module `maestro batch watch` and `retry`: of a batch that is known already. */
import { MaestroError } from '../../domain/errors.js';
import type { Retry } from '../../domain/batch.js';
import type { Context } from '../command.js';
import { withSession } from '../processes/session.js';
import { readRegistry } from '../registry.js';
import { stateOf } from './batch-state.js';
import { retryBefore, startBatch } from './submit.js';
import { watchBatch } from './watch.js';

export async function reenter(context: Context, batch: string): Promise<number> {
  return withSession(context, await readRegistry(context), (session) => watchBatch(context, session, batch), {
    anyWorker: true,
  });
}

/** Runs once more what ended so. @throws MaestroError NOT_FOUND; SERVER_CONFLICT while the batch runs */
export async function retryBatch(
  context: Context,
  batch: string,
  only: Retry,
  concurrency: number | undefined,
): Promise<number> {
  return withSession(context, await readRegistry(context), async (session) => {
    const { client } = session.server;
    const { spec, tasks, rollouts } = await stateOf(client, session.results, batch);
    const retry = retryBefore(only, context.clock.now());
    const input = { spec, retry, ...(concurrency === undefined ? {} : { concurrency }) };
    if (await startBatch(client, { batch, spec, tasks, rollouts }, input)) {
      throw new MaestroError(
        'SERVER_CONFLICT',
        `Batch ${batch} is still running: retry when it has ended, or cancel it.`,
      );
    }
    return watchBatch(context, session, batch);
  });
}
