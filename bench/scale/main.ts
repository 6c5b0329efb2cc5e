/**
 * @module What an item costs as a batch grows: batches of growing size, of two-turn rollouts of experts without work; time, CPU of worker and
 * server, memory and bytes of the store for each item. Flat is what is wanted.
 *
 * `npm run bench:scale -- [--sizes 100,1000] [--in-flight 32] [--quick]`; the goal is about `--sizes 100,1000,10000`, a quarter of an hour.
 */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { cpuOf, machine, memoryOf, options, print } from '../support/measure.js';
import { openPlace, runBatch, startWork } from '../support/rig.js';
import { engineExpert, snapshotOf, twoTurnPolicy } from '../support/two-turn.js';

const given = options({ sizes: '100,1000', 'in-flight': 32, quick: false });
const sizes = (given.flag('quick') ? '50,200' : given.text('sizes')).split(',').map(Number);
const inFlight = given.number('in-flight');

const place = await openPlace();
const stopWork = await startWork(place, {
  snapshot: snapshotOf([engineExpert('Expert', 64)]),
  policy: twoTurnPolicy(),
});
print(`${machine()}; batches of ${sizes.join(', ')}, ${inFlight} in flight`);
await runBatch(place, 'warm', 40, inFlight);

const bytes = (): number => statSync(join(place.dataDir, 'results.db')).size;
const each: number[] = [];
for (const size of sizes) {
  const [worker, server, stored] = [cpuOf(process.pid), cpuOf(place.serverPid), bytes()];
  const start = performance.now();
  await runBatch(place, `scale-${size}`, size, inFlight);
  const wallMs = (performance.now() - start) / size;
  const workerMs = (cpuOf(process.pid) - worker) / size;
  const serverMs = (cpuOf(place.serverPid) - server) / size;
  each.push(workerMs + serverMs);
  print(
    `${String(size).padStart(6)} items: each ${wallMs.toFixed(1)} ms of time, ${(workerMs + serverMs).toFixed(1)} ms of CPU ` +
      `(worker ${workerMs.toFixed(1)}, server ${serverMs.toFixed(1)}), ${((bytes() - stored) / size / 1024).toFixed(1)} KiB in the store; ` +
      `memory: worker ${memoryOf(process.pid).toFixed(0)} MiB, server ${memoryOf(place.serverPid).toFixed(0)} MiB`,
  );
}
print();
print(`CPU of an item, dearest batch over cheapest: ${(Math.max(...each) / Math.min(...each)).toFixed(2)} (flat: 1)`);
await stopWork();
await place.close();
