/** `npm run chaos [-- --rollouts 1000 --seed 1]`: a storm, and a table of what it left whole. Exit code 1: a promise was broken. */
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { runStorm } from './storm.js';
import { isBroken, judge, tableOf } from './verdict.js';

const HOUR_MS = 3_600_000;
const { values } = parseArgs({
  options: { rollouts: { type: 'string', default: '1000' }, seed: { type: 'string' } },
});
const whole = z.coerce.number().int().min(1).max(1_000_000);
const rollouts = whole.parse(values.rollouts);
const seed = values.seed === undefined ? Math.floor(Math.random() * 1_000_000) + 1 : whole.parse(values.seed);
const kills = { worker: 10, server: 5, database: 5 };
const say = (line: string): void => void process.stderr.write(`${line}\n`);

say(
  `${rollouts} rollouts, seed ${seed}: worker killed ${kills.worker} times, server ${kills.server}, database ${kills.database}`,
);
const storm = await runStorm({
  ...{ seed, rollouts, kills, inFlight: 16, latencyMs: [200, 1_600], timeoutS: 8 },
  // Every other worker's clock is an hour fast or slow.
  clocksOffMs: [0, HOUR_MS, 0, -HOUR_MS],
  log: say,
});
const verdict = judge(storm);
const { deaths, tookMs } = storm;
process.stdout.write(
  `seed ${seed}, ${rollouts} rollouts, ${deaths.length} deaths, ${Math.round(tookMs / 1000)} s\n${tableOf(verdict)}\n`,
);
for (const example of verdict.examples) say(example);
process.exitCode = verdict.promises.some(isBroken) ? 1 : 0;
