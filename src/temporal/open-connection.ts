/** @module Opens a client connection, or leaves nothing open. */
import { Connection, type ConnectionOptions } from '@temporalio/client';

/**
 * `Connection.connect` of the SDK leaves its channel open when it fails, which keeps the process alive and calling.
 * @throws what the SDK throws when nobody answers in time or the server refuses.
 */
export async function openConnection(options: ConnectionOptions): Promise<Connection> {
  const connection = Connection.lazy(options);
  try {
    await connection.ensureConnected();
    return connection;
  } catch (error) {
    await connection.close();
    throw error;
  }
}
