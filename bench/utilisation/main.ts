/**
 * @module How busy experts are kept: rollouts of two calls against eight services over HTTP with few places each, heavy-tailed
 * latencies, 5 % faults, and one service that is slowed in the middle. Reported is the time to the last end over that of a schedule
 * without any overhead of the very calls that were made; beside it the same job on a pool of 24 threads, LangGraph.js and DBOS.
 *
 * `npm run bench:utilisation -- [--rollouts 1000] [--seeds 5] [--scale 1] [--systems maestro,pool,langgraph,dbos] [--quick]`
 */
import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { machine, median, options, print } from '../support/measure.js';
import { runPeer, type PeerName } from '../support/peers.js';
import { openPlace, runBatch, startWork } from '../support/rig.js';
import { httpExpert, snapshotOf, twoTurnPolicy } from '../support/two-turn.js';
import { busyShare, greedyMakespan } from './greedy.js';
import { idleOf, type Decisions } from './idle.js';
import type { FromServices, Recorded, ToServices } from './services.js';
import { MEAN_TWO_CALLS_MS, NAMES, PLACES, workOf, type Work } from './workload.js';

const given = options({ rollouts: 1_000, seeds: 5, scale: 1, systems: 'maestro,pool,langgraph,dbos', quick: false });
const quick = given.flag('quick');
const rollouts = quick ? 200 : given.number('rollouts');
const seeds = quick ? 2 : given.number('seeds');
const scale = given.number('scale');
/** Rollouts in flight where the system lets one choose: as many as Maestro takes by itself. */
const inFlight = 4 * PLACES.reduce((sum, places) => sum + places, 0);

const services = fork(fileURLToPath(new URL('./services.js', import.meta.url)));
const { urls } = await heard(services, 'ready');

function heard<Kind extends FromServices['kind']>(child: ChildProcess, kind: Kind) {
  return new Promise<Extract<FromServices, { kind: Kind }>>((resolve, reject) => {
    const isIt = (message: FromServices): message is Extract<FromServices, { kind: Kind }> => message.kind === kind;
    child.once('message', (message: FromServices) => {
      if (isIt(message)) resolve(message);
      else reject(new Error(`the services said "${message.kind}"`));
    });
  });
}

function tell<Kind extends FromServices['kind']>(message: ToServices, answer: Kind) {
  const answered = heard(services, answer);
  services.send(message);
  return answered;
}

/** Does the job; returns how long it took, milliseconds. */
type System = (work: Work, seed: number, decisions: Map<number, number[]>) => Promise<number>;

const question = (rollout: number, turn: number): string => `[rollout ${rollout}, call ${turn}] How many?`;

const peer =
  (name: PeerName, together: number): System =>
  async ({ calls }) => {
    const jobs = calls.map((pair, rollout) =>
      pair.map((service, turn) => ({
        url: `${urls[service] ?? ''}/chat/completions`,
        text: question(rollout, turn + 1),
      })),
    );
    return (await runPeer(name, { inFlight: together, rollouts: jobs })).ms;
  };

const maestro: System = async ({ calls }, seed, decisions) => {
  const place = await openPlace();
  const models = NAMES.map((name, service) => httpExpert(name, urls[service] ?? '', PLACES[service] ?? 1));
  const policy = twoTurnPolicy(
    ({ task, turns }) => {
      const rollout = Number(task.id.split('-').at(-1));
      const decided = decisions.get(rollout) ?? [];
      decided[turns.length] ??= performance.timeOrigin + performance.now();
      decisions.set(rollout, decided);
      return NAMES[calls[rollout]?.[turns.length] ?? 0] ?? '';
    },
    ({ task, turns }) => question(Number(task.id.split('-').at(-1)), turns.length + 1),
  );
  const stop = await startWork(place, { snapshot: snapshotOf(models), policy });
  const start = performance.now();
  await runBatch(place, `utilisation-${seed}`, calls.length);
  const ms = performance.now() - start;
  await stop();
  await place.close();
  return ms;
};

const SYSTEMS: Readonly<Record<string, System>> = {
  maestro,
  pool: peer('pool', 24),
  langgraph: peer('langgraph', inFlight),
  dbos: peer('dbos', inFlight),
};

const wanted = given.text('systems').split(',');
print(
  `${machine()}; ${rollouts} rollouts, ${seeds} seeds, latencies x ${scale} of a mean of ${MEAN_TWO_CALLS_MS} ms for two calls`,
);
const ratios = new Map<string, number[]>(wanted.map((name) => [name, []]));
for (let seed = 1; seed <= seeds; seed++) {
  const work = workOf(rollouts, seed);
  for (const name of seed % 2 === 0 ? [...wanted].reverse() : wanted) {
    const system = SYSTEMS[name];
    if (system === undefined)
      throw new Error(`--systems: there is no "${name}", only ${Object.keys(SYSTEMS).join(', ')}`);
    await tell({ kind: 'begin', seed, scale, slowed: work.slowed }, 'begun');
    const decisions = new Map<number, number[]>();
    const ms = await system(work, seed, decisions);
    const { calls } = await tell({ kind: 'report' }, 'report');
    show(name, seed, ms, calls);
    if (decisions.size > 0) showIdle(work, calls, decisions, ms);
  }
}
services.disconnect();

function show(name: string, seed: number, ms: number, calls: readonly Recorded[]): void {
  const leastMs = greedyMakespan(calls);
  ratios.get(name)?.push(ms / leastMs);
  print(
    `seed ${seed} ${name.padEnd(9)} ${(ms / 1_000).toFixed(1)} s of at least ${(leastMs / 1_000).toFixed(1)} s, ratio ${(ms / leastMs).toFixed(3)}; ` +
      `${calls.length} calls, places busy ${(100 * busyShare(calls, ms)).toFixed(0)} %`,
  );
}

/** Where time is lost that the schedule without overhead does not lose. */
function showIdle(work: Work, calls: readonly Recorded[], decisions: Decisions, ms: number): void {
  const toMs = Math.max(...calls.map(({ endedMs }) => endedMs));
  const fromMs = Math.min(...[...decisions.values()].map(([first = toMs]) => first));
  print(
    `  before the first decision and after the last call ${((ms - (toMs - fromMs)) / 1_000).toFixed(2)} s; idle seconds of a place, by service:`,
  );
  idleOf(work, calls, decisions, fromMs, toMs).forEach((idle, service) => {
    const places = PLACES[service] ?? 1;
    const parts = [...idle].map(([reason, seconds]) => `${reason} ${(seconds / places).toFixed(2)}`);
    const lastMs = Math.max(...calls.filter((call) => call.service === service).map(({ endedMs }) => endedMs));
    print(
      `  ${NAMES[service] ?? ''} (${places}) ${parts.join(', ')}; its last call ended ${((toMs - lastMs) / 1_000).toFixed(1)} s before the end`,
    );
  });
}

print();
for (const [name, all] of ratios) {
  const goal = name === 'maestro' ? ' (goal: at most 1.05, and below the others)' : '';
  print(`${name.padEnd(9)} median ratio ${median(all).toFixed(3)}${goal}`);
}
