/** @module Waiting for a server, and making its namespace ours. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { msToTs, tsToMs } from '@temporalio/common/lib/time.js';
import { messageOf } from '../../domain/errors.js';
import { registerSearchAttributes } from '../register-search-attributes.js';
import { NAMESPACE, RETENTION_DAYS } from '../settings.js';

const POLL_MS = 100;
const CONNECT_TIMEOUT_MS = 2_000;
const RETENTION_MS = RETENTION_DAYS * 24 * 60 * 60 * 1000;

/** True when a Temporal server answers gRPC at `address`. */
export async function answersGrpc(address: string): Promise<boolean> {
  try {
    const connection = await Connection.connect({ address, connectTimeout: CONNECT_TIMEOUT_MS });
    await connection.close();
    return true;
  } catch {
    return false; // whatever the reason: it does not answer
  }
}

/**
 * Waits until the namespace answers, then sets its retention and search attributes; harmless when that was done before.
 * @param alive asked between tries: waiting for a dead server is pointless.
 * @throws Error with the last reason after `timeoutMs` or the death of the server; MaestroError when registering is refused.
 */
export async function prepareServer(address: string, timeoutMs: number, alive: () => Promise<boolean>): Promise<void> {
  const connection = Connection.lazy({ address });
  try {
    const retention = await waitForNamespace(connection, Date.now() + timeoutMs, alive);
    if (retention !== RETENTION_MS) {
      await connection.workflowService.updateNamespace({
        namespace: NAMESPACE,
        config: { workflowExecutionRetentionTtl: msToTs(RETENTION_MS) },
      });
    }
    await registerSearchAttributes(connection, NAMESPACE);
  } finally {
    await connection.close();
  }
}

/** @returns the retention of the namespace in milliseconds. */
async function waitForNamespace(
  connection: Connection,
  deadline: number,
  alive: () => Promise<boolean>,
): Promise<number> {
  for (;;) {
    try {
      const description = await connection.withDeadline(Date.now() + CONNECT_TIMEOUT_MS, () =>
        connection.workflowService.describeNamespace({ namespace: NAMESPACE }),
      );
      return tsToMs(description.config?.workflowExecutionRetentionTtl ?? msToTs(0));
    } catch (error) {
      if (!(await alive())) throw new Error('it ended', { cause: error });
      if (Date.now() > deadline) throw new Error(`it did not answer in time: ${messageOf(error)}`, { cause: error });
    }
    await sleep(POLL_MS);
  }
}
