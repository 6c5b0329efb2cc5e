/** @module Does the server answer, and is it ready for us? */
import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { messageOf } from '../../domain/errors.js';
import { openConnection } from '../open-connection.js';
import { isNotFound, prepareNamespace } from '../prepare-namespace.js';
import { NAMESPACE } from '../settings.js';
import type { EmbeddedServer } from './files.js';
import { answers } from './ports.js';

const POLL_MS = 50;
const CALL_TIMEOUT_MS = 2_000;

/** True when a Temporal server answers gRPC at `address`. */
export async function answersGrpc(address: string): Promise<boolean> {
  try {
    const connection = await openConnection({ address, connectTimeout: CALL_TIMEOUT_MS });
    await connection.close();
    return true;
  } catch {
    return false; // whatever the reason: it does not answer
  }
}

/**
 * Waits until the namespace answers (on a new PostgreSQL: until the server says that there is none), then sets its retention and search attributes; harmless when that was done before.
 * @param alive asked between tries: waiting for a dead server is pointless.
 * @throws Error with the last reason after `timeoutMs` or the death of the server; MaestroError when registering is refused.
 */
export async function prepareServer(
  { address, ports, storage }: Pick<EmbeddedServer, 'address' | 'ports' | 'storage'>,
  timeoutMs: number,
  alive: () => Promise<boolean>,
): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  // A gRPC channel that was refused once waits a second before it tries again: so knock first.
  while (!(await answers(ports.grpc))) await pause(deadline, alive, 'its port does not answer');
  const connection = Connection.lazy({ address });
  try {
    await waitForNamespace(connection, deadline, alive, storage !== undefined);
    // Ours could have lost the port to another Temporal server, which would have answered instead.
    if (!(await alive())) throw new Error('it ended');
    await prepareNamespace(connection, NAMESPACE);
  } finally {
    await connection.close();
  }
}

async function waitForNamespace(
  connection: Connection,
  deadline: number,
  alive: () => Promise<boolean>,
  mayLack: boolean,
): Promise<void> {
  for (;;) {
    try {
      await connection.withDeadline(Date.now() + CALL_TIMEOUT_MS, () =>
        connection.workflowService.describeNamespace({ namespace: NAMESPACE }),
      );
      return;
    } catch (error) {
      if (mayLack && isNotFound(error)) return;
      await pause(deadline, alive, messageOf(error));
    }
  }
}

async function pause(deadline: number, alive: () => Promise<boolean>, reason: string): Promise<void> {
  if (!(await alive())) throw new Error('it ended');
  if (Date.now() > deadline) throw new Error(`it did not come up in time: ${reason}`);
  await sleep(POLL_MS);
}
