/** @module Makes a namespace ready for Maestro. */
import { setTimeout as sleep } from 'node:timers/promises';
import { isGrpcServiceError, type ConnectionLike } from '@temporalio/client';
import { msToTs, tsToMs } from '@temporalio/common/lib/time.js';
import { registerSearchAttributes } from './register-search-attributes.js';
import { RETENTION_DAYS } from './settings.js';

const RETENTION_MS = RETENTION_DAYS * 24 * 60 * 60 * 1000;
const GRPC_NOT_FOUND = 5;
const KNOWN_TIMEOUT_MS = 60_000;
const KNOWN_POLL_MS = 500;

/**
 * Creates the namespace if it is missing, sets its retention and adds the search attributes; does nothing when all is
 * so already. For servers of our own (embedded, compose): someone else's cluster has its own rules.
 * @throws what the server answers; MaestroError when the search attributes are refused.
 */
export async function prepareNamespace(connection: ConnectionLike, namespace: string): Promise<void> {
  const retention = await retentionOf(connection, namespace);
  if (retention === undefined) {
    await connection.workflowService.registerNamespace({
      namespace,
      workflowExecutionRetentionPeriod: msToTs(RETENTION_MS),
    });
    await untilKnown(connection, namespace);
  } else if (retention !== RETENTION_MS) {
    await connection.workflowService.updateNamespace({
      namespace,
      config: { workflowExecutionRetentionTtl: msToTs(RETENTION_MS) },
    });
  }
  await registerSearchAttributes(connection, namespace);
}

/** The server's services learn of a new namespace one after another, within some ten seconds. */
async function untilKnown(connection: ConnectionLike, namespace: string): Promise<void> {
  const deadline = Date.now() + KNOWN_TIMEOUT_MS;
  for (;;) {
    try {
      await connection.operatorService.listSearchAttributes({ namespace });
      return;
    } catch (error) {
      if (!isNotFound(error) || Date.now() > deadline) throw error;
    }
    await sleep(KNOWN_POLL_MS);
  }
}

/** In milliseconds; undefined when there is no such namespace. */
async function retentionOf(connection: ConnectionLike, namespace: string): Promise<number | undefined> {
  try {
    const { config } = await connection.workflowService.describeNamespace({ namespace });
    return tsToMs(config?.workflowExecutionRetentionTtl ?? msToTs(0));
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** The server answers that there is no such thing. */
export function isNotFound(error: unknown): boolean {
  const code: number | undefined = isGrpcServiceError(error) ? error.code : undefined;
  return code === GRPC_NOT_FOUND;
}
