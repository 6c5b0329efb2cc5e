/** @module What runs for a data folder, without starting or changing anything. */
import { embeddedStatus } from '../../temporal/embedded/status.js';
import { answersGrpc } from '../../temporal/embedded/ready.js';
import { externalTarget } from '../../temporal/external-target.js';
import { NAMESPACE } from '../../temporal/settings.js';
import type { Context } from '../command.js';
import { workerStatus } from './worker-files.js';

export interface Overview {
  readonly server: {
    readonly kind: 'embedded' | 'external';
    readonly state: 'running' | 'silent' | 'dead' | 'none';
    readonly address: string;
    readonly namespace: string;
    readonly version: string;
    readonly ui: string;
    /** The PostgreSQL of its history; empty: a file, or not known. */
    readonly storage: string;
    readonly pid: number | undefined;
  };
  readonly worker: {
    readonly state: 'ready' | 'starting' | 'dead' | 'none';
    readonly pid: number | undefined;
    readonly startedAt: string;
  };
}

export async function overviewOf(context: Pick<Context, 'env' | 'settings'>): Promise<Overview> {
  const { dataDir } = context.settings;
  const worker = await workerStatus(dataDir);
  return {
    server: await serverOf(context),
    worker:
      worker.state === 'none'
        ? { state: 'none', pid: undefined, startedAt: '' }
        : {
            state: worker.state === 'dead' ? 'dead' : worker.worker.ready ? 'ready' : 'starting',
            pid: worker.worker.pid,
            startedAt: worker.worker.startedAt,
          },
  };
}

async function serverOf({ env, settings }: Pick<Context, 'env' | 'settings'>): Promise<Overview['server']> {
  const external = externalTarget(env);
  if (external !== undefined) {
    // TLS servers do not answer a plain call; a client would say why.
    const secured = external.connectionOptions.tls !== undefined || external.connectionOptions.apiKey !== undefined;
    const state = secured || (await answersGrpc(external.address)) ? 'running' : 'silent';
    return {
      kind: 'external',
      state,
      address: external.address,
      namespace: external.namespace,
      version: '',
      ui: external.uiUrl ?? '',
      storage: '',
      pid: undefined,
    };
  }
  const status = await embeddedStatus(settings.dataDir);
  const known = { kind: 'embedded', state: status.state, namespace: NAMESPACE } as const;
  if (status.state === 'none') return { ...known, address: '', version: '', ui: '', storage: '', pid: undefined };
  const { address, version, uiUrl, storage = '', pid } = status.server;
  return { ...known, address, version, ui: uiUrl, storage, pid };
}
