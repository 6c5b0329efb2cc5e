/** @module A worker in a process of its own: `worker.js <address> <data folder> <slots> <milliseconds of a call>`. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { openResultStore } from '../../dist/store/open-result-store.js';
import type { Target } from '../../dist/temporal/connection.js';
import { connectWorker } from '../../dist/temporal/worker-connection.js';
import { NAMESPACE } from '../../dist/temporal/settings.js';
import { startWork } from '../support/rig.js';
import { engineExpert, snapshotOf, twoTurnPolicy } from '../support/two-turn.js';

const [address = '', dataDir = '', slots = '1', workMs = '0'] = process.argv.slice(2);
Runtime.install({ logger: new DefaultLogger('ERROR'), shutdownSignals: [] });
const target: Target = {
  ...{ kind: 'embedded', address, namespace: NAMESPACE, connectionOptions: { address }, uiUrl: undefined },
};
const connection = await connectWorker(target);
const results = await openResultStore(pathToFileURL(join(dataDir, 'results.db')).href);
const stop = await startWork(
  { dataDir, target, connection, results },
  { snapshot: snapshotOf([engineExpert('Expert', Number(slots))]), policy: twoTurnPolicy(), workMs: Number(workMs) },
);
process.send?.('ready');
process.once('message', () => {
  void stop().then(async () => {
    await results.close();
    await connection.close();
    process.exit();
  });
});
