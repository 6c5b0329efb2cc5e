/**
 * @module Do two workers on one queue finish as one of twice the size would? The same batch, of experts that take a while, on one worker
 * with all slots and on two with half of them each, in turns.
 *
 * `npm run bench:workers -- [--rounds 3] [--rollouts 200] [--slots 16] [--call-ms 400] [--quick]`
 */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { machine, median, options, print } from '../support/measure.js';
import { openPlace, runBatch } from '../support/rig.js';

const given = options({ rounds: 3, rollouts: 200, slots: 16, 'call-ms': 400, quick: false });
const quick = given.flag('quick');
const rounds = quick ? 1 : given.number('rounds');
const rollouts = quick ? 60 : given.number('rollouts');
const slots = given.number('slots');
const callMs = given.number('call-ms');

const place = await openPlace();
const program = fileURLToPath(new URL('./worker.js', import.meta.url));

async function start(slotsEach: number): Promise<ChildProcess> {
  const child = fork(program, [place.target.address, place.dataDir, String(slotsEach), String(callMs)]);
  await once(child, 'message');
  return child;
}

/** Seconds that the batch takes on so many workers with the slots shared among them. */
async function secondsOn(count: number, name: string): Promise<number> {
  const workers = await Promise.all(Array.from({ length: count }, () => start(slots / count)));
  const began = performance.now();
  await runBatch(place, name, rollouts, 4 * slots);
  const seconds = (performance.now() - began) / 1_000;
  for (const worker of workers) {
    const ended = once(worker, 'exit');
    worker.send('stop');
    await ended;
  }
  return seconds;
}

const leastS = (rollouts * 2 * callMs) / slots / 1_000;
print(
  `${machine()}; ${rollouts} rollouts of two calls of ${callMs} ms, ${slots} slots: at least ${leastS.toFixed(1)} s`,
);
const ratios: number[] = [];
for (let round = 1; round <= rounds; round++) {
  const order = round % 2 === 0 ? [1, 2] : [2, 1];
  const took = new Map<number, number>();
  for (const count of order) took.set(count, await secondsOn(count, `round-${round}-on-${count}`));
  const [one = NaN, two = NaN] = [took.get(1), took.get(2)];
  ratios.push(two / one);
  print(`round ${round}: one worker ${one.toFixed(1)} s, two ${two.toFixed(1)} s, ratio ${(two / one).toFixed(2)}`);
}
print(`two workers over one of twice the size: ${median(ratios).toFixed(2)} of its time (goal: 1)`);
await place.close();
