/**
 * @module Overhead of a rollout: latency and throughput of a two-turn rollout (embedded policy, two regular expert calls of no
 * work) beside a bare Temporal workflow of the same shape, on the same server, in turns, in the same run.
 *
 * `npm run bench:overhead -- [--rounds 5] [--latency 40] [--throughput 200] [--in-flight 16]`
 */
import { parseArgs } from 'node:util';
import { startBare } from '../support/bare.js';
import { median } from '../support/measure.js';
import { openPlace, runRollout, startWork } from '../support/rig.js';
import { engineExpert, snapshotOf, twoTurnPolicy } from '../support/two-turn.js';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    latency: { type: 'string', default: '40' },
    throughput: { type: 'string', default: '200' },
    'in-flight': { type: 'string', default: '16' },
  },
});
const rounds = Number(values.rounds);

const place = await openPlace();
const stopWork = await startWork(place, {
  snapshot: snapshotOf([engineExpert('Expert', 64)]),
  policy: twoTurnPolicy(),
});
const bareWork = await startBare(place);
let rolloutCount = 0;
let bareCount = 0;
const rollout = (): Promise<void> => runRollout(place, `rollout-${++rolloutCount}`);
const bare = (): Promise<void> => bareWork.run(`bare-${++bareCount}`);

/** Milliseconds of each run; the kinds take turns one by one, so that drift of the machine meets all alike. */
async function latencies(kinds: readonly (() => Promise<void>)[], count: number): Promise<number[][]> {
  const times = kinds.map((): number[] => []);
  for (let i = 0; i < count; i++) {
    for (const [kind, run] of kinds.entries()) {
      const start = performance.now();
      await run();
      times[kind]?.push(performance.now() - start);
    }
  }
  return times;
}

/** Runs per second with so many in flight, and the CPU that this process (worker and client) took for each, milliseconds. */
async function load(run: () => Promise<void>, count: number, inFlight: number): Promise<Load> {
  const start = performance.now();
  const cpu = process.cpuUsage();
  let left = count;
  await Promise.all(
    Array.from({ length: inFlight }, async () => {
      while (left-- > 0) await run();
    }),
  );
  const { user, system } = process.cpuUsage(cpu);
  return { rate: count / ((performance.now() - start) / 1000), cpuMs: (user + system) / 1000 / count };
}

interface Load {
  readonly rate: number;
  readonly cpuMs: number;
}

const throughputRatios: number[] = [];
const shown = {
  /** Of every run of every round: the two kinds took turns, so all of them are compared at once. */
  maestroMs: [] as number[],
  bareMs: [] as number[],
  maestroRate: [] as number[],
  bareRate: [] as number[],
  maestroCpu: [] as number[],
  bareCpu: [] as number[],
};
await latencies([rollout, bare], 20);
for (let round = 1; round <= rounds; round++) {
  const order = round % 2 === 0 ? [rollout, bare] : [bare, rollout];
  const times = await latencies(order, Number(values.latency));
  const latency = new Map(order.map((run, kind) => [run, median(times[kind] ?? [])]));
  const loads = new Map<() => Promise<void>, Load>();
  for (const run of order) loads.set(run, await load(run, Number(values.throughput), Number(values['in-flight'])));
  const [ours = NaN, theirs = NaN] = [latency.get(rollout), latency.get(bare)];
  const none = { rate: NaN, cpuMs: NaN };
  const { rate: oursRate, cpuMs: oursCpu } = loads.get(rollout) ?? none;
  const { rate: theirsRate, cpuMs: theirsCpu } = loads.get(bare) ?? none;
  throughputRatios.push(oursRate / theirsRate);
  shown.maestroMs.push(...(times[order.indexOf(rollout)] ?? []));
  shown.bareMs.push(...(times[order.indexOf(bare)] ?? []));
  shown.maestroRate.push(oursRate);
  shown.bareRate.push(theirsRate);
  shown.maestroCpu.push(oursCpu);
  shown.bareCpu.push(theirsCpu);
  process.stdout.write(
    `round ${round}: p50 ${ours.toFixed(1)} ms (bare ${theirs.toFixed(1)}), ${oursRate.toFixed(1)}/s (bare ${theirsRate.toFixed(1)})\n`,
  );
}
process.stdout.write(
  [
    '',
    `two-turn rollout, p50 latency:   ${median(shown.maestroMs).toFixed(1)} ms, bare Temporal ${median(shown.bareMs).toFixed(1)} ms, ` +
      `ratio ${(median(shown.maestroMs) / median(shown.bareMs)).toFixed(2)} (goal: at most 1.15)`,
    `two-turn rollout, ${values['in-flight']} in flight: ${median(shown.maestroRate).toFixed(1)}/s, bare Temporal ${median(shown.bareRate).toFixed(1)}/s, ` +
      `ratio ${median(throughputRatios).toFixed(2)} (goal: at least 0.87)`,
    `CPU of worker and client each:   ${median(shown.maestroCpu).toFixed(1)} ms, bare Temporal ${median(shown.bareCpu).toFixed(1)} ms`,
    '',
  ].join('\n'),
);

const events = await Promise.all(
  [`rollout-${rolloutCount}`, `bare-${bareCount}`].map(async (id) => {
    const d = await place.client.workflow.getHandle(id).describe();
    return `${d.historyLength} (${d.historySize} bytes)`;
  }),
);
process.stdout.write(`events in history:                ${events[0]}, bare Temporal ${events[1]}\n`);

await stopWork();
await bareWork.stop();
await place.close();
