/** @module Who would lose a worker that is replaced by one with other settings: other commands, and rollouts that run. */
import type { Client } from '@temporalio/client';
import { MaestroError } from '../../domain/errors.js';
import type { Target } from '../../temporal/target.js';
import type { Context } from '../command.js';
import { count } from '../format.js';
import { rolloutsInFlight } from '../rollout/in-flight.js';
import { pollersElsewhere } from './pollers-elsewhere.js';
import type { WorkerStatus } from './worker-files.js';
import { otherUsers } from './worker-users.js';

export interface Wanted {
  readonly target: Target;
  readonly client: Client;
  /** Of the worker that is wanted. */
  readonly fingerprint: string;
}

/**
 * What keeps the worker from being replaced, in words; empty when nothing does. Commands that want another worker count dead
 * or alive as theirs is: they revive it. Rollouts count when it serves them and nobody else does.
 * @throws MaestroError TEMPORAL_UNAVAILABLE when the rollouts can't be counted
 */
export async function whatKeepsWorker(
  { settings }: Pick<Context, 'settings'>,
  found: WorkerStatus,
  { target, client, fingerprint }: Wanted,
): Promise<string> {
  const users = (await otherUsers(settings.dataDir)).filter((user) => user.fingerprint !== fingerprint);
  const reasons = users.map((user) => `maestro ${user.command} (process ${user.pid})`);
  if (found.state === 'alive' && found.worker.fingerprint !== fingerprint) {
    const { address, namespace } = found.worker;
    if (address !== target.address || namespace !== target.namespace) {
      reasons.push(`another Temporal server (${address}, namespace ${namespace})`);
    } else if ((await pollersElsewhere(settings.dataDir, client)).length === 0) {
      const open = await rolloutsInFlight(client);
      if (open > 0) reasons.push(count(open, 'running rollout'));
    }
  }
  return reasons.join(', ');
}

export function inUse({ settings }: Pick<Context, 'settings'>, reasons: string): MaestroError {
  return new MaestroError(
    'SERVER_CONFLICT',
    `The worker of ${settings.dataDir} works with other code, registry or settings for ${reasons}. Wait until that is over, ` +
      'or give this command the same settings (MAESTRO_*, TEMPORAL_*, keys) or a data folder of its own (MAESTRO_DATA_DIR), ' +
      'or stop the worker with maestro down: its rollouts go on with the next one, whatever its settings.',
  );
}
