/** @module The connection of a command to its server, which may come back at another address while the command runs. */
import type { Client } from '@temporalio/client';
import { connectClient, type Target } from '../../temporal/connection.js';

/** Ask for `client` at each use: it is another one after a move. */
export class ServerLink {
  #target: Target;
  #client: Client;

  private constructor(target: Target, client: Client) {
    this.#target = target;
    this.#client = client;
  }

  /** @throws MaestroError TEMPORAL_UNAVAILABLE */
  static async open(target: Target): Promise<ServerLink> {
    return new ServerLink(target, await connectClient(target));
  }

  get target(): Target {
    return this.#target;
  }

  get client(): Client {
    return this.#client;
  }

  /** Connects to where the server is now; calls in flight at the old address fail. @throws as {@link open}, and nothing changes */
  async follow(target: Target): Promise<void> {
    const before = this.#client;
    this.#client = await connectClient(target);
    this.#target = target;
    await before.connection.close();
  }

  async close(): Promise<void> {
    await this.#client.connection.close();
  }
}
