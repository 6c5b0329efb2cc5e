/** @module `maestro batch report`: what `maestro report` makes, of one batch. */
import { MaestroError } from '../../domain/errors.js';
import { openResultStore } from '../../store/open-result-store.js';
import type { Context } from '../command.js';
import { runReport, type ReportRequest } from '../report/run-report.js';

/** @returns the exit code @throws MaestroError NOT_FOUND when no rollout of the batch has ended; as `runReport` */
export async function reportBatch(
  context: Context,
  batch: string,
  request: Pick<ReportRequest, 'rule' | 'title' | 'out'>,
): Promise<number> {
  const results = await openResultStore(context.settings.resultsUrl);
  try {
    if ((await results.listRollouts({ batch, limit: 1 })).length === 0) {
      throw new MaestroError('NOT_FOUND', `The results store has no rollout of batch "${batch}" that ended.`);
    }
  } finally {
    await results.close();
  }
  return runReport(context, { runs: [batch], train: [], base: undefined, ...request });
}
