/**
 * @module Rollouts per second and what they cost: two-turn rollouts of experts without work, started one by one and in a batch, beside
 * a bare Temporal workflow of the same shape, on one server, in turns. CPU of worker (with client and store in its process) and of
 * the server; that of the store by writing the same rows again; memory of both.
 *
 * `npm run bench:throughput -- [--rounds 3] [--rollouts 200] [--in-flight 32] [--storage] [--quick]`
 *
 * With `--storage` the server keeps its history in a PostgreSQL that is started for it.
 */
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { openResultStore } from '../../dist/store/open-result-store.js';
import { startBare } from '../support/bare.js';
import { cpuOf, machine, median, memoryOf, options, print, together } from '../support/measure.js';
import { startPostgres } from '../support/postgres.js';
import { openPlace, runBatch, runRollout, startWork } from '../support/rig.js';
import { engineExpert, snapshotOf, twoTurnPolicy } from '../support/two-turn.js';

const given = options({ rounds: 3, rollouts: 200, 'in-flight': 32, storage: false, quick: false });
const quick = given.flag('quick');
const rounds = quick ? 2 : given.number('rounds');
const count = quick ? 60 : given.number('rollouts');
const inFlight = given.number('in-flight');

const postgres = given.flag('storage') ? await startPostgres() : undefined;
const place = await openPlace(postgres?.url.replace(/bench$/, 'temporal'));
const stopWork = await startWork(place, {
  snapshot: snapshotOf([engineExpert('Expert', 64)]),
  policy: twoTurnPolicy(),
});
const bare = await startBare(place);
let number = 0;

interface Cost {
  readonly rate: number;
  readonly workerMs: number;
  readonly serverMs: number;
}

const KINDS = {
  direct: () => together(count, inFlight, () => runRollout(place, `direct-${++number}`)),
  batch: async () => {
    const start = performance.now();
    await runBatch(place, `batch-${++number}`, count, inFlight);
    return performance.now() - start;
  },
  bare: () => together(count, inFlight, () => bare.run(`bare-${++number}`)),
} as const;
type Kind = keyof typeof KINDS;
const kinds: readonly Kind[] = ['direct', 'batch', 'bare'];

async function costOf(kind: Kind): Promise<Cost> {
  const [worker, server] = [cpuOf(process.pid), cpuOf(place.serverPid)];
  const ms = await KINDS[kind]();
  return {
    rate: count / (ms / 1_000),
    workerMs: (cpuOf(process.pid) - worker) / count,
    serverMs: (cpuOf(place.serverPid) - server) / count,
  };
}

print(
  `${machine()}; history in ${postgres === undefined ? 'a file' : 'PostgreSQL'}; ${rounds} rounds of ${count}, ${inFlight} in flight`,
);
await together(20, 8, () => runRollout(place, `warm-${++number}`));
await together(20, 8, () => bare.run(`warm-${++number}`));
const costs: Record<Kind, Cost[]> = { direct: [], batch: [], bare: [] };
const ratios: Record<'rate' | 'batch', number[]> = { rate: [], batch: [] };
for (let round = 0; round < rounds; round++) {
  const now = new Map<Kind, Cost>();
  for (const kind of [0, 1, 2].map((at) => kinds[(at + round) % 3] ?? 'direct')) now.set(kind, await costOf(kind));
  for (const [kind, cost] of now) {
    costs[kind].push(cost);
    print(`round ${round + 1} ${kind.padEnd(6)} ${told(cost)}`);
  }
  const [direct, batch, other] = kinds.map((kind) => now.get(kind));
  if (direct === undefined || batch === undefined || other === undefined) continue;
  ratios.rate.push(direct.rate / other.rate);
  ratios.batch.push((batch.workerMs + batch.serverMs) / (direct.workerMs + direct.serverMs));
}

function told({ rate, workerMs, serverMs }: Cost): string {
  return `${rate.toFixed(1)}/s, CPU each: worker ${workerMs.toFixed(1)} ms, server ${serverMs.toFixed(1)} ms`;
}

print();
for (const kind of kinds) {
  const of = (part: keyof Cost): number => median(costs[kind].map((cost) => cost[part]));
  print(`${kind.padEnd(6)} ${told({ rate: of('rate'), workerMs: of('workerMs'), serverMs: of('serverMs') })}`);
}
print(`rollouts over bare Temporal: ${median(ratios.rate).toFixed(2)} of its rate (goal: at least 0.9)`);
print(`batch over started one by one: ${median(ratios.batch).toFixed(2)} of the CPU (goal: at most 1.25)`);
print(`the store's part of the worker: ${(await storeMs()).toFixed(1)} ms of CPU for each rollout`);
print(`memory: worker ${memoryOf(process.pid).toFixed(0)} MiB, server ${memoryOf(place.serverPid).toFixed(0)} MiB`);

/** The rows of rollouts, their calls included, written again into a store of their own: CPU of this process for each. */
async function storeMs(): Promise<number> {
  const rows = await place.results.listRollouts({ limit: count });
  const records = (await Promise.all(rows.map(({ id }) => place.results.getRollout(id)))).filter(
    (record) => record !== undefined,
  );
  const copy = await openResultStore(pathToFileURL(join(place.dataDir, 'copy.db')).href);
  const before = cpuOf(process.pid);
  await together(records.length, inFlight, async (at) => {
    const record = records[at];
    if (record === undefined) return;
    for (const call of record.calls) await copy.ledger.record(call);
    await copy.recordRollout(record.rollout, record.turns);
  });
  const ms = (cpuOf(process.pid) - before) / records.length;
  await copy.close();
  return ms;
}

await stopWork();
await bare.stop();
await place.close();
await postgres?.stop();
