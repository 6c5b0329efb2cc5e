/** @module Is there an embedded server? */
import { readServer, type EmbeddedServer } from './files.js';
import { isSameProcess } from './process-identity.js';
import { answersGrpc } from './ready.js';

/**
 * `running`: the noted process lives and answers. `silent`: it lives and does not answer (yet, or any more).
 * `dead`: it was noted and is gone. `none`: nothing is noted in this data folder.
 */
export type EmbeddedStatus =
  { readonly state: 'running' | 'silent' | 'dead'; readonly server: EmbeddedServer } | { readonly state: 'none' };

/**
 * What is known about the server of a data folder. Starts and changes nothing.
 * @throws MaestroError SERVER_CONFLICT when the state file is damaged.
 */
export async function embeddedStatus(dataDir: string): Promise<EmbeddedStatus> {
  const server = await readServer(dataDir);
  if (server === undefined) return { state: 'none' };
  if (!(await isSameProcess(server.pid, server.processStart))) return { state: 'dead', server };
  return { state: (await answersGrpc(server.address)) ? 'running' : 'silent', server };
}
