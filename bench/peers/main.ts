/**
 * @module The same rollout of three steps without work on other engines: DBOS on PostgreSQL, LangGraph.js with its checkpoints in
 * memory and in SQLite, Restate, and a plain pool without any durability; beside it a rollout of ours with as many steps. Rate,
 * latency, CPU of the process that runs the steps (without its server or database), memory.
 *
 * `npm run bench:peers -- [--rollouts 300] [--in-flight 16] [--only dbos,restate] [--quick]`
 */
import { cpuOf, machine, memoryOf, options, print, quantile, together } from '../support/measure.js';
import { runPeer, type PeerResult } from '../support/peers.js';
import { openPlace, runRollout, startWork } from '../support/rig.js';
import { engineExpert, snapshotOf, twoTurnPolicy } from '../support/two-turn.js';

const given = options({ rollouts: 300, 'in-flight': 16, only: '', quick: false });
const count = given.flag('quick') ? 60 : given.number('rollouts');
const inFlight = given.number('in-flight');
const only = given.text('only');
const rollouts = Array.from({ length: count }, () => []);

const ENGINES: Readonly<Record<string, () => Promise<PeerResult>>> = {
  maestro: ours,
  dbos: () => runPeer('dbos', { inFlight, rollouts }),
  'langgraph, memory': () => runPeer('langgraph', { inFlight, rollouts }),
  'langgraph, SQLite': () => runPeer('langgraph', { inFlight, rollouts, inFile: true }),
  restate: () => runPeer('restate', { inFlight, rollouts }),
  pool: () => runPeer('pool', { inFlight, rollouts }),
};

/** Two calls of experts and three decisions: more than three steps, each in the ledger. */
async function ours(): Promise<PeerResult> {
  const place = await openPlace();
  const stop = await startWork(place, { snapshot: snapshotOf([engineExpert('Expert', 64)]), policy: twoTurnPolicy() });
  await together(10, 4, (at) => runRollout(place, `warm-${at}`));
  const before = cpuOf(process.pid);
  const latencies: number[] = [];
  const ms = await together(count, inFlight, async (at) => {
    const start = performance.now();
    await runRollout(place, `rollout-${at}`);
    latencies.push(performance.now() - start);
  });
  const result = { ms, latencies, cpuMs: cpuOf(process.pid) - before, memoryMiB: memoryOf(process.pid) };
  await stop();
  await place.close();
  return result;
}

print(`${machine()}; ${count} rollouts, ${inFlight} in flight`);
const rates = new Map<string, number>();
for (const [name, run] of Object.entries(ENGINES)) {
  if (only !== '' && !only.split(',').some((wanted) => name.startsWith(wanted))) continue;
  try {
    const { ms, cpuMs, memoryMiB, latencies } = await run();
    rates.set(name, count / (ms / 1_000));
    print(
      `${name.padEnd(17)} ${(count / (ms / 1_000)).toFixed(1)} rollouts/s, p50 ${quantile(latencies, 0.5).toFixed(0)} ms, ` +
        `p99 ${quantile(latencies, 0.99).toFixed(0)} ms, CPU each ${(cpuMs / count).toFixed(1)} ms, ${memoryMiB.toFixed(0)} MiB`,
    );
  } catch (error) {
    print(`${name.padEnd(17)} does not run here: ${String(error)}`);
  }
}
const own = rates.get('maestro');
if (own !== undefined) {
  const others = [...rates].filter(([name]) => name !== 'maestro');
  print(`over maestro's rate: ${others.map(([name, rate]) => `${name} ${(rate / own).toFixed(1)} x`).join(', ')}`);
}
